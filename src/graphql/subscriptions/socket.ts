import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import type { Caller } from '../../access/access-store.js';
import { LIMITS } from '../../domain/limits.js';
import type { SharedResult } from './fan-out.js';
import type { NextFrames } from './frames.js';
import type { OpenConnection } from './open-connections.js';

/** Why the server closes a socket (RFC 6455, section 7.4; 44xx as in graphql-transport-ws). Clients repeat all but 4400 and 4500. */
export const CLOSE = {
  goingAway: 1001,
  unsupportedData: 1003,
  tryAgainLater: 1013,
  badRequest: 4400,
  forbidden: 4403,
  internalError: 4500,
} as const;

/** Bytes of UTF-8 that a close frame has room for. */
const REASON_BYTES = 123;

/** One WebSocket, from its opening. It counts as open for a caller once it was let in. */
export class SubscriptionSocket implements OpenConnection {
  caller!: Caller;
  authorization = '';
  /** The request that opened it, until the caller is known. */
  opening: IncomingMessage | undefined;
  private silentSweeps = 0;

  constructor(
    readonly webSocket: WebSocket,
    private readonly raw: Socket,
    request: IncomingMessage,
  ) {
    this.opening = request;
    this.raw.on('data', this.boundOpening);
  }

  get isOpen(): boolean {
    return this.webSocket.readyState === this.webSocket.OPEN;
  }

  letIn(caller: Caller, authorization: string): void {
    this.caller = caller;
    this.authorization = authorization;
    this.opening = undefined;
    this.raw.off('data', this.boundOpening);
  }

  /** Something came from the other side. */
  heard(): void {
    this.silentSweeps = 0;
  }

  send(message: string): void {
    if (this.hasRoom()) this.webSocket.send(message);
  }

  /** The same as sending the message, without the way through the library: the frame is ready. */
  sendFrame(frames: NextFrames, idJson: string): void {
    if (this.hasRoom()) frames.write(this.raw, idJson);
  }

  close(code: number, reason: string): void {
    this.webSocket.close(code, Buffer.byteLength(reason) > REASON_BYTES ? '' : reason);
  }

  forbid(): void {
    this.close(CLOSE.forbidden, 'Forbidden: the token was revoked or has expired');
  }

  goAway(): void {
    this.close(CLOSE.goingAway, 'Going away');
  }

  probe(): void {
    this.silentSweeps += 1;
    if (this.silentSweeps === LIMITS.sockets.pingAfterSweeps && this.isOpen) this.webSocket.ping();
    if (this.silentSweeps >= LIMITS.sockets.dropAfterSweeps) this.terminate();
  }

  terminate(): void {
    this.webSocket.terminate();
  }

  /** One large message is no reason to close, but nothing is put behind it before the client has read on. */
  private hasRoom(): boolean {
    if (!this.isOpen) return false;
    if (this.raw.writableLength <= LIMITS.sockets.bufferBytes) return true;
    this.close(
      CLOSE.tryAgainLater,
      `Too slow: more than ${LIMITS.sockets.bufferBytes} bytes wait to be read; connect again`,
    );
    return false;
  }

  /** Strangers cannot make the server keep more than a token needs. */
  private readonly boundOpening = (): void => {
    if (this.raw.bytesRead > LIMITS.sockets.openingBytes) this.terminate();
  };
}

/**
 * The results of one subscription on their way to a socket. The protocol's library asks for the first and waits: it is
 * told that there is none when the last was sent.
 */
export class SocketDelivery implements AsyncGenerator<never, void, void> {
  private delivery: Promise<IteratorResult<never, void>> | undefined;

  constructor(
    private readonly results: AsyncGenerator<SharedResult, void, void>,
    private readonly socket: SubscriptionSocket,
    private readonly idJson: string,
  ) {}

  next(): Promise<IteratorResult<never, void>> {
    this.delivery ??= this.deliver();
    return this.delivery;
  }

  async return(): Promise<IteratorResult<never, void>> {
    await this.results.return();
    return { done: true, value: undefined };
  }

  async throw(error: unknown): Promise<IteratorResult<never, void>> {
    await this.return();
    throw error;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  private async deliver(): Promise<IteratorResult<never, void>> {
    for (;;) {
      const { done, value } = await this.results.next();
      if (done) return { done: true, value: undefined };
      this.socket.sendFrame(value.frames, this.idJson);
    }
  }
}
