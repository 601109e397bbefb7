import type { Logger } from 'pino';
import type { IngestJob } from '../domain/entities/ingest-job.js';
import { AppError } from '../domain/errors.js';
import { isTerminal, type JobChange } from '../domain/job.js';
import { LIMITS } from '../domain/limits.js';
import type { Relay } from '../pubsub/redis-relay.js';
import { SubscriberQueue } from '../pubsub/subscriber-queue.js';
import type { JobStore } from './job-store.js';

export interface JobEventsOptions {
  readonly jobs: JobStore;
  readonly logger: Logger;
  /** Without it, changes made by other processes are only seen by looking. */
  readonly relay?: Relay<JobChange> | undefined;
}

/** One job that somebody follows. */
interface Topic {
  readonly workspaceId: number;
  /** What was read of it; undefined until the first read is done. */
  view: IngestJob | undefined;
  /** The newest change that was announced; it may come before the read that does not see it yet. */
  change: JobChange | undefined;
  readonly feeds: Set<SubscriberQueue<IngestJob>>;
}

/** Whether to yield each change of a job or only how it ended. */
export type Followed = 'every change' | 'the end';

/**
 * Who announces that jobs changed, after the commit, and to whom. Announcements are hints: they may be lost or late, so
 * a follower listens first, then reads the row, and jobs that are followed are looked at again every few seconds.
 */
