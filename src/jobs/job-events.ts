import type { Logger } from 'pino';
import type { Clock } from '../domain/clock.js';
import type { IngestJob } from '../domain/entities/ingest-job.js';
import { AppError } from '../domain/errors.js';
import { isTerminal, type JobChange } from '../domain/job.js';
import { Recheck } from '../pubsub/recheck.js';
import type { Relay } from '../pubsub/redis-relay.js';
import { SubscriberQueue } from '../pubsub/subscriber-queue.js';
import { CompletedJobs } from './completed-jobs.js';
import type { JobListStore } from './job-list-store.js';
import type { JobStore } from './job-store.js';

export interface JobEventsOptions {
  readonly jobs: JobStore;
  readonly lists: JobListStore;
  readonly clock: Clock;
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
 * registered before the row is read, and the database is searched for missed changes every few seconds, or every second
 * while announcements of other processes are not received.
 */
export class JobEvents {
  private readonly topics = new Map<string, JobTopic>();
  /** By workspace, while it has subscribers. */
  private readonly completed = new Map<number, CompletedJobs>();
  private delivering: Promise<void> = Promise.resolve();
  private readonly searches: Recheck;

  constructor(private readonly options: JobEventsOptions) {
    this.searches = new Recheck({
      isRelayed: () => this.isRelayed(),
      hasSubscribers: () => this.topics.size + this.completed.size > 0,
      search: () => this.search(),
      logger: options.logger,
      failure: 'jobs with subscribers could not be read; retrying',
    });
    options.relay?.listen(
      (changes) => this.deliver(changes),
      () => void this.recheck(),
    );
  }

  /** Open subscriptions. */
  get subscriberCount(): number {
    let count = 0;
    for (const { subscribers } of this.topics.values()) count += subscribers.size;
    for (const { subscriberCount } of this.completed.values()) count += subscriberCount;
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

  /**
   * Yields every job of the workspace that completes from now on, each once.
   * @throws AppError unavailable when the database cannot be reached
   */
  subscribeToCompleted(workspaceId: number): Promise<AsyncIterableIterator<IngestJob>> {
    const completed = this.completed.get(workspaceId) ?? new CompletedJobs(workspaceId, this.options);
    this.completed.set(workspaceId, completed);
    this.searches.schedule();
    return completed.subscribe(() => {
      if (completed.subscriberCount === 0 && this.completed.get(workspaceId) === completed)
        this.completed.delete(workspaceId);
    });
  }

  /** Reads from the database what subscribers wait for, in case an announcement was lost. */
  recheck(): Promise<void> {
    return this.searches.run();
  }

  /** Ends every subscription. */
  async close(): Promise<void> {
    for (const { subscribers } of [...this.topics.values()])
      for (const queue of [...subscribers]) queue.close();
    for (const completed of [...this.completed.values()]) completed.close();
    await Promise.all([this.delivering, this.searches.close()]);
    await this.options.relay?.close();
  }

  private topicOf(workspaceId: number, id: string): JobTopic {
    const existing = this.topics.get(id);
    // A subscriber of another workspace gets a separate topic, and then finds no such job.
    if (existing !== undefined && existing.workspaceId === workspaceId) return existing;
    const topic: JobTopic = { workspaceId, view: undefined, change: undefined, subscribers: new Set() };
    if (existing === undefined) this.topics.set(id, topic);
    this.searches.schedule();
    return topic;
  }

  private unsubscribe(id: string, topic: JobTopic, queue: SubscriberQueue<IngestJob>): void {
    topic.subscribers.delete(queue);
    if (topic.subscribers.size === 0 && this.topics.get(id) === topic) this.topics.delete(id);
  }

  private async search(): Promise<void> {
    await this.readTopics();
    for (const completed of [...this.completed.values()]) await completed.look();
  }

  /** Reads the jobs of topics whose state has changed. */
  private async readTopics(): Promise<void> {
    const byWorkspace = new Map<number, string[]>();
    for (const [id, { workspaceId }] of this.topics) {
      const ids = byWorkspace.get(workspaceId);
      if (ids === undefined) byWorkspace.set(workspaceId, [id]);
      else ids.push(id);
    }
    for (const [workspaceId, ids] of byWorkspace) {
      const states = await this.options.lists.findStates(workspaceId, ids);
      const changed = ids.filter((id) => {
        const [state, view] = [states.get(id), this.topics.get(id)?.view];
        return state !== undefined && (view === undefined || rank(state) > rank(view));
      });
      for (const [id, view] of await this.options.jobs.findJobs(workspaceId, changed)) {
        const topic = this.topics.get(id);
        if (topic !== undefined) this.advance(topic, view);
      }
    }
  }

  private deliver(changes: readonly JobChange[]): void {
    if (this.topics.size > 0)
      for (const change of changes) {
        const topic = this.topics.get(change.id);
        if (topic !== undefined && topic.workspaceId === change.workspaceId) this.apply(topic, change);
      }
    for (const [workspaceId, completed] of this.completed) {
      const ended = changes.filter((it) => it.workspaceId === workspaceId && isTerminal(it.status));
      if (ended.length === 0) continue;
      const ids = ended.map(({ id }) => id);
      this.delivering = this.delivering.then(() => completed.deliver(ids));
    }
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
