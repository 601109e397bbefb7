import { UnauthorizedError } from '../access/bearer.js';
import type { AppError } from '../domain/errors.js';

/** The WWW-Authenticate of routes that need a signature of the source instead of a token. */
export const SIGNATURE_CHALLENGE = 'Signature realm="causeloop"';

const REALM = 'Bearer realm="causeloop"';

/** The WWW-Authenticate of a 401 (RFC 6750, section 3), without an error code when the request had no credentials. */
export function challenge(error: AppError): string {
  const missing = error instanceof UnauthorizedError && error.reason === 'missing';
  return missing ? REALM : `${REALM}, error="invalid_token", error_description="${quotable(error.message)}"`;
}

/** The WWW-Authenticate of a 403 for a token that lacks a scope. */
export function insufficientScope(scope: string): string {
  return `${REALM}, error="insufficient_scope", scope="${scope}"`;
}

/** RFC 6750 allows neither quotes nor backslashes in error_description. */
function quotable(message: string): string {
  return message.replace(/["\\]/g, "'");
}
