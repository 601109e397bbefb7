import { AppError } from '../domain/errors.js';

/** What a token may do. None implies another. */
export const ALL_SCOPES = [
  'ingest:write',
  'ingest:read',
  'issues:read',
  'patterns:read',
  'patterns:write',
  'connectors:write',
] as const;
export type Scope = (typeof ALL_SCOPES)[number];

/**
 * The scopes of a list of names, in the order of `ALL_SCOPES` and each once; white space around a name is ignored.
 * @throws AppError validation_error, naming the unknown ones and those that exist
 */
export function parseScopes(names: readonly string[]): Scope[] {
  const wanted = new Set(names.map((name) => name.trim()).filter((name) => name !== ''));
  const known = ALL_SCOPES.filter((scope) => wanted.delete(scope));
  if (wanted.size > 0) {
    const unknown = [...wanted].map((name) => JSON.stringify(name)).join(', ');
    throw new AppError(
      'validation_error',
      `unknown scope ${unknown}; the scopes are ${ALL_SCOPES.join(', ')}`,
    );
  }
  if (known.length === 0)
    throw new AppError('validation_error', `a token needs a scope; the scopes are ${ALL_SCOPES.join(', ')}`);
  return known;
}
