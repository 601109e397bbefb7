import type { ServerResponse } from 'node:http';
import { createHandler } from 'graphql-sse';
import type { Caller } from '../../access/access-store.js';
import { LIMITS } from '../../domain/limits.js';
import type { FormattedResult } from './formatted-result.js';
import type { OpenConnection } from './open-connections.js';
import type { OperationRequest } from './subscription-operations.js';

/** The results of one operation. */
export type StreamedResults = AsyncGenerator<FormattedResult, void, void>;

const EVENT_STREAM = 'text/event-stream';

/**
 * graphql-sse writes the events, in its distinct connections mode: one stream for each operation. The single connection
 * mode is not offered, because it keeps streams in memory for clients that have not connected yet. The request was
 * validated before, so the handler is only given its results.
 */
const protocol = createHandler<StreamedResults>({
  // No stream token: every request is a distinct connection.
  authenticate: () => null,
  onSubscribe: ({ raw }) => raw,
});

/** One event stream. */
export class SubscriptionStream implements OpenConnection {
  constructor(
    readonly caller: Caller,
    readonly authorization: string,
    private readonly response: ServerResponse,
  ) {}

  /** Sends each result as it comes. Returns after the last one, or when the client or the server closes the stream. */
  async send(request: OperationRequest, results: StreamedResults): Promise<void> {
    const [events] = await protocol({
      method: 'POST',
      url: '/',
      headers: { get: (name) => (name === 'accept' ? EVENT_STREAM : 'application/json') },
      body: { ...request },
      raw: results,
      context: undefined,
    });
    if (events == null || typeof events === 'string')
      throw new Error('graphql-sse refused a request that was validated before');
    const stop = (): void => void events.return(undefined);
    this.response.once('close', stop);
    try {
      for await (const event of events) if (!this.write(event)) break;
      this.response.end();
    } finally {
      this.response.off('close', stop);
      if (!this.response.writableEnded) this.terminate();
    }
  }

  /** Ends the stream without `complete`, so that the client reconnects and receives the reason. */
  closeRevoked(): void {
    this.response.end();
  }

  goAway(): void {
    this.response.end();
  }

  /** Nothing to do: the comments that graphql-sse writes regularly reveal a dead connection. */
  checkAlive(): void {}

  terminate(): void {
    this.response.destroy();
  }

  /**
   * Returns false when nothing more can be written. One large event may exceed the bound, but nothing is queued behind
   * it until the client has read it.
   */
  private write(event: string): boolean {
    if (this.response.writableEnded || this.response.destroyed) return false;
    if (this.response.writableLength > LIMITS.sockets.bufferBytes) {
      this.terminate();
      return false;
    }
    this.response.write(event);
    return true;
  }
}
