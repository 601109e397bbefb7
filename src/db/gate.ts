import { AppError } from '../domain/errors.js';

interface Waiter {
  readonly enter: () => void;
  readonly timer: NodeJS.Timeout;
}

/** Lets a fixed number in at once; the others wait in order, and not for ever. */
export class Gate {
  private free: number;
  private readonly waiters: Waiter[] = [];

  constructor(
    places: number,
    private readonly timeoutMs: number,
  ) {
    this.free = places;
  }

  /** @throws AppError unavailable when no place came free in time. */
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
          new AppError('unavailable', 'The database is too busy now; send the request again.', {
            retryAfterSeconds: 2,
          }),
        );
      }, this.timeoutMs);
      const waiter: Waiter = { enter: resolve, timer };
      this.waiters.push(waiter);
    });
  }

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
