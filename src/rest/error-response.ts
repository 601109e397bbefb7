import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { AppError, type ErrorCode } from '../domain/errors.js';
import { logFault } from '../domain/fault-log.js';
import { LIMITS } from '../domain/limits.js';
import { challenge } from '../server/bearer-challenge.js';
import type { ErrorResponses } from '../server/http-server.js';

const STATUS: Record<ErrorCode, number> = {
  validation_error: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  payload_too_large: 413,
  unsupported_media_type: 415,
  idempotency_key_reuse: 422,
  conflict: 409,
  rate_limited: 429,
  unavailable: 503,
  internal_error: 500,
};

/** Errors of the framework and of the HTTP parser. */
const FRAMEWORK_CODES: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_BAD_URL: 'not_found',
  FST_ERR_NOT_FOUND: 'not_found',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_BODY_TOO_LARGE: 'payload_too_large',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'validation_error',
};

const FRAMEWORK_MESSAGES: Partial<Record<ErrorCode, string>> = {
  not_found: 'This route does not exist: see /docs for those that do.',
  unsupported_media_type: 'The Content-Type is malformed: send `Content-Type: application/json`.',
  payload_too_large: `The body is too large: send at most ${LIMITS.bodyBytes} bytes.`,
  validation_error: 'The request is malformed.',
};

/** The error responses of every surface but GraphQL. */
export function createErrorResponses(logger: Logger): ErrorResponses {
  return {
    body: errorBody,
    send: (thrown, request, reply) => sendError(thrown, request, reply, logger),
  };
}

function errorBody({ code, message, details }: AppError, traceId: string): string {
  return JSON.stringify({ error: { code, message, trace_id: traceId, details } });
}

/** Errors that are not meant for the caller are masked, and logged once under the trace id. */
function sendError(
  thrown: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  logger: Logger,
): FastifyReply {
  const error = appErrorOf(thrown);
  if (error.code === 'internal_error' || error.code === 'unavailable')
    logFault(logger, error, 'the request could not be served', { traceId: request.id });
  if (error.retryAfterSeconds !== undefined) reply.header('retry-after', String(error.retryAfterSeconds));
  if (error.code === 'unauthorized' && !reply.hasHeader('www-authenticate'))
    reply.header('www-authenticate', challenge(error));
  return reply
    .code(STATUS[error.code])
    .header('content-type', 'application/json; charset=utf-8')
    .send(errorBody(error, request.id));
}

/** The error that the caller sees for anything that was thrown. */
function appErrorOf(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const { code } = (thrown ?? {}) as Partial<FastifyError>;
  const known = code === undefined ? undefined : FRAMEWORK_CODES[code];
  if (known !== undefined)
    return new AppError(known, FRAMEWORK_MESSAGES[known] ?? 'The request is malformed.');
  return new AppError('internal_error', 'An internal error occurred: send the request again later.', {
    cause: thrown,
  });
}
