import { AppError } from '../domain/errors.js';

/** The permissions of a token. Scopes do not imply each other. */
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
 * Parses scope names. White space around names and duplicates are ignored.
 * @returns the scopes in the order of `ALL_SCOPES`
 * @throws AppError validation_error that lists unknown names and all scopes
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
    throw new AppError(
      'validation_error',
      `a token needs at least one scope; the scopes are ${ALL_SCOPES.join(', ')}`,
    );
  return known;
}
