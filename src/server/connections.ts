import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { endsWithin } from '../domain/bounded.js';
import { isWebSocket } from './upgrades.js';

/** The open connections of a server, and the requests whose responses are still owed. */
export class Connections {
  private readonly open = new Set<Socket>();
  private readonly owed = new Set<ServerResponse>();
  private draining = false;
  private emptied: (() => void) | undefined;

  constructor(server: Server) {
    const { owed } = this;
    const settle = function (this: ServerResponse): void {
      owed.delete(this);
    };
    server.on('connection', (socket) => this.add(socket));
    // Before the application sees the request, so that a header set here is part of its response.
    server.prependListener('request', (_request: IncomingMessage, response: ServerResponse) => {
      owed.add(response);
      response.on('close', settle);
      if (this.draining) response.setHeader('connection', 'close');
    });
  }

  get isDraining(): boolean {
    return this.draining;
  }

  /** The responses that are not complete on this socket, in the order of their requests. */
  responsesOwedTo(socket: Socket): ServerResponse[] {
    return [...this.owed].filter(({ req }) => req.socket === socket);
  }

  /**
   * From now on every response closes its connection. Returns once no connection is left, or after `timeoutMs`; then
   * only those are still open that owe a response. WebSockets are closed by the WebSocket server.
   */
  async drain(timeoutMs: number): Promise<void> {
    this.draining = true;
    for (const response of this.owed) if (!response.headersSent) response.setHeader('connection', 'close');
    await endsWithin(this.empty(), timeoutMs);
    const busy = new Set([...this.owed].map(({ req }) => req.socket));
    // Node's own notion of an idle connection leaves out those on which nothing was ever sent.
    for (const socket of this.open) if (!busy.has(socket) && !isWebSocket(socket)) socket.destroy();
  }

  private add(socket: Socket): void {
    // Known already when a request that offered an upgrade is read again.
    if (this.open.has(socket)) return;
    this.open.add(socket);
    socket.once('close', () => {
      this.open.delete(socket);
      if (this.open.size === 0) this.emptied?.();
    });
  }

  private empty(): Promise<void> {
    return new Promise((resolve) => {
      this.emptied = resolve;
      if (this.open.size === 0) resolve();
    });
  }
}
