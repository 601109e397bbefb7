import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { AppError } from '../domain/errors.js';
import type { Connections } from './connections.js';
import { endWithResponse } from './raw-response.js';

/** Formats the body of an error that belongs to no request. */
export type ErrorBody = (error: AppError, traceId: string) => string;

const CONNECTION_ERRORS: Readonly<Record<string, { readonly status: string; readonly message: string }>> = {
  HPE_HEADER_OVERFLOW: {
    status: '431 Request Header Fields Too Large',
    message: 'The request line and headers are too large: send at most 16 KiB.',
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: '408 Request Timeout',
    message: 'The request did not arrive in time: send it again.',
  },
  EXPECTATION: {
    status: '417 Expectation Failed',
    message: 'The only supported expectation is `Expect: 100-continue`.',
  },
};

const MALFORMED = { status: '400 Bad Request', message: 'The request is not valid HTTP/1.1.' };

/**
 * Refuses a request for which there is no request object, and closes the connection. Behind a request that still
 * waits for its response it only closes: the client would take the refusal for that response.
 */
export function refuseConnection(
  error: { readonly code?: string },
  socket: Socket,
  connections: Connections,
  errorBody: ErrorBody,
): void {
  if (error.code === 'ECONNRESET' || !socket.writable || connections.owesResponse(socket)) {
    socket.destroy();
    return;
  }
  const { status, message } = CONNECTION_ERRORS[error.code ?? ''] ?? MALFORMED;
  const traceId = randomUUID();
  endWithResponse(socket, {
    status,
    contentType: 'application/json; charset=utf-8',
    body: errorBody(new AppError('validation_error', message), traceId),
    headers: { 'X-Request-Id': traceId },
  });
}

/** Responds to an Expect header other than `100-continue`, which Node leaves to the server. */
export function refuseExpectations(server: Server, connections: Connections, errorBody: ErrorBody): void {
  server.on('checkExpectation', ({ socket }) =>
    refuseConnection({ code: 'EXPECTATION' }, socket, connections, errorBody),
  );
}
