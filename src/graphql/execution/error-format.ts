import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import { AppError, type ErrorCode } from '../../domain/errors.js';
import { logFault } from '../../domain/fault-log.js';
import { LIMITS } from '../../domain/limits.js';

/** `status` is that of an operation that was refused whole; one that was executed is answered with 200. */
const TRANSLATION: Record<ErrorCode, { readonly code: string; readonly status: number }> = {
  validation_error: { code: 'VALIDATION_ERROR', status: 400 },
  unauthorized: { code: 'UNAUTHENTICATED', status: 401 },
  forbidden: { code: 'FORBIDDEN', status: 403 },
  not_found: { code: 'NOT_FOUND', status: 404 },
  method_not_allowed: { code: 'METHOD_NOT_ALLOWED', status: 405 },
  payload_too_large: { code: 'PAYLOAD_TOO_LARGE', status: 413 },
  unsupported_media_type: { code: 'UNSUPPORTED_MEDIA_TYPE', status: 415 },
  idempotency_key_reuse: { code: 'IDEMPOTENCY_KEY_REUSE', status: 422 },
  conflict: { code: 'CONFLICT', status: 409 },
  rate_limited: { code: 'RATE_LIMITED', status: 429 },
  unavailable: { code: 'UNAVAILABLE', status: 503 },
  internal_error: { code: 'INTERNAL_SERVER_ERROR', status: 500 },
};

const MASKED = 'Something went wrong on our side; repeat the request later.';
/** The schema's own hints: whoever wants to know the schema can ask it. */
const SUGGESTION = /\s*Did you mean .*\?(?=$|\s)/s;
/** What is at fault is told without the value, which may be long or secret. */
const VALUES: readonly [RegExp, string][] = [
  [/^(Variable "\$\w+" got invalid value) .*?( at "[\w.[\]]+")?; /s, '$1$2; '],
  [/(cannot represent [^:]*?): .*$/s, '$1.'],
  [/Value ".*" does not exist/s, 'The value does not exist'],
];

export function httpStatusOf(error: AppError): number {
  return TRANSLATION[error.code].status;
}

/** An error of ours in the form of GraphQL. */
export function formatAppError(error: AppError): GraphQLFormattedError {
  const { retryAfterSeconds, details } = error;
  const message = error.code === 'internal_error' ? MASKED : error.message;
  return {
    message,
    extensions: {
      code: TRANSLATION[error.code].code,
      ...details,
      ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    },
  };
}

/**
 * What the caller is told of an error: ours by the table, the framework's without hints and values, and nothing at all of
 * anything else, which is logged instead.
 *
 * @param code what a framework error without a code is
 */
export function formatError(
  error: GraphQLError,
  code: string,
  onFault: (error: unknown) => void,
): GraphQLFormattedError {
  const { originalError: cause, locations, path } = error;
  const place = {
    ...(locations === undefined ? {} : { locations }),
    ...(path === undefined ? {} : { path }),
  };
  if (cause instanceof AppError) {
    if (cause.code === 'internal_error' || cause.code === 'unavailable') onFault(cause);
    return { ...formatAppError(cause), ...place };
  }
  // Scalars and the engine throw GraphQLErrors; whatever else was thrown is a bug.
  if (cause != null && !(cause instanceof GraphQLError)) {
    onFault(cause);
    return { message: MASKED, ...place, extensions: { code: 'INTERNAL_SERVER_ERROR' } };
  }
  const own = error.extensions?.code;
  return {
    message: modest(error.message),
    ...place,
    extensions: { code: typeof own === 'string' ? own : code },
  };
}

function modest(message: string): string {
  let text = message.replace(SUGGESTION, '');
  for (const [value, without] of VALUES) text = text.replace(value, without);
  return text.length <= LIMITS.messageChars ? text : `${text.slice(0, LIMITS.messageChars)}…`;
}

/** Returns a function that logs errors that callers are not shown, and outages. */
export function faultLogger(logger: Logger, traceId: string): (error: unknown) => void {
  return (error) => logFault(logger, error, 'a field could not be resolved', { traceId });
}
