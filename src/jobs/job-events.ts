import type { Logger } from 'pino';
import type { IngestJob } from '../domain/entities/ingest-job.js';
import { AppError } from '../domain/errors.js';
import { logFault } from '../domain/fault-log.js';
import { isTerminal, type JobChange } from '../domain/job.js';
import { LIMITS } from '../domain/limits.js';
import type { Relay } from '../pubsub/redis-relay.js';
import { SubscriberQueue } from '../pubsub/subscriber-queue.js';
import type { JobStore } from './job-store.js';

export interface JobEventsOptions {
  readonly jobs: JobStore;
  readonly logger: Logger;
  /** Without a relay, changes made by other processes are only found by polling. */
  readonly relay?: Relay<JobChange> | undefined;
}

/** A job with subscribers. */
interface JobTopic {
  readonly workspaceId: number;
  /** The newest known state; undefined until the first read is complete. */
  view: IngestJob | undefined;
  /** The newest announced change. It can arrive before a read that does not include it yet. */
  change: JobChange | undefined;
  readonly subscribers: Set<SubscriberQueue<IngestJob>>;
}

/** Whether a subscription yields every state of a job or only the final one. */
export type JobUpdates = 'every change' | 'final state';

/**
 * Notifies subscribers of job changes. An announcement is a hint: it can be lost or late. Therefore a subscription is
 * registered before the row is read, and jobs with subscribers are read again every few seconds.
 */
export class JobEvents {
  private readonly topics = new Map<string, JobTopic>();
  private readonly completed = new Map<number, Set<SubscriberQueue<IngestJob>>>();
  private delivering: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: JobEventsOptions) {
    options.relay?.listen(
      (changes) => this.deliver(changes),
      () => void this.recheck(),
    );
  }

  /** Open subscriptions. */
  get subscriberCount(): number {
    let count = 0;
    for (const { subscribers } of this.topics.values()) count += subscribers.size;
    for (const subscribers of this.completed.values()) count += subscribers.size;
    return count;
  }

  /** Whether changes made by other processes are received as they happen. */
  isRelayed(): boolean {
    return this.options.relay?.isReady() ?? false;
  }

  /** Announces committed changes. Call it only after the commit: the next read of the row must include the change. */
  announce(changes: readonly JobChange[]): void {
    if (changes.length === 0) return;
    this.deliver(changes);
    this.options.relay?.publish(changes);
  }

  /**
   * Yields the current state of a job and then its changes, or only its final state, and ends with the job. All
   * subscribers of a job receive the same object.
   * @throws AppError not_found for a job that does not exist or belongs to another workspace
   */
  async subscribe(
    workspaceId: number,
    id: string,
    updates: JobUpdates,
  ): Promise<AsyncIterableIterator<IngestJob>> {
    const topic = this.topicOf(workspaceId, id);
    const queue: JobSubscriberQueue = new JobSubscriberQueue(updates, () =>
      this.unsubscribe(id, topic, queue),
    );
    topic.subscribers.add(queue);
    try {
      const view = await this.options.jobs.findJob(workspaceId, id);
      if (view === null) throw new AppError('not_found', 'This workspace has no such job.');
      this.advance(topic, view);
      queue.begin(topic.view ?? view);
      return queue;
    } catch (error) {
      queue.close();
      throw error;
    }
  }

  /** Yields every job of the workspace that completes from now on. */
  subscribeToCompleted(workspaceId: number): AsyncIterableIterator<IngestJob> {
    const subscribers = this.completed.get(workspaceId) ?? new Set();
    this.completed.set(workspaceId, subscribers);
    const queue: SubscriberQueue<IngestJob> = new SubscriberQueue<IngestJob>(() => {
      subscribers.delete(queue);
      if (subscribers.size === 0) this.completed.delete(workspaceId);
    });
    subscribers.add(queue);
    return queue;
  }

  /** Reads all jobs with subscribers again, in case an announcement was lost. */
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
      logFault(this.options.logger, error, 'jobs with subscribers could not be read; retrying');
    }
  }

  /** Ends every subscription. */
  async close(): Promise<void> {
    clearInterval(this.timer);
    for (const { subscribers } of [...this.topics.values()])
      for (const queue of [...subscribers]) queue.close();
    for (const subscribers of [...this.completed.values()])
      for (const queue of [...subscribers]) queue.close();
    await this.delivering;
    await this.options.relay?.close();
  }

  private topicOf(workspaceId: number, id: string): JobTopic {
    const existing = this.topics.get(id);
    // A subscriber of another workspace gets a separate topic, and then finds no such job.
    if (existing !== undefined && existing.workspaceId === workspaceId) return existing;
    const topic: JobTopic = { workspaceId, view: undefined, change: undefined, subscribers: new Set() };
    if (existing === undefined) this.topics.set(id, topic);
    this.timer ??= setInterval(() => void this.recheck(), LIMITS.jobRecheckMs).unref();
    return topic;
  }

  private unsubscribe(id: string, topic: JobTopic, queue: SubscriberQueue<IngestJob>): void {
    topic.subscribers.delete(queue);
    if (topic.subscribers.size === 0 && this.topics.get(id) === topic) this.topics.delete(id);
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

  private apply(topic: JobTopic, change: JobChange): void {
    topic.change = change;
    if (topic.view !== undefined) this.advance(topic, topic.view);
  }

  /** Moves the topic to the later of the state read and the change announced, and notifies subscribers if it is new. */
  private advance(topic: JobTopic, read: IngestJob): void {
    const { view: current, change } = topic;
    let next = current !== undefined && rank(current) > rank(read) ? current : read;
    if (change !== undefined && rank(change) > rank(next)) next = next.after(change);
    if (current !== undefined && rank(next) <= rank(current)) return;
    topic.view = next;
    if (current === undefined) return;
    for (const queue of [...topic.subscribers]) queue.push(next);
  }

  private async deliverCompleted(changes: readonly JobChange[]): Promise<void> {
    for (const workspaceId of new Set(changes.map((change) => change.workspaceId))) {
      const ids = changes.filter((change) => change.workspaceId === workspaceId).map(({ id }) => id);
      try {
        const views = await this.options.jobs.findJobs(workspaceId, ids);
        for (const id of ids) {
          const view = views.get(id);
          if (view !== undefined) for (const queue of this.completed.get(workspaceId) ?? []) queue.push(view);
        }
      } catch (error) {
        logFault(
          this.options.logger,
          error,
          'completed jobs could not be read; subscribers were not notified',
        );
      }
    }
  }
}

/** The queue of a subscriber of one job. It ends when the job does. */
class JobSubscriberQueue extends SubscriberQueue<IngestJob> {
  private begun = false;

  constructor(
    private readonly updates: JobUpdates,
    release: () => void,
  ) {
    super(release);
  }

  begin(view: IngestJob): void {
    this.begun = true;
    this.push(view);
  }

  override push(view: IngestJob): void {
    // Changes before the subscriber's own read are skipped: the first item is the newest state at that time.
    if (!this.begun) return;
    const ended = isTerminal(view.status);
    if (ended || this.updates === 'every change') super.push(view);
    if (ended) this.close();
  }
}

/** Orders the states of a job. Neither status nor progress ever goes back. */
function rank({ status, progress }: Pick<IngestJob, 'status' | 'progress'>): number {
  if (status === 'pending') return 0;
  return status === 'running' ? 1 + Math.min(progress, 0.999) : 2;
}
