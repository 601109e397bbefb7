import { AppError } from '../domain/errors.js';
import { LIMITS } from '../domain/limits.js';

type Resolve<T> = (result: IteratorResult<T, undefined>) => void;

const DONE: IteratorReturnResult<undefined> = { done: true, value: undefined };

/**
 * What one subscriber is yet to read. Whoever reads it may leave at any moment, also while waiting: `return` releases at
 * once, which the `finally` of a generator would do only when the next value came.
 */
export class SubscriberQueue<T> implements AsyncIterableIterator<T> {
  private readonly queue: T[] = [];
  private readonly waiting: Resolve<T>[] = [];
  private closed = false;
  private failure: AppError | undefined;

  /** `release` is called once, when nothing more is to come. */
  constructor(private readonly release: () => void) {}

  push(item: T): void {
    if (this.closed) return;
    const next = this.waiting.shift();
    if (next !== undefined) {
      next({ done: false, value: item });
      return;
    }
    if (this.queue.length < LIMITS.feedItems) {
      this.queue.push(item);
      return;
    }
    this.failure = new AppError('unavailable', 'Events came faster than they were read; subscribe again.');
    this.close();
  }

  /** What is queued can still be read. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.release();
    for (const resolve of this.waiting.splice(0)) resolve(DONE);
  }

  async next(): Promise<IteratorResult<T, undefined>> {
    const item = this.queue.shift();
    if (item !== undefined) return { done: false, value: item };
    if (this.closed) {
      const { failure } = this;
      this.failure = undefined;
      if (failure !== undefined) throw failure;
      return DONE;
    }
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  async return(): Promise<IteratorResult<T, undefined>> {
    this.queue.length = 0;
    this.failure = undefined;
    this.close();
    return DONE;
  }

  async throw(error: unknown): Promise<IteratorResult<T, undefined>> {
    await this.return();
    throw error;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
