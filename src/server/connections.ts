import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { endsWithin } from '../domain/bounded.js';

/** Where Node keeps the response that a connection waits for. */
type Answering = Socket & { readonly _httpMessage?: ServerResponse | null };

/** The answer that a connection waits for; undefined on an idle one. */
export function answerOwed(socket: Socket): ServerResponse | undefined {
  return (socket as Answering)._httpMessage ?? undefined;
}

/** The open connections of a server. */
export class Connections {
  private readonly open = new Set<Socket>();
  private gone: (() => void) | undefined;

  constructor(server: Server) {
    server.on('connection', (socket) => {
      this.open.add(socket);
      socket.once('close', () => {
        this.open.delete(socket);
        if (this.open.size === 0) this.gone?.();
      });
    });
  }

  /** Lets each end with the answer that it waits for. After the time at most, closes those that wait for none. */
  async drain(timeoutMs: number): Promise<void> {
    for (const socket of this.open) {
      const answer = answerOwed(socket);
      if (answer !== undefined) answer.shouldKeepAlive = false;
    }
    await endsWithin(this.none(), timeoutMs);
    // Node's own notion of an idle connection leaves out those on which nothing was ever sent.
    for (const socket of this.open) if (answerOwed(socket) === undefined) socket.destroy();
  }

  private none(): Promise<void> {
    return new Promise((resolve) => {
      this.gone = resolve;
      if (this.open.size === 0) resolve();
    });
  }
}
