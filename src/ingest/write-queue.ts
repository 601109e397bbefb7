import { AppError } from '../domain/errors.js';

export interface WriteQueueOptions {
  /** Weight of what is written together at most. */
  readonly groupWeight: number;
  /** Items up to this weight are written together with others; 0 writes each alone. */
  readonly groupableWeight: number;
  /** Groups that are written at once: more than one lets the next begin while a commit is waited for. */
  readonly groupsAtOnce: number;
  /** Weight that may wait; beyond that items are refused. */
  readonly maxWeight: number;
}

/** How long after its last write a queue still counts as busy. */
const BUSY_AFTER_MS = 100;

interface Waiting<T, R> {
  readonly item: T;
  readonly weight: number;
  readonly resolve: (result: R) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Writes small items together: whoever waits while transactions run goes with the next. There is no timer, so an
 * item that comes alone is written at once. Each is answered only after its own commit.
 */
export class WriteQueue<T, R> {
  private waiting: Waiting<T, R>[] = [];
  private weight = 0;
  private flushing = 0;
  private activeAt = Number.NEGATIVE_INFINITY;

  /** `write` commits all of its items or none, and answers in their order. */
  constructor(
    private readonly write: (items: readonly T[]) => Promise<readonly R[]>,
    private readonly options: WriteQueueOptions,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /**
   * Whether something waits, is being written, or was a moment ago: while a synchronous database holds the event loop
   * nothing can arrive, and then nothing waits although more is on its way.
   */
  get isBusy(): boolean {
    return this.weight > 0 || this.now() - this.activeAt < BUSY_AFTER_MS;
  }

  /** @throws AppError unavailable when too much waits already. */
  async submit(item: T, weight: number): Promise<R> {
    if (this.weight + weight > this.options.maxWeight) {
      throw new AppError('unavailable', 'Too many records wait to be stored; send the request again.', {
        retryAfterSeconds: 1,
      });
    }
    this.weight += weight;
    try {
      if (weight > this.options.groupableWeight) return (await this.write([item]))[0] as R;
      return await new Promise<R>((resolve, reject) => {
        this.waiting.push({ item, weight, resolve, reject });
        if (this.flushing < this.options.groupsAtOnce) this.flushSoon();
      });
    } finally {
      this.weight -= weight;
      this.activeAt = this.now();
    }
  }

  /** Requests that arrive in the same turn of the event loop go together. */
  private flushSoon(): void {
    this.flushing += 1;
    setImmediate(() => void this.flush());
  }

  private async flush(): Promise<void> {
    while (this.waiting.length > 0) await this.writeGroup(this.nextGroup());
    this.flushing -= 1;
  }

  private nextGroup(): Waiting<T, R>[] {
    let weight = 0;
    let count = 0;
    for (const entry of this.waiting) {
      if (count > 0 && weight + entry.weight > this.options.groupWeight) break;
      weight += entry.weight;
      count += 1;
    }
    return this.waiting.splice(0, count);
  }

  private async writeGroup(group: readonly Waiting<T, R>[]): Promise<void> {
    try {
      const results = await this.write(group.map((entry) => entry.item));
      group.forEach((entry, i) => {
        entry.resolve(results[i] as R);
      });
    } catch (error) {
      if (group.length === 1 || error instanceof AppError) {
        for (const entry of group) entry.reject(error);
        return;
      }
      // Whatever is wrong is wrong with one of them: the others must not suffer.
      for (const entry of group) await this.writeGroup([entry]);
    }
  }
}