export class JobEvents {
  private readonly topics = new Map<string, Topic>();
  private readonly completed = new Map<number, Set<SubscriberQueue<IngestJob>>>();
  private delivering: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: JobEventsOptions) {
    options.relay?.listen(
      (changes) => this.deliver(changes),
      () => void this.recheck(),
    );
  }

  /** Feeds that are open. */
  get followers(): number {
    let count = 0;
    for (const { feeds } of this.topics.values()) count += feeds.size;
    for (const feeds of this.completed.values()) count += feeds.size;
    return count;
  }

  /** Whether changes of other processes are heard as they happen. */
  isRelayed(): boolean {
    return this.options.relay?.isReady() ?? false;
  }

  /** Only after the commit: whoever reads the row next must see the change. */
  announce(changes: readonly JobChange[]): void {
    if (changes.length === 0) return;
    this.deliver(changes);
    this.options.relay?.publish(changes);
  }

  /**
   * The job as it is now, then as it changes (or only once it has ended), to the end. Followers of one job are given the
   * same object.
   * @throws AppError not_found for a job that does not exist or is another workspace's
   */
  async follow(workspaceId: number, id: string, what: Followed): Promise<AsyncIterableIterator<IngestJob>> {
    const topic = this.topicOf(workspaceId, id);
    const feed: FollowedJob = new FollowedJob(what, () => this.leave(id, topic, feed));
    topic.feeds.add(feed);
    try {
      const view = await this.options.jobs.findJob(workspaceId, id);
      if (view === null) throw new AppError('not_found', 'This workspace has no such job.');
      this.advance(topic, view);
      feed.begin(topic.view ?? view);
      return feed;
    } catch (error) {
      feed.close();
      throw error;
    }
  }

  /** Every job of the workspace as it completes, from now on. */
  followCompleted(workspaceId: number): AsyncIterableIterator<IngestJob> {
    const feeds = this.completed.get(workspaceId) ?? new Set();
    this.completed.set(workspaceId, feeds);
    const feed: SubscriberQueue<IngestJob> = new SubscriberQueue<IngestJob>(() => {
      feeds.delete(feed);
      if (feeds.size === 0) this.completed.delete(workspaceId);
    });
    feeds.add(feed);
    return feed;
  }

  /** Reads all jobs that are followed, in case an announcement was lost. */
  async recheck(): Promise<void> {
    const byWorkspace = new Map<number, string[]>();
    for (const [id, { workspaceId }] of this.topics) {
      const ids = byWorkspace.get(workspaceId);
      if (ids === undefined) byWorkspace.set(workspaceId, [id]);
      else ids.push(id);
    }
    try {
      for (const [workspaceId, ids] of byWorkspace) {
        const views = await this.options.jobs.findJobs(workspaceId, ids);
        for (const [id, view] of views) {
          const topic = this.topics.get(id);
          if (topic !== undefined) this.advance(topic, view);
        }
      }
    } catch (error) {
      this.options.logger.warn({ err: error }, 'followed jobs could not be read; trying again');
    }
  }

  /** Ends every feed. */
  async close(): Promise<void> {
    clearInterval(this.timer);
    for (const { feeds } of [...this.topics.values()]) for (const feed of [...feeds]) feed.close();
    for (const feeds of [...this.completed.values()]) for (const feed of [...feeds]) feed.close();
    await this.delivering;
    await this.options.relay?.close();
  }

  private topicOf(workspaceId: number, id: string): Topic {
    const known = this.topics.get(id);
    // Somebody of another workspace listens apart, and finds no such job.
    if (known !== undefined && known.workspaceId === workspaceId) return known;
    const topic: Topic = { workspaceId, view: undefined, change: undefined, feeds: new Set() };
    if (known === undefined) this.topics.set(id, topic);
    this.timer ??= setInterval(() => void this.recheck(), LIMITS.followRecheckMs).unref();
    return topic;
  }

  private leave(id: string, topic: Topic, feed: SubscriberQueue<IngestJob>): void {
    topic.feeds.delete(feed);
    if (topic.feeds.size === 0 && this.topics.get(id) === topic) this.topics.delete(id);
    if (this.topics.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private deliver(changes: readonly JobChange[]): void {
    if (this.topics.size > 0)
      for (const change of changes) {
        const topic = this.topics.get(change.id);
        if (topic !== undefined && topic.workspaceId === change.workspaceId) this.apply(topic, change);
      }
    if (this.completed.size === 0) return;
    const ended = changes.filter(
      ({ workspaceId, status }) => isTerminal(status) && this.completed.has(workspaceId),
    );
    if (ended.length > 0) this.delivering = this.delivering.then(() => this.deliverCompleted(ended));
  }

  private apply(topic: Topic, change: JobChange): void {
    topic.change = change;
    if (topic.view !== undefined) this.advance(topic, topic.view);
  }

  /** Takes what was read or announced, whichever is further on, and tells the followers if it is news. */
  private advance(topic: Topic, read: IngestJob): void {
    const { view: known, change } = topic;
    let next = known !== undefined && rank(known) > rank(read) ? known : read;
    if (change !== undefined && rank(change) > rank(next)) next = next.after(change);
    if (known !== undefined && rank(next) <= rank(known)) return;
    topic.view = next;
    if (known === undefined) return;
    for (const feed of [...topic.feeds]) feed.push(next);
  }

  private async deliverCompleted(changes: readonly JobChange[]): Promise<void> {
    for (const workspaceId of new Set(changes.map((change) => change.workspaceId))) {
      const ids = changes.filter((change) => change.workspaceId === workspaceId).map(({ id }) => id);
      try {
        const views = await this.options.jobs.findJobs(workspaceId, ids);
        for (const id of ids) {
          const view = views.get(id);
          if (view !== undefined) for (const feed of this.completed.get(workspaceId) ?? []) feed.push(view);
        }
      } catch (error) {
        this.options.logger.warn({ err: error }, 'completed jobs could not be read; nobody was told');
      }
    }
  }
}

/** The feed of one job: it ends by itself when the job has. */
class FollowedJob extends SubscriberQueue<IngestJob> {
  private begun = false;

  constructor(
    private readonly what: Followed,
    release: () => void,
  ) {
    super(release);
  }

  begin(view: IngestJob): void {
    this.begun = true;
    this.push(view);
  }

  override push(view: IngestJob): void {
    // Before its own read is done a follower is told nothing: it begins with what the job has become by then.
    if (!this.begun) return;
    const ended = isTerminal(view.status);
    if (ended || this.what === 'every change') super.push(view);
    if (ended) this.close();
  }
}

/** States only go up, and so does progress. */
function rank({ status, progress }: Pick<IngestJob, 'status' | 'progress'>): number {
  if (status === 'pending') return 0;
  return status === 'running' ? 1 + Math.min(progress, 0.999) : 2;
}
