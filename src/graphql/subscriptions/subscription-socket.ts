import type { IncomingMessage } from 'node:http';
import type { WebSocket } from 'ws';
import type { Caller } from '../../access/access-store.js';
import { LIMITS } from '../../domain/limits.js';
import type { OpenConnection } from './open-connections.js';

/**
 * Close codes of the server (RFC 6455, section 7.4; 44xx as in graphql-transport-ws). Clients reconnect after all of them
 * except 4400 and 4500.
 */
export const CLOSE = {
  goingAway: 1001,
  unsupportedData: 1003,
  tryAgainLater: 1013,
  badRequest: 4400,
  forbidden: 4403,
  internalError: 4500,
} as const;

/** UTF-8 bytes that fit into a close frame (RFC 6455, section 5.5). */
const REASON_BYTES = 123;
const AS_TEXT = { binary: false };

/** One WebSocket, from the moment it opens. It counts as a connection of its caller once it is admitted. */
export class SubscriptionSocket implements OpenConnection {
  caller!: Caller;
  authorization = '';
  /** The request that opened the socket, until the caller is known. */
  opening: IncomingMessage | undefined;
  private silentSweeps = 0;
  private openingBytes = 0;

  constructor(
    readonly webSocket: WebSocket,
    request: IncomingMessage,
  ) {
    this.opening = request;
    request.socket.on('data', this.limitOpening);
  }

  get isOpen(): boolean {
    return this.webSocket.readyState === this.webSocket.OPEN;
  }

  admit(caller: Caller, authorization: string): void {
    this.caller = caller;
    this.authorization = authorization;
    this.opening?.socket.off('data', this.limitOpening);
    this.opening = undefined;
  }

  /** Called for everything that the client sends. */
  markHeard(): void {
    this.silentSweeps = 0;
  }

  /** @param message text, as a string or as UTF-8 */
  send(message: string | Buffer): void {
    if (this.hasRoom()) this.webSocket.send(message, AS_TEXT);
  }

  close(code: number, reason: string): void {
    this.webSocket.close(code, Buffer.byteLength(reason) > REASON_BYTES ? '' : reason);
  }

  closeRevoked(): void {
    this.close(CLOSE.forbidden, 'Forbidden: the token was revoked or has expired');
  }

  goAway(): void {
    this.close(CLOSE.goingAway, 'Going away');
  }

  checkAlive(): void {
    this.silentSweeps += 1;
    if (this.silentSweeps === LIMITS.sockets.pingAfterSweeps && this.isOpen) this.webSocket.ping();
    if (this.silentSweeps >= LIMITS.sockets.dropAfterSweeps) this.terminate();
  }

  terminate(): void {
    this.webSocket.terminate();
  }

  /** One large message may exceed the bound, but nothing is queued behind it until the client has read it. */
  private hasRoom(): boolean {
    if (!this.isOpen) return false;
    if (this.webSocket.bufferedAmount <= LIMITS.sockets.bufferBytes) return true;
    this.close(
      CLOSE.tryAgainLater,
      `Too slow: more than ${LIMITS.sockets.bufferBytes} bytes wait to be read; connect again`,
    );
    return false;
  }

  /**
   * Bounds what the server buffers for a client without a token. Counts from the upgrade on, because a proxy may have sent
   * other requests on this connection before.
   */
  private readonly limitOpening = (chunk: Buffer): void => {
    this.openingBytes += chunk.length;
    if (this.openingBytes > LIMITS.sockets.openingBytes) this.terminate();
  };
}
