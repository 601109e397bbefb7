import { UnauthorizedError } from '../access/bearer.js';
import type { AppError } from '../domain/errors.js';

/** Of routes that take no token: the source's own signature lets a delivery in. */
export const SIGNATURE_CHALLENGE = 'Signature realm="causeloop"';

const REALM = 'Bearer realm="causeloop"';

/** The WWW-Authenticate of a refusal (RFC 6750, section 3): no error code when the request had no credentials at all. */
export function challenge(error: AppError): string {
  const missing = error instanceof UnauthorizedError && error.reason === 'missing';
  return missing
    ? REALM
    : `${REALM}, error="invalid_token", error_description="${describable(error.message)}"`;
}

/** For a caller whose token lacks a scope. */
export function insufficientScope(scope: string): string {
  return `${REALM}, error="insufficient_scope", scope="${scope}"`;
}

/** A quoted-string of RFC 6750 has no quotes and no backslashes inside. */
function describable(message: string): string {
  return message.replace(/["\\]/g, "'");
}
