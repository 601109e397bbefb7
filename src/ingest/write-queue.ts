import { AppError } from '../domain/errors.js';

export interface WriteQueueOptions {
  /** Maximum weight of a group. */
  readonly groupWeight: number;
  /** Maximum weight of an item in a group. With 0 every item is written alone. */
  readonly groupableWeight: number;
  /** Maximum weight of all items in the queue. Further items are rejected. */
  readonly maxWeight: number;
}

/** How long a queue counts as busy after its last group. */
const BUSY_AFTER_MS = 100;

interface QueuedItem<T, R> {
  readonly item: T;
  readonly weight: number;
  readonly resolve: (result: R) => void;
  readonly reject: (error: unknown) => void;
}

/** Items to write in one transaction. The writer collects them as late as possible. */
export interface PendingGroup<T> {
  /** Closes the group on the first call: later items belong to the next group. Always returns the same items. */
  collect(): readonly T[];
}

/**
 * Group commit: writes small items in groups, one group at a time. A group contains the items that are queued when its
 * transaction begins. There is no timer, so a single item is written immediately. Each item is acknowledged after its
 * commit.
 */
export class WriteQueue<T, R> {
  private readonly queued: QueuedItem<T, R>[] = [];
  private weight = 0;
  private writing = false;
  private groupedAt = Number.NEGATIVE_INFINITY;

  /** @param write commits all items of a group or none, and returns their results in order */
  constructor(
    private readonly write: (group: PendingGroup<T>) => Promise<readonly R[]>,
    private readonly options: WriteQueueOptions,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Whether small items are being written, or were a moment ago. */
  get isBusy(): boolean {
    return this.writing || this.now() - this.groupedAt < BUSY_AFTER_MS;
  }

  /** @throws AppError unavailable when the queue is full */
  submit(item: T, weight: number): Promise<R> {
    return this.runCounted(weight, async () => {
      if (weight > this.options.groupableWeight) {
        const [result] = await this.write({ collect: () => [item] });
        return result as R;
      }
      return new Promise<R>((resolve, reject) => {
        this.queued.push({ item, weight, resolve, reject });
        if (!this.writing) void this.writeQueued();
      });
    });
  }

  /**
   * Runs a write outside any group. Its weight counts towards the queue until it ends.
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
    }
  }

  private async writeQueued(): Promise<void> {
    this.writing = true;
    while (this.queued.length > 0) await this.writeGroup(new QueuedGroup(() => this.nextGroup()));
    this.writing = false;
    this.groupedAt = this.now();
  }

  private nextGroup(): QueuedItem<T, R>[] {
    let weight = 0;
    let count = 0;
    for (const entry of this.queued) {
      if (count > 0 && weight + entry.weight > this.options.groupWeight) break;
      weight += entry.weight;
      count += 1;
    }
    return this.queued.splice(0, count);
  }

  private async writeGroup(group: QueuedGroup<T, R>): Promise<void> {
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
      // Written again one by one, so that only the failing items are rejected.
      for (const entry of entries) await this.writeGroup(new QueuedGroup(() => [entry]));
    }
  }
}

class QueuedGroup<T, R> implements PendingGroup<T> {
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
