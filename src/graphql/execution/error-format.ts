import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import { AppError, type ErrorCode } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';

/** The HTTP status applies when the whole operation is refused. An executed operation returns 200 with its errors. */
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
/** graphql-js suggests names of the schema; introspection returns them all. */
const SUGGESTION = /\s*Did you mean .*\?(?=$|\s)/s;
/** Messages of graphql-js without the rejected value, which can be long or secret. */
const VALUES: readonly [RegExp, string][] = [
  [/(cannot represent [^:]*?): .*$/s, '$1.'],
  [/Value ".*" does not exist/s, 'The value does not exist'],
];

export function httpStatusOf(error: AppError): number {
  return TRANSLATION[error.code].status;
}

/** Formats an `AppError` as an entry of `errors`. */
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
 * Formats an error for the caller. An `AppError` is translated by the table. An error of the framework loses its
 * suggestions and values. Any other error is masked and passed to `onFault`.
 *
 * @param code for framework errors that carry no code
 */
export function formatError(
  error: GraphQLError,
  code: string,
  onFault: (error: unknown) => void,
): GraphQLFormattedError {
  const { originalError: cause, locations, path } = error;
  const position = {
    ...(locations === undefined ? {} : { locations }),
    ...(path === undefined ? {} : { path }),
  };
  if (cause instanceof AppError) {
    if (cause.code === 'internal_error' || cause.code === 'unavailable') onFault(cause);
    return { ...formatAppError(cause), ...position };
  }
  // Scalars and graphql-js throw GraphQLErrors; any other error is a bug.
  if (cause != null && !(cause instanceof GraphQLError)) {
    onFault(cause);
    return { message: MASKED, ...position, extensions: { code: 'INTERNAL_SERVER_ERROR' } };
  }
  const own = error.extensions?.code;
  return {
    message: withoutValues(error.message),
    ...position,
    extensions: { code: typeof own === 'string' ? own : code },
  };
}

function withoutValues(message: string): string {
  let text = message.replace(SUGGESTION, '');
  for (const [value, replacement] of VALUES) text = text.replace(value, replacement);
  return text.length <= LIMITS.messageChars ? text : `${text.slice(0, LIMITS.messageChars)}…`;
}

/** Returns a logger for masked errors. An outage is logged as one line without a stack. */
export function faultLogger(logger: Logger, traceId: string): (error: unknown) => void {
  return (error) => {
    if (error instanceof AppError && error.code === 'unavailable')
      logger.warn(
        { reason: error.cause instanceof Error ? error.cause.message : error.message, traceId },
        'unavailable',
      );
    else {
      const err = error instanceof AppError ? (error.cause ?? error) : error;
      logger.error({ err, traceId }, 'a field could not be resolved');
    }
  };
}
