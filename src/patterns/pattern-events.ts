import type { Logger } from 'pino';
import type { Pattern } from '../domain/entities/pattern.js';
import { AppError } from '../domain/errors.js';
import { logFault } from '../domain/fault-log.js';
import type { Relay } from '../pubsub/redis-relay.js';
import { SubscriberQueue } from '../pubsub/subscriber-queue.js';
import type { PatternStore } from './pattern-store.js';

/** Visible patterns of a workspace that may have changed. Ids are `pat_…`. */
export interface PatternChange {
  readonly workspaceId: number;
  readonly ids: readonly string[];
}

export interface PatternEventsOptions {
  readonly patterns: PatternStore;
  readonly logger: Logger;
  /** Without a relay, changes made by other processes are not seen. */
  readonly relay?: Relay<PatternChange> | undefined;
}

/** The queues of a workspace's subscribers, each with the id of its pattern or null for all patterns. */
type PatternSubscribers = Map<SubscriberQueue<Pattern>, string | null>;

/**
 * Notifies subscribers of pattern changes. An announcement is a hint: each pattern is read again, once for all
 * subscribers, before it is delivered.
 */
export class PatternEvents {
  private readonly subscribers = new Map<number, PatternSubscribers>();
  private delivering: Promise<void> = Promise.resolve();

  constructor(private readonly options: PatternEventsOptions) {
    options.relay?.listen(
      (changes) => this.deliver(changes),
      () => undefined,
    );
  }

  /** Announces a committed change. Call it only after the commit. */
  announce(change: PatternChange): void {
    this.deliver([change]);
    this.options.relay?.publish([change]);
  }

  /**
   * Yields the current state of a pattern and then its changes. Without an id, yields every visible pattern of the
   * workspace that changes. Does not end by itself.
   * @throws AppError not_found for a pattern that does not exist or belongs to another workspace
   */
  async subscribe(workspaceId: number, id: string | null): Promise<AsyncIterableIterator<Pattern>> {
    const subscribers: PatternSubscribers = this.subscribers.get(workspaceId) ?? new Map();
    this.subscribers.set(workspaceId, subscribers);
    const queue: SubscriberQueue<Pattern> = new SubscriberQueue(() => {
      subscribers.delete(queue);
      if (subscribers.size === 0 && this.subscribers.get(workspaceId) === subscribers)
        this.subscribers.delete(workspaceId);
    });
    if (id === null) {
      subscribers.set(queue, null);
      return queue;
    }
    // The subscription begins before the read, so that no change between the two is lost.
    subscribers.set(queue, id);
    const view = await this.read(workspaceId, id, queue);
    subscribers.set(queue, view.id);
    queue.push(view);
    return queue;
  }

  /** Ends every subscription. */
  async close(): Promise<void> {
    for (const subscribers of this.subscribers.values())
      for (const queue of [...subscribers.keys()]) queue.close();
    await this.options.relay?.close();
  }

  private async read(workspaceId: number, id: string, queue: SubscriberQueue<Pattern>): Promise<Pattern> {
    try {
      const view = (await this.options.patterns.findPatterns(workspaceId, [id])).get(id);
      if (view === undefined) throw new AppError('not_found', 'This workspace has no such pattern.');
      return view;
    } catch (error) {
      queue.close();
      throw error;
    }
  }

  private deliver(changes: readonly PatternChange[]): void {
    const relevant = changes.filter(({ workspaceId }) => this.subscribers.has(workspaceId));
    if (relevant.length > 0) this.delivering = this.delivering.then(() => this.push(relevant));
  }

  private async push(changes: readonly PatternChange[]): Promise<void> {
    for (const { workspaceId, ids } of changes) {
      try {
        const views = await this.options.patterns.findPatterns(workspaceId, ids);
        for (const view of views.values())
          for (const [queue, id] of this.subscribers.get(workspaceId) ?? [])
            if (id === null || id === view.id) queue.push(view);
      } catch (error) {
        logFault(
          this.options.logger,
          error,
          'changed patterns could not be read; subscribers were not notified',
        );
      }
    }
  }
}
