import type { Socket } from 'node:net';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { AppError, type ErrorCode } from '../domain/errors.js';
import { logFault } from '../domain/fault-log.js';
import { challenge } from '../server/bearer-challenge.js';
import { answerOwed } from '../server/connections.js';
import { SECURITY_HEADERS } from '../server/security-headers.js';

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

/** What the framework and the parser of HTTP refuse by themselves. */
const FRAMEWORK_CODES: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_BAD_URL: 'not_found',
  FST_ERR_NOT_FOUND: 'not_found',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_BODY_TOO_LARGE: 'payload_too_large',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'validation_error',
};

const FRAMEWORK_MESSAGES: Partial<Record<ErrorCode, string>> = {
  not_found: 'There is no such route.',
  unsupported_media_type: 'The Content-Type is malformed: send application/json.',
  payload_too_large: 'The body is too large.',
  validation_error: 'The request is malformed.',
};

/** The body of every error. */
export function errorBody(error: AppError, traceId: string): string {
  const { code, message, details } = error;
  return JSON.stringify({ error: { code, message, trace_id: traceId, details } });
}

/** Answers a request with what went wrong. Anything that is not meant for the caller is masked and logged once. */
export function sendError(
  thrown: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  logger: Logger,
): FastifyReply {
  const error = appErrorOf(thrown);
  const status = STATUS[error.code];
  if (error.code === 'internal_error' || error.code === 'unavailable')
    logFault(logger, error, 'the request could not be served', { traceId: request.id });
  if (error.retryAfterSeconds !== undefined) reply.header('retry-after', String(error.retryAfterSeconds));
  if (error.code === 'unauthorized' && !reply.hasHeader('www-authenticate'))
    reply.header('www-authenticate', challenge(error));
  return reply
    .code(status)
    .header('content-type', 'application/json; charset=utf-8')
    .send(errorBody(error, request.id));
}

/** What the caller is told of anything that was thrown. */
function appErrorOf(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const { code } = (thrown ?? {}) as Partial<FastifyError>;
  const known = code === undefined ? undefined : FRAMEWORK_CODES[code];
  if (known !== undefined)
    return new AppError(known, FRAMEWORK_MESSAGES[known] ?? 'The request is malformed.');
  return new AppError('internal_error', 'Something went wrong on our side; repeat the request later.', {
    cause: thrown,
  });
}

const CLIENT_ERRORS: Readonly<Record<string, { readonly line: string; readonly message: string }>> = {
  HPE_HEADER_OVERFLOW: {
    line: '431 Request Header Fields Too Large',
    message: 'The headers of the request are too large.',
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    line: '408 Request Timeout',
    message: 'The request did not arrive in time; send it again.',
  },
  EXPECTATION: {
    line: '417 Expectation Failed',
    message: 'Expect can only be 100-continue.',
  },
};

/**
 * Answers what is no HTTP request at all; there is no request object yet. Behind a request that is still being
 * worked on it only closes: the refusal would be taken for the answer to that one.
 */
export function refuseConnection(error: { readonly code?: string }, socket: Socket, traceId: string): void {
  const pipelined = answerOwed(socket)?.req.complete === true;
  if (error.code === 'ECONNRESET' || !socket.writable || pipelined) {
    socket.destroy();
    return;
  }
  const known = CLIENT_ERRORS[error.code ?? ''];
  const { line, message } = known ?? {
    line: '400 Bad Request',
    message: 'This is not a valid HTTP request.',
  };
  const body = errorBody(new AppError('validation_error', message), traceId);
  socket.end(
    [
      `HTTP/1.1 ${line}`,
      'Content-Type: application/json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      `X-Request-Id: ${traceId}`,
      ...Object.entries(SECURITY_HEADERS).map(([name, value]) => `${name}: ${value}`),
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}
