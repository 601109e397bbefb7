import type { ServerResponse } from 'node:http';
import type { ExecutionResult, FormattedExecutionResult } from 'graphql';
import { createHandler } from 'graphql-sse';
import type { Caller } from '../../access/access-store.js';
import { LIMITS } from '../../domain/limits.js';
import { SharedResult } from './fan-out.js';
import type { OpenConnection } from './open-connections.js';
import type { OperationRequest } from './subscription-operations.js';

/** What an event stream answers. */
export type StreamedResults = AsyncGenerator<SharedResult | FormattedExecutionResult, void, void>;

const STREAM = 'text/event-stream';

/**
 * The protocol is graphql-sse's, in its distinct connections mode: a stream for each operation. Its other mode, which
 * keeps streams in memory for clients yet to come, is not offered. What the library would judge was judged before.
 */
const protocol = createHandler<StreamedResults>({
  // No stream is reserved, so every request is one of its own.
  authenticate: () => null,
  onSubscribe: ({ raw }) => raw as never,
  onNext: (_context, _request, result: unknown) =>
    result instanceof SharedResult ? (result.result as ExecutionResult) : undefined,
});

/** One event stream. */
export class SubscriptionStream implements OpenConnection {
  constructor(
    readonly caller: Caller,
    readonly authorization: string,
    private readonly response: ServerResponse,
  ) {}

  /** Sends the results, each as it comes. Ends with the last one or when the client or the server wants no more. */
  async send(asked: OperationRequest, results: StreamedResults): Promise<void> {
    const [events] = await protocol({
      method: 'POST',
      url: '/',
      headers: { get: (name) => (name === 'accept' ? STREAM : 'application/json') },
      body: { ...asked },
      raw: results,
      context: undefined,
    });
    if (events === null || typeof events === 'string') throw new Error('graphql-sse refused what was judged');
    const leave = (): void => void events.return(undefined);
    this.response.once('close', leave);
    try {
      for await (const event of events) if (!this.write(event)) break;
      this.response.end();
    } finally {
      this.response.off('close', leave);
      if (!this.response.writableEnded) this.terminate();
    }
  }

  /** Without `complete`: the client sees that the stream broke off, asks again, and is told why. */
  closeRevoked(): void {
    this.response.end();
  }

  goAway(): void {
    this.response.end();
  }

  /** What is written every few seconds finds out. */
  checkAlive(): void {}

  terminate(): void {
    this.response.destroy();
  }

  /** false when no more can be written. One large event is no reason to stop, but nothing is put behind it. */
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
