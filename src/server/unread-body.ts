import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LIMITS } from '../domain/limits.js';

/*
 * A response can be complete before the body of its request is: the request was refused, or the body is not needed.
 * Most clients read the response only after they have sent the body, and closing a connection while data arrives resets
 * it, which can destroy a response that the client has not read yet. So the response is sent at once, the rest of the
 * body is read and discarded up to the limits in `LIMITS.discarded`, and only then is the connection closed.
 */

/** Requests that wait for `100 Continue` before they send their body. */
const waiting = new WeakSet<IncomingMessage>();

/** Marks a request whose client sends the body only after `100 Continue`. */
export function markWaiting(request: IncomingMessage): void {
  waiting.add(request);
}

/** Returns whether the client waits for `100 Continue`, the first time it is asked. */
export function endWaiting(request: IncomingMessage): boolean {
  return waiting.delete(request);
}

/**
 * Makes a response that is sent before the body of its request arrived end only when that body was discarded. Its
 * content is sent at once.
 *
 * @returns the payload to send instead of `payload`
 */
export function sendBeforeBody(request: FastifyRequest, reply: FastifyReply, payload: unknown): unknown {
  if (!isUnread(request.raw)) return payload;
  if (typeof payload !== 'string' && !Buffer.isBuffer(payload)) {
    closeAfterBody(request.raw);
    return payload;
  }
  if (!isShort(request.raw)) reply.header('connection', 'close');
  reply.header('content-length', String(Buffer.byteLength(payload)));
  return Readable.from(endingAfterBody(request.raw, payload));
}

/** Discards the rest of a body, and closes the connection if it is too large or does not arrive in time. */
export function closeAfterBody(request: IncomingMessage): void {
  if (!isUnread(request)) return;
  void discard(request).then((complete) => {
    if (!complete) request.socket.destroySoon();
  });
}

/** Sends what was written to the socket, then discards what the client still sends, and closes the connection. */
export function closeAfterInput(socket: Socket): void {
  socket.end();
  void discard(socket).then(() => socket.destroy());
}

async function* endingAfterBody(request: IncomingMessage, payload: string | Buffer): AsyncGenerator<Buffer> {
  yield Buffer.from(payload);
  // A connection that is kept must not be left in the middle of a body.
  if (!(await discard(request))) request.socket.destroySoon();
}

function isUnread(request: IncomingMessage): boolean {
  const { 'content-length': length = '0', 'transfer-encoding': coding } = request.headers;
  const isOver = request.complete || request.readableEnded || request.destroyed;
  return (coding !== undefined || Number(length) > 0) && !isOver;
}

/** Whether the body is probably on its way already, so that discarding it costs less than a new connection. */
function isShort(request: IncomingMessage): boolean {
  const { 'content-length': length } = request.headers;
  return length !== undefined && Number(length) <= LIMITS.discarded.shortBytes && !waiting.has(request);
}

/** Returns whether the input came to its end within the limits. */
function discard(input: Readable): Promise<boolean> {
  return new Promise((resolve) => {
    let bytes = 0;
    const finish = (complete: boolean): void => {
      clearTimeout(timer);
      input.off('data', count).pause();
      resolve(complete);
    };
    const count = (chunk: Buffer): void => {
      bytes += chunk.length;
      if (bytes > LIMITS.discarded.bytes) finish(false);
    };
    const timer = setTimeout(finish, LIMITS.discarded.ms, false);
    input.on('data', count);
    input.once('end', () => finish(true));
    input.once('close', () => finish(false));
    // A lost connection ends the input as well.
    input.on('error', () => undefined);
  });
}
