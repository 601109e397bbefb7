import { AppError } from '../domain/errors.js';
import { LIMITS } from '../domain/limits.js';

type ResolveNext<T> = (result: IteratorResult<T, undefined>) => void;

const DONE: IteratorReturnResult<undefined> = { done: true, value: undefined };

/**
 * The items that one subscriber has not read yet. `return` ends the queue at once, even while `next` is pending; the
 * `finally` block of a generator would wait for the next item.
 */
export class SubscriberQueue<T> implements AsyncIterableIterator<T> {
  private readonly items: T[] = [];
  private readonly pendingReads: ResolveNext<T>[] = [];
  private closed = false;
  private failure: AppError | undefined;

  /** @param release called once, when no more items are accepted */
  constructor(private readonly release: () => void) {}

  /** Adds an item. A queue that is full is closed, and its reader gets an error after the queued items. */
  push(item: T): void {
    if (this.closed) return;
    const next = this.pendingReads.shift();
    if (next !== undefined) {
      next({ done: false, value: item });
      return;
    }
    if (this.items.length < LIMITS.queuedJobsPerSubscriber) {
      this.items.push(item);
      return;
    }
    this.failure = new AppError('unavailable', 'Events arrived faster than they were read: subscribe again.');
    this.close();
  }

  /** Accepts no more items. Queued items can still be read. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.release();
    for (const resolve of this.pendingReads.splice(0)) resolve(DONE);
  }

  async next(): Promise<IteratorResult<T, undefined>> {
    const item = this.items.shift();
    if (item !== undefined) return { done: false, value: item };
    if (this.closed) {
      const { failure } = this;
      this.failure = undefined;
      if (failure !== undefined) throw failure;
      return DONE;
    }
    return new Promise((resolve) => this.pendingReads.push(resolve));
  }

  async return(): Promise<IteratorResult<T, undefined>> {
    this.items.length = 0;
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
