import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Pattern } from '../domain/entities/pattern.js';
import { AppError } from '../domain/errors.js';
import { logFault } from '../domain/fault-log.js';
import { LIMITS } from '../domain/limits.js';
import { Recheck } from '../pubsub/recheck.js';
import type { Relay } from '../pubsub/redis-relay.js';
import { SubscriberQueue } from '../pubsub/subscriber-queue.js';
import { ChangedPatterns } from './changed-patterns.js';
import type { PatternListStore } from './pattern-list-store.js';
import type { PatternStore } from './pattern-store.js';

/** Visible patterns of a workspace that may have changed. Ids are `pat_…`. */
export interface PatternChange {
  readonly workspaceId: number;
  readonly ids: readonly string[];
}

export interface PatternEventsOptions {
  readonly patterns: PatternStore;
  readonly lists: PatternListStore;
  readonly logger: Logger;
  /** Without a relay, changes made by other processes are only found by polling. */
  readonly relay?: Relay<PatternChange> | undefined;
}

/** A workspace with subscribers. */
interface WorkspaceSubscribers {
  /** Each queue with the id of its pattern, or null for all patterns. */
  readonly queues: Map<SubscriberQueue<Pattern>, string | null>;
  readonly changed: ChangedPatterns;
}

/**
 * Notifies subscribers of pattern changes. An announcement is a hint: each pattern is read again, once for all
 * subscribers, before it is delivered, and changes that were not announced are found by their figures.
 */
export class PatternEvents {
  private readonly subscribers = new Map<number, WorkspaceSubscribers>();
  private readonly searches: Recheck;
  private delivering: Promise<void> = Promise.resolve();

  constructor(private readonly options: PatternEventsOptions) {
    this.searches = new Recheck({
      isRelayed: () => options.relay?.isReady() ?? false,
      hasSubscribers: () => this.subscribers.size > 0,
      search: () => this.search(),
      logger: options.logger,
      failure: 'patterns with subscribers could not be read; retrying',
    });
    options.relay?.listen(
      (changes) => this.deliver(changes),
      () => void this.recheck(),
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
    const workspace = this.workspaceOf(workspaceId);
    const queue: SubscriberQueue<Pattern> = new SubscriberQueue(() => {
      workspace.queues.delete(queue);
      if (workspace.queues.size === 0 && this.subscribers.get(workspaceId) === workspace)
        this.subscribers.delete(workspaceId);
    });
    // The subscription begins before the reads, so that no change in between is lost.
    workspace.queues.set(queue, id);
    try {
      await workspace.changed.begun;
      if (id === null) return queue;
      const view = (await this.options.patterns.findPatterns(workspaceId, [id])).get(id);
      if (view === undefined) throw new AppError('not_found', 'This workspace has no such pattern.');
      workspace.queues.set(queue, view.id);
      queue.push(view);
      return queue;
    } catch (error) {
      queue.close();
      throw error;
    }
  }

  /** Reads from the database what changed, in case an announcement was lost. */
  recheck(): Promise<void> {
    return this.searches.run();
  }

  /** Ends every subscription. */
  async close(): Promise<void> {
    for (const { queues } of [...this.subscribers.values()])
      for (const queue of [...queues.keys()]) queue.close();
    await this.searches.close();
    await this.options.relay?.close();
  }

  private workspaceOf(workspaceId: number): WorkspaceSubscribers {
    const existing = this.subscribers.get(workspaceId);
    if (existing !== undefined) return existing;
    const changed = new ChangedPatterns(workspaceId, this.options.lists);
    const workspace: WorkspaceSubscribers = { queues: new Map(), changed };
    this.subscribers.set(workspaceId, workspace);
    this.searches.schedule();
    return workspace;
  }

  private async search(): Promise<void> {
    for (const [workspaceId, { changed }] of [...this.subscribers])
      await changed.look((ids) => this.push(workspaceId, ids));
  }

  private deliver(changes: readonly PatternChange[]): void {
    for (const { workspaceId, ids } of changes) {
      if (!this.subscribers.has(workspaceId)) continue;
      this.delivering = this.delivering.then(async () => {
        try {
          await this.push(workspaceId, ids);
        } catch (error) {
          logFault(this.options.logger, error, 'changed patterns could not be read; retrying');
        }
      });
    }
  }

  private async push(workspaceId: number, ids: readonly string[]): Promise<void> {
    for (let at = 0; at < ids.length; at += LIMITS.eventsTogether) {
      const portion = ids.slice(at, at + LIMITS.eventsTogether);
      const views = await this.options.patterns.findPatterns(workspaceId, portion);
      const workspace = this.subscribers.get(workspaceId);
      if (workspace === undefined) return;
      for (const view of views.values()) {
        workspace.changed.remember(view);
        for (const [queue, id] of workspace.queues) if (id === null || id === view.id) queue.push(view);
      }
      // Lets the subscribers read, because their queues are short.
      if (at + portion.length < ids.length) await nextTurn();
    }
  }
}
