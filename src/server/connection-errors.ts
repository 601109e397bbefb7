import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { AppError } from '../domain/errors.js';
import type { Connections } from './connections.js';
import { endWithResponse } from './raw-response.js';
import { closeAfterInput, markWaiting } from './unread-body.js';

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

/** Sockets whose input is no longer parsed as HTTP. */
const broken = new WeakSet<Socket>();

/**
 * Refuses a request for which there is no request object, and closes the connection. Complete requests before it get
 * their responses first, and no refusal follows them: the client would take it for one of those responses.
 */
export function refuseConnection(
  error: { readonly code?: string },
  socket: Socket,
  connections: Connections,
  errorBody: ErrorBody,
): void {
  // Everything that still arrives causes the same error again.
  if (broken.has(socket)) return;
  broken.add(socket);
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const owed = connections.responsesOwedTo(socket);
  const last = owed.at(-1);
  if (last !== undefined && (last.req.complete || last.headersSent)) {
    last.once('close', () => closeAfterInput(socket));
    return;
  }
  const refuse = (): void => writeRefusal(error, socket, errorBody);
  const previous = owed.at(-2);
  if (previous === undefined) refuse();
  else previous.once('close', refuse);
}

function writeRefusal({ code }: { readonly code?: string }, socket: Socket, errorBody: ErrorBody): void {
  const { status, message } = CONNECTION_ERRORS[code ?? ''] ?? MALFORMED;
  const traceId = randomUUID();
  endWithResponse(socket, {
    status,
    contentType: 'application/json; charset=utf-8',
    body: errorBody(new AppError('validation_error', message), traceId),
    headers: { 'X-Request-Id': traceId },
  });
  closeAfterInput(socket);
}

/**
 * Handles the Expect header: `100 Continue` is sent only when a body is about to be read, so a refused request never
 * gets it; other expectations are refused.
 */
export function handleExpectations(server: Server, connections: Connections, errorBody: ErrorBody): void {
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    markWaiting(request);
    server.emit('request', request, response);
  });
  server.on('checkExpectation', ({ socket }) =>
    refuseConnection({ code: 'EXPECTATION' }, socket, connections, errorBody),
  );
}
