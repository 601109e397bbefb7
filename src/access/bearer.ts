import { createHash, randomBytes } from 'node:crypto';
import { AppError } from '../domain/errors.js';
import { LIMITS } from '../domain/limits.js';

/** Secret scanners recognise `cl_` and 43 characters of base64url. */
const TOKEN_PREFIX = 'cl_';
const TOKEN_RANDOM_BYTES = 32;
/** The syntax of a token (RFC 6750, section 2.1). */
const TOKEN = /^[A-Za-z0-9\-._~+/]+=*$/;
const SCHEME = /^bearer(?: +|$)/i;

export type UnauthorizedReason = 'missing' | 'malformed' | 'invalid';

const MESSAGES: Record<UnauthorizedReason, string> = {
  missing: 'An access token is required: send it as "Authorization: Bearer TOKEN".',
  malformed:
    'The Authorization header is malformed: send exactly one token as "Authorization: Bearer TOKEN".',
  invalid: 'The access token is unknown, revoked or expired.',
};

/** Authentication failed. `reason` is `missing` if the request has no Bearer credentials (RFC 6750, section 3.1). */
export class UnauthorizedError extends AppError {
  constructor(readonly reason: UnauthorizedReason) {
    super('unauthorized', MESSAGES[reason]);
    this.name = 'UnauthorizedError';
  }
}

/** Whether a text can be sent as a Bearer token. */
export function isTokenText(text: string): boolean {
  return TOKEN.test(text);
}

export function mintToken(): string {
  return TOKEN_PREFIX + randomBytes(TOKEN_RANDOM_BYTES).toString('base64url');
}

/** A plain SHA-256 is sufficient, because tokens are random and cannot be guessed from a dictionary. */
export function tokenDigest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/**
 * Extracts the token from an Authorization header (RFC 6750, section 2.1). The scheme is case-insensitive.
 * @throws UnauthorizedError `missing` without a header or with another scheme, `malformed` or `invalid` otherwise
 */
export function bearerToken(authorization: string | undefined): string {
  const scheme = SCHEME.exec(authorization ?? '')?.[0];
  if (authorization === undefined || scheme === undefined) throw new UnauthorizedError('missing');
  const token = authorization.slice(scheme.length);
  if (!isTokenText(token)) throw new UnauthorizedError('malformed');
  if (token.length > LIMITS.tokenChars) throw new UnauthorizedError('invalid');
  return token;
}
