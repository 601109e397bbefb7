import type { FormattedResult } from './formatted-result.js';
import type { SubscriptionSocket } from './subscription-socket.js';

/**
 * Sends the results of one subscription to a socket. graphql-ws is given this generator in place of the results: it
 * yields nothing and ends after the last result, so the library serialises no event of its own.
 */
export class SocketDelivery implements AsyncGenerator<never, void, void> {
  private delivery: Promise<IteratorResult<never, void>> | undefined;
  /** The `next` message of graphql-transport-ws up to its payload. */
  private readonly head: Buffer;

  constructor(
    private readonly results: AsyncGenerator<FormattedResult, void, void>,
    private readonly socket: SubscriptionSocket,
    id: string,
  ) {
    this.head = Buffer.from(`{"id":${JSON.stringify(id)},"type":"next","payload":`);
  }

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
      this.socket.send(Buffer.concat([this.head, value.json, END]));
    }
  }
}

const END = Buffer.from('}');
