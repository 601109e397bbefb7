import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Clock } from '../domain/clock.js';
import type { IngestJob } from '../domain/entities/ingest-job.js';
import { logFault } from '../domain/fault-log.js';
import { encodeId, firstIdAt, ID_PREFIX } from '../domain/ids.js';
import { isTerminal } from '../domain/job.js';
import { LIMITS } from '../domain/limits.js';
import { SubscriberQueue } from '../pubsub/subscriber-queue.js';
import type { JobListStore } from './job-list-store.js';
import type { JobStore } from './job-store.js';

export interface CompletedJobsOptions {
  readonly jobs: JobStore;
  readonly lists: JobListStore;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Why a job is not delivered when the database is searched. */
type KnownEnd = 'delivered' | 'ended before';

/**
 * Delivers each job of one workspace that completes, once per subscriber. Announced jobs are delivered at once. Jobs that
 * another process completed without an announcement are found by `look`, which reads the jobs that had not ended at the
 * last look and the jobs that were stored since.
 */
export class CompletedJobs {
  private readonly subscribers = new Set<SubscriberQueue<IngestJob>>();
  private readonly begun: Promise<void>;
  /** Every job up to this id is known, in `open`, or ended before the subscriptions. */
  private cursor = '';
  /** The oldest jobs that had not ended at the last look. */
  private open: readonly string[] = [];
  /** The last ends, in the order in which they became known. */
  private readonly known = new Map<string, KnownEnd>();

  constructor(
    private readonly workspaceId: number,
    private readonly options: CompletedJobsOptions,
  ) {
    this.begun = this.begin();
    // Every call of `subscribe` reports it.
    this.begun.catch(() => undefined);
  }

  get subscriberCount(): number {
    return this.subscribers.size;
  }

  /**
   * Yields every job that completes after the returned promise is fulfilled, and announced ones after this call.
   * @param release called when the subscription ends
   * @throws AppError unavailable when the database cannot be reached
   */
  async subscribe(release: () => void): Promise<AsyncIterableIterator<IngestJob>> {
    const queue: SubscriberQueue<IngestJob> = new SubscriberQueue(() => {
      this.subscribers.delete(queue);
      release();
    });
    this.subscribers.add(queue);
    try {
      await this.begun;
      return queue;
    } catch (error) {
      queue.close();
      throw error;
    }
  }

  /** Reads and delivers jobs that were announced as ended. If that fails, `look` finds them later. */
  async deliver(ids: readonly string[]): Promise<void> {
    try {
      await this.push(ids.filter((id) => this.known.get(id) !== 'delivered'));
    } catch (error) {
      logFault(this.options.logger, error, 'completed jobs could not be read; retrying');
    }
  }

  /**
   * Delivers jobs whose end was not announced. Reads a bounded number of jobs, so that several looks may be necessary.
   * Calls must not overlap.
   * @throws AppError unavailable when the database cannot be reached; the next look repeats the work
   */
  async look(): Promise<void> {
    await this.begun;
    const { lists } = this.options;
    const latest = this.latestComplete();
    const open = await lists.listOpenIds(this.workspaceId, LIMITS.followedJobs);
    const newer = await lists.listIdsAfter(this.workspaceId, this.cursor, LIMITS.followedJobs);
    const unknown = [...this.open, ...newer].filter((id) => !this.known.has(id));
    const { ended, unended } = await this.sortOut(unknown);
    await this.push(ended);
    const last = newer.length < LIMITS.followedJobs ? latest : min(latest, newer[newer.length - 1] as string);
    this.follow([...open, ...unended], last);
  }

  /** Ends every subscription. */
  close(): void {
    for (const queue of [...this.subscribers]) queue.close();
  }

  /** Finds out which jobs have not ended, so that only those are delivered. */
  private async begin(): Promise<void> {
    const { lists, clock } = this.options;
    this.cursor = this.latestComplete();
    const open = await lists.listOpenIds(this.workspaceId, LIMITS.followedJobs);
    const recent = await lists.listIds(
      this.workspaceId,
      { createdAfter: clock.now() - LIMITS.lateCommitMs },
      { before: null, limit: LIMITS.followedJobs },
    );
    const { ended, unended } = await this.sortOut(recent.ids);
    for (const id of ended) if (!this.known.has(id)) this.remember(id, 'ended before');
    this.follow([...open, ...unended], recent.hasMore ? (recent.end as string) : this.cursor);
  }

  /** The smallest id of the time before which all stored jobs are visible: transactions commit in another order than their ids. */
  private latestComplete(): string {
    return encodeId(ID_PREFIX.job, firstIdAt(this.options.clock.now() - LIMITS.lateCommitMs));
  }

  /** Returns which jobs have ended, oldest first, and which have not. */
  private async sortOut(ids: readonly string[]): Promise<{ ended: string[]; unended: string[] }> {
    const states = await this.options.lists.findStates(this.workspaceId, [...new Set(ids)].sort());
    const ended: string[] = [];
    const unended: string[] = [];
    for (const [id, { status }] of states) (isTerminal(status) ? ended : unended).push(id);
    return { ended: ended.sort(), unended };
  }

  /** Remembers the oldest jobs to look at again. The cursor stays before the others, so that they are listed again. */
  private follow(unended: readonly string[], cursor: string): void {
    const ids = [...new Set(unended)].filter((id) => !this.known.has(id)).sort();
    this.open = ids.slice(0, LIMITS.followedJobs);
    const end =
      ids.length > this.open.length ? min(cursor, this.open[this.open.length - 1] as string) : cursor;
    this.cursor = max(this.cursor, end);
  }

  private async push(ids: readonly string[]): Promise<void> {
    for (let at = 0; at < ids.length; at += LIMITS.eventsTogether) {
      const portion = ids.slice(at, at + LIMITS.eventsTogether);
      const views = await this.options.jobs.findJobs(this.workspaceId, portion);
      for (const id of portion) {
        const view = views.get(id);
        // A look and an announcement can read the same job at the same time.
        if (view === undefined || !isTerminal(view.status) || this.known.get(id) === 'delivered') continue;
        this.remember(id, 'delivered');
        for (const queue of [...this.subscribers]) queue.push(view);
      }
      // Lets the subscribers read, because their queues are short.
      if (at + portion.length < ids.length) await nextTurn();
    }
  }

  /** Forgets the oldest end when there are too many. A job up to the cursor is not listed again. */
  private remember(id: string, end: KnownEnd): void {
    this.known.set(id, end);
    if (this.known.size <= LIMITS.followedJobs) return;
    const [oldest = ''] = this.known.keys();
    this.known.delete(oldest);
    this.cursor = max(this.cursor, oldest);
  }
}

/** The order of ids is the order of their texts. */
function min(a: string, b: string): string {
  return a < b ? a : b;
}

function max(a: string, b: string): string {
  return a > b ? a : b;
}
