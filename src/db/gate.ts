import { AppError } from '../domain/errors.js';

/** Decides when tasks may run. */
export interface Admission {
  /** @throws AppError unavailable when `work` could not start in time */
  run<T>(work: () => Promise<T>): Promise<T>;
}

interface Waiter {
  readonly enter: () => void;
  readonly timer: NodeJS.Timeout;
}

/** A semaphore: runs a fixed number of tasks at once. Further tasks wait in order of arrival, for a bounded time. */
export class Gate implements Admission {
  private readonly waiters: Waiter[] = [];

  constructor(
    private free: number,
    private readonly timeoutMs: number,
  ) {}

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.free > 0) this.free -= 1;
    else await this.wait();
    try {
      return await work();
    } finally {
      this.leave();
    }
  }

  private wait(): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.waiters.splice(this.waiters.indexOf(waiter), 1);
        reject(
          new AppError('unavailable', 'The database is busy: send the request again.', {
            retryAfterSeconds: 2,
          }),
        );
      }, this.timeoutMs);
      const waiter: Waiter = { enter: resolve, timer };
      this.waiters.push(waiter);
    });
  }

  /** Admits the first waiting task directly, so that a new task cannot overtake it. */
  private leave(): void {
    const next = this.waiters.shift();
    if (next === undefined) {
      this.free += 1;
      return;
    }
    clearTimeout(next.timer);
    next.enter();
  }
}
