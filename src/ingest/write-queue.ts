import { AppError } from '../domain/errors.js';

export interface WriteQueueOptions {
  /** Largest weight that is written together. */
  readonly groupWeight: number;
  /** Items up to this weight are written together with others; 0 writes each alone. */
  readonly groupableWeight: number;
  /** Weight that may wait; beyond that, items are refused. */
  readonly maxWeight: number;
}

/** How long after its last write a queue still counts as busy. */
const BUSY_AFTER_MS = 100;

interface QueuedItem<T, R> {
  readonly item: T;
  readonly weight: number;
  readonly resolve: (result: R) => void;
  readonly reject: (error: unknown) => void;
}

/** Items that are written in one transaction. Whoever writes them asks for them as late as possible. */
export interface PendingGroup<T> {
  /** Closes the group on the first call: items that arrive later wait for the next group. Returns the same items always. */
  collect(): readonly T[];
}

/**
 * Writes small items together, one group after the other: the items that wait when a transaction has begun belong to it.
 * There is no timer, so an item that comes alone is written at once. Each is acknowledged only after its own commit.
 */
export class WriteQueue<T, R> {
  private readonly waiting: QueuedItem<T, R>[] = [];
  private weight = 0;
  private writing = false;
  private activeAt = Number.NEGATIVE_INFINITY;

  /** @param write commits all items of a group or none, and returns their results in order */
  constructor(
    private readonly write: (group: PendingGroup<T>) => Promise<readonly R[]>,
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

  /** @throws AppError unavailable when the queue is full */
  submit(item: T, weight: number): Promise<R> {
    return this.runCounted(weight, async () => {
      if (weight > this.options.groupableWeight) {
        const [result] = await this.write({ collect: () => [item] });
        return result as R;
      }
      return new Promise<R>((resolve, reject) => {
        this.waiting.push({ item, weight, resolve, reject });
        if (!this.writing) void this.writeWaiting();
      });
    });
  }

  /**
   * Runs a write that needs no group, and counts it as part of the queue meanwhile.
   * @throws AppError unavailable when the queue is full
   */
  async runCounted<Result>(weight: number, write: () => Promise<Result>): Promise<Result> {
    if (this.weight + weight > this.options.maxWeight) {
      throw new AppError('unavailable', 'The queue of records is full: send the request again.', {
        retryAfterSeconds: 1,
      });
    }
    this.weight += weight;
    try {
      return await write();
    } finally {
      this.weight -= weight;
      this.activeAt = this.now();
    }
  }

  private async writeWaiting(): Promise<void> {
    this.writing = true;
    while (this.waiting.length > 0) await this.writeGroup(new GroupOfWaiting(() => this.nextGroup()));
    this.writing = false;
  }

  private nextGroup(): QueuedItem<T, R>[] {
    let weight = 0;
    let count = 0;
    for (const entry of this.waiting) {
      if (count > 0 && weight + entry.weight > this.options.groupWeight) break;
      weight += entry.weight;
      count += 1;
    }
    return this.waiting.splice(0, count);
  }

  private async writeGroup(group: GroupOfWaiting<T, R>): Promise<void> {
    try {
      const results = await this.write(group);
      group.entries.forEach((entry, i) => {
        entry.resolve(results[i] as R);
      });
    } catch (error) {
      const { entries } = group;
      if (entries.length === 1 || error instanceof AppError) {
        for (const entry of entries) entry.reject(error);
        return;
      }
      // One of them is at fault, and the others must not suffer.
      for (const entry of entries) await this.writeGroup(new GroupOfWaiting(() => [entry]));
    }
  }
}

class GroupOfWaiting<T, R> implements PendingGroup<T> {
  private closed: readonly QueuedItem<T, R>[] | undefined;

  constructor(private readonly close: () => readonly QueuedItem<T, R>[]) {}

  get entries(): readonly QueuedItem<T, R>[] {
    this.closed ??= this.close();
    return this.closed;
  }

  collect(): readonly T[] {
    return this.entries.map(({ item }) => item);
  }
}
