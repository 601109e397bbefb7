import { AppError } from '../domain/errors.js';
import type { JobView } from '../domain/job.js';
import { LIMITS } from '../domain/limits.js';

type Resolve = (result: IteratorResult<JobView, undefined>) => void;

const DONE: IteratorResult<JobView, undefined> = { done: true, value: undefined };

/**
 * What one subscriber is yet to read. Whoever reads it may leave at any moment, also while waiting: `return` releases at
 * once, which the `finally` of a generator would do only when the next value came.
 */
export class JobFeed implements AsyncIterableIterator<JobView> {
  private readonly queue: JobView[] = [];
  private readonly waiting: Resolve[] = [];
  private closed = false;
  private failure: AppError | undefined;

  /** `release` is called once, when nothing more is to come. */
  constructor(private readonly release: () => void) {}

  push(view: JobView): void {
    if (this.closed) return;
    const next = this.waiting.shift();
    if (next !== undefined) {
      next({ done: false, value: view });
      return;
    }
    if (this.queue.length < LIMITS.feedJobs) {
      this.queue.push(view);
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

  async next(): Promise<IteratorResult<JobView, undefined>> {
    const view = this.queue.shift();
    if (view !== undefined) return { done: false, value: view };
    if (this.closed) {
      const { failure } = this;
      this.failure = undefined;
      if (failure !== undefined) throw failure;
      return DONE;
    }
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  async return(): Promise<IteratorResult<JobView, undefined>> {
    this.queue.length = 0;
    this.failure = undefined;
    this.close();
    return DONE;
  }

  async throw(error: unknown): Promise<IteratorResult<JobView, undefined>> {
    await this.return();
    throw error;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
