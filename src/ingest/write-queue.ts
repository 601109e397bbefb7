import { AppError } from '../domain/errors.js';

export interface WriteQueueOptions {
  /** Weight of what is written together at most. */
  readonly groupWeight: number;
  /** Items up to this weight are written together with others; 0 writes each alone. */
  readonly groupableWeight: number;
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
 * Writes small items together, one group after the other: whoever waits when a transaction has begun goes with it. There
 * is no timer, so an item that comes alone is written at once. Each is answered only after its own commit.
 */
export class WriteQueue<T, R> {
  private waiting: Waiting<T, R>[] = [];
  private weight = 0;
  private writing = false;
  private activeAt = Number.NEGATIVE_INFINITY;

  /**
   * `write` commits all of its items or none, and answers in their order. It asks `take` for them as late as it can, so
   * that what comes while it waits for its turn need not wait for the next one; asked again, it answers the same. What
   * it takes is one item if that is too heavy to wait for others.
   */
  constructor(
    private readonly write: (take: () => readonly T[], isHeavy: boolean) => Promise<readonly R[]>,
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
      if (weight > this.options.groupableWeight) return (await this.write(() => [item], true))[0] as R;
      return await new Promise<R>((resolve, reject) => {
        this.waiting.push({ item, weight, resolve, reject });
        if (!this.writing) void this.writeWaiting();
      });
    } finally {
      this.weight -= weight;
      this.activeAt = this.now();
    }
  }

  private async writeWaiting(): Promise<void> {
    this.writing = true;
    while (this.waiting.length > 0) {
      let group: Waiting<T, R>[] | undefined;
      await this.writeGroup(() => {
        group ??= this.nextGroup();
        return group;
      });
    }
    this.writing = false;
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

  private async writeGroup(take: () => readonly Waiting<T, R>[]): Promise<void> {
    try {
      const results = await this.write(() => take().map((entry) => entry.item), false);
      take().forEach((entry, i) => {
        entry.resolve(results[i] as R);
      });
    } catch (error) {
      const group = take();
      if (group.length === 1 || error instanceof AppError) {
        for (const entry of group) entry.reject(error);
        return;
      }
      // Whatever is wrong is wrong with one of them: the others must not suffer.
      for (const entry of group) await this.writeGroup(() => [entry]);
    }
  }
}
