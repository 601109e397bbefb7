import { createHash, randomBytes } from 'node:crypto';
import { AppError } from '../domain/errors.js';
import { LIMITS } from '../domain/limits.js';

/** What secret scanners recognise: `cl_` and 43 characters of base64url. */
const TOKEN_PREFIX = 'cl_';
const TOKEN_RANDOM_BYTES = 32;
/** The characters of a token (RFC 6750, section 2.1). */
const TOKEN = /^[A-Za-z0-9\-._~+/]+=*$/;
const SCHEME = /^bearer(?: +|$)/i;

export type UnauthorizedReason = 'missing' | 'malformed' | 'invalid';

const MESSAGES: Record<UnauthorizedReason, string> = {
  missing: 'An access token is required: send it as "Authorization: Bearer TOKEN".',
  malformed:
    'The Authorization header is malformed: send exactly one token as "Authorization: Bearer TOKEN".',
  invalid: 'The access token is unknown, revoked or expired.',
};

/** The caller is nobody. `reason` is missing when no Bearer credentials came at all (RFC 6750, section 3.1). */
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

/** SHA-256 is enough: the text is random, so there is no dictionary to try. */
export function tokenDigest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/**
 * The token in an Authorization header (RFC 6750, section 2.1): the scheme in any case, one token.
 * @throws UnauthorizedError missing without a header or with another scheme, else malformed
 */
export function bearerToken(authorization: string | undefined): string {
  const scheme = SCHEME.exec(authorization ?? '')?.[0];
  if (authorization === undefined || scheme === undefined) throw new UnauthorizedError('missing');
  const token = authorization.slice(scheme.length);
  if (!isTokenText(token)) throw new UnauthorizedError('malformed');
  if (token.length > LIMITS.tokenChars) throw new UnauthorizedError('invalid');
  return token;
}
