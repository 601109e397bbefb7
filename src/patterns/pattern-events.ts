import type { Logger } from 'pino';
import type { Pattern } from '../domain/entities/pattern.js';
import { AppError } from '../domain/errors.js';
import type { Relay } from '../pubsub/redis-relay.js';
import { SubscriberQueue } from '../pubsub/subscriber-queue.js';
import type { PatternStore } from './pattern-store.js';

/** That shown patterns of a workspace may have changed. Ids are `pat_…`. */
export interface PatternChange {
  readonly workspaceId: number;
  readonly ids: readonly string[];
}

export interface PatternEventsOptions {
  readonly patterns: PatternStore;
  readonly logger: Logger;
  /** Without it, changes made by other processes are not seen. */
  readonly relay?: Relay<PatternChange> | undefined;
}

/**
 * Who announces that patterns changed, after the commit, and to whom. Announcements are hints: each pattern is read again
 * before followers get it, once for all of them.
 */
export class PatternEvents {
  private readonly followers = new Map<number, Map<SubscriberQueue<Pattern>, string | null>>();
  private reading: Promise<void> = Promise.resolve();

  constructor(private readonly options: PatternEventsOptions) {
    options.relay?.listen(
      (changes) => this.deliver(changes),
      () => undefined,
    );
  }

  /** Only after the commit. */
  announce(change: PatternChange): void {
    this.deliver([change]);
    this.options.relay?.publish([change]);
  }

  /**
   * One pattern as it is now and then whenever it changes; without an id every shown pattern of the workspace as it
   * changes. Does not end by itself.
   * @throws AppError not_found for a pattern that does not exist or is another workspace's
   */
  async follow(workspaceId: number, id: string | null): Promise<AsyncIterableIterator<Pattern>> {
    const feeds = this.followers.get(workspaceId) ?? new Map<SubscriberQueue<Pattern>, string | null>();
    this.followers.set(workspaceId, feeds);
    const feed: SubscriberQueue<Pattern> = new SubscriberQueue(() => {
      feeds.delete(feed);
      if (feeds.size === 0 && this.followers.get(workspaceId) === feeds) this.followers.delete(workspaceId);
    });
    if (id === null) {
      feeds.set(feed, null);
      return feed;
    }
    // Listening begins before the read, so that no change falls between.
    feeds.set(feed, id);
    const view = await this.read(workspaceId, id, feed);
    feeds.set(feed, view.id);
    feed.push(view);
    return feed;
  }

  async close(): Promise<void> {
    for (const feeds of this.followers.values()) for (const feed of [...feeds.keys()]) feed.close();
    await this.options.relay?.close();
  }

  private async read(workspaceId: number, id: string, feed: SubscriberQueue<Pattern>): Promise<Pattern> {
    try {
      const view = (await this.options.patterns.findPatterns(workspaceId, [id])).get(id);
      if (view === undefined) throw new AppError('not_found', 'This workspace has no such pattern.');
      return view;
    } catch (error) {
      feed.close();
      throw error;
    }
  }

  private deliver(changes: readonly PatternChange[]): void {
    const wanted = changes.filter(({ workspaceId }) => this.followers.has(workspaceId));
    if (wanted.length > 0) this.reading = this.reading.then(() => this.push(wanted));
  }

  private async push(changes: readonly PatternChange[]): Promise<void> {
    for (const { workspaceId, ids } of changes) {
      try {
        const views = await this.options.patterns.findPatterns(workspaceId, ids);
        for (const view of views.values())
          for (const [feed, id] of this.followers.get(workspaceId) ?? [])
            if (id === null || id === view.id) feed.push(view);
      } catch (error) {
        this.options.logger.warn({ err: error }, 'changed patterns could not be read; nobody was told');
      }
    }
  }
}
