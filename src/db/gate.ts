import { AppError } from '../domain/errors.js';

interface Waiter {
  readonly places: number;
  readonly enter: () => void;
  readonly timer: NodeJS.Timeout;
}

/** Lets in whom it has places for; the others wait in order, and not for ever. */
export class Gate {
  private free: number;
  private readonly waiters: Waiter[] = [];

  constructor(
    places: number,
    private readonly timeoutMs: number,
  ) {
    this.free = places;
  }

  /**
   * @param places how many `work` takes up
   * @throws AppError unavailable when they did not come free in time
   */
  async run<T>(work: () => Promise<T>, places = 1): Promise<T> {
    if (this.waiters.length === 0 && this.free >= places) this.free -= places;
    else await this.wait(places);
    try {
      return await work();
    } finally {
      this.leave(places);
    }
  }

  private wait(places: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.waiters.splice(this.waiters.indexOf(waiter), 1);
        reject(
          new AppError('unavailable', 'The database is too busy now; send the request again.', {
            retryAfterSeconds: 2,
          }),
        );
        // Who waited behind may need less.
        this.admit();
      }, this.timeoutMs);
      const waiter: Waiter = { places, enter: resolve, timer };
      this.waiters.push(waiter);
    });
  }

  private leave(places: number): void {
    this.free += places;
    this.admit();
  }

  private admit(): void {
    for (let [next] = this.waiters; next !== undefined && next.places <= this.free; [next] = this.waiters) {
      this.waiters.shift();
      this.free -= next.places;
      clearTimeout(next.timer);
      next.enter();
    }
  }
}
