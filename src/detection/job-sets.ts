import type { Logger } from 'pino';
import type { Database } from '../db/database.js';
import type { DatabaseKind } from '../db/database-url.js';
import type { Clock } from '../domain/clock.js';
import { AppError } from '../domain/errors.js';
import { logFault } from '../domain/fault-log.js';
import { isTerminal, type JobChange } from '../domain/job.js';
import { LIMITS } from '../domain/limits.js';
import type { Observer } from '../domain/observer.js';
import { changedIssuesOf } from '../domain/rules/job-records.js';
import type { JobStore } from '../jobs/job-store.js';
import { JobsSettledElsewhereError, type OpenJob, runningChange } from '../jobs/stored-job.js';
import type { DetectionStore } from '../patterns/detection-store.js';
import type { Ownership, WorkspaceStateStore } from '../patterns/workspace-state-store.js';
import { tracedSet } from '../telemetry/tracing.js';

export interface JobSetsOptions {
  readonly database: Database;
  readonly jobs: JobStore;
  readonly states: WorkspaceStateStore;
  readonly detection: Pick<DetectionStore, 'detect'>;
  /** Called with jobs that started or ended, after the commit. */
  readonly jobsChanged: (changes: readonly JobChange[]) => void;
  readonly observer: Pick<Observer, 'stageFinished'>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Identifies this worker in leases. */
  readonly worker: Buffer;
  /** Whether small requests wait for the writer of an embedded database. */
  readonly isBusy: () => boolean;
  /** Called with the jobs of a set before they are processed. */
  readonly beforeSet?: ((jobs: readonly OpenJob[]) => Promise<void>) | undefined;
}

/** `more`: the workspace may have further jobs. `done`: it has none that could be processed now, or another worker has it. */
export type Turn = 'more' | 'done';

/** Open jobs of a workspace from the oldest on. */
interface CollectedJobs {
  readonly jobs: readonly OpenJob[];
  /** Whether there are more than these. */
  readonly more: boolean;
}

/**
 * Issues in the jobs of one set, unless a single job has more. A set on SQLite keeps requests from writing, so it is smaller
 * there, and smaller still while small requests come. After a failure the sets get smaller with each attempt, until the faulty
 * job is alone.
 */
const ISSUES_PER_SET: Readonly<Record<DatabaseKind, readonly number[]>> = {
  sqlite: [500, 125, 16, 1],
  mysql: [2_000, 250, 32, 1],
};
/** Issues in a set while small requests wait for the same writer. */
const ISSUES_WHILE_BUSY = 100;
/** Rows of the pages in which open jobs are read. A page of single events must not be small, one of batches not large. */
const PAGE_ROWS = [8, 32, 128, 512];
const FIRST = Buffer.alloc(16);
const RETRY_BASE_MS = 1_000;
/**
 * After a start, a worker commits that it owns a workspace before it processes a set. If a job ends the process, the lease
 * tells the next worker, which then counts an attempt. Otherwise such a job would end every worker again and again.
 */
const CAUTIOUS_MS = 10_000;

/** Processes the jobs of one workspace in sets: one set is one transaction that detects, links and settles. */
export class JobSets {
  /** Workspaces that this worker kept after their last set. */
  private readonly owned = new Set<number>();
  private readonly cautiousUntil = performance.now() + CAUTIOUS_MS;

  constructor(private readonly options: JobSetsOptions) {}

  /**
   * Processes the next set of a workspace.
   * @param mayKeep whether to keep the workspace if it has more jobs; otherwise any worker can have it
   */
  async turn(workspaceId: number, mayKeep: boolean): Promise<Turn> {
    try {
      if (!this.owned.has(workspaceId) && (await this.isHeld(workspaceId))) return 'done';
      const { jobs, more } = await this.collect(workspaceId);
      if (jobs.length === 0) return await this.leave(workspaceId);
      return await this.process(workspaceId, jobs, more && mayKeep);
    } catch (error) {
      // Nothing is lost: the jobs are open, and the next sweep finds them.
      this.owned.delete(workspaceId);
      if (!(error instanceof JobsSettledElsewhereError))
        logFault(this.options.logger, error, 'jobs could not be processed; retrying', { workspaceId });
      return 'done';
    }
  }

  /** Gives up all workspaces, so that other workers need not wait for the end of the leases. */
  async release(): Promise<void> {
    const { states, worker } = this.options;
    await states.release(worker, [...this.owned]);
    this.owned.clear();
  }

  private async isHeld(workspaceId: number): Promise<boolean> {
    const { states, worker } = this.options;
    return (await states.heldByOthers([workspaceId], worker)).has(workspaceId);
  }

  /** Ends the lease of a workspace without jobs. */
  private async leave(workspaceId: number): Promise<Turn> {
    if (!this.owned.delete(workspaceId)) return 'done';
    await this.options.states.release(this.options.worker, [workspaceId]);
    // A job that was stored before the release may have been refused by other workers because of the lease.
    return 'more';
  }

  private async collect(workspaceId: number): Promise<CollectedJobs> {
    const { jobs: store, database, isBusy } = this.options;
    const sizes = ISSUES_PER_SET[database.kind];
    const jobs: OpenJob[] = [];
    let issues = 0;
    let size = isBusy() ? ISSUES_WHILE_BUSY : Number.POSITIVE_INFINITY;
    let after: Buffer = FIRST;
    for (let page = 0; ; page++) {
      const rows = PAGE_ROWS[Math.min(page, PAGE_ROWS.length - 1)] as number;
      const found = await store.listOpen(workspaceId, after, rows);
      await this.closeSettled(workspaceId, found);
      for (const job of found) {
        if (isTerminal(job.status)) continue;
        issues += Math.max(1, job.accepted);
        size = Math.min(size, sizes[Math.min(job.attempts, sizes.length - 1)] as number);
        if (jobs.length > 0 && issues > size) return { jobs, more: true };
        jobs.push(job);
      }
      if (found.length < rows) return { jobs, more: false };
      after = (found[found.length - 1] as OpenJob).id;
    }
  }

  private async closeSettled(workspaceId: number, found: readonly OpenJob[]): Promise<void> {
    const settled = found.filter(({ status }) => isTerminal(status));
    if (settled.length === 0) return;
    const { database, jobs, logger } = this.options;
    await database.write((tx) => jobs.close(tx, workspaceId, settled));
    logger.info(
      { workspaceId, jobs: settled.length },
      'jobs were settled by an earlier version of the program',
    );
  }

  private async process(workspaceId: number, jobs: readonly OpenJob[], keep: boolean): Promise<Turn> {
    try {
      const now = this.options.clock.now();
      return await tracedSet(jobs, now, () => this.run(workspaceId, jobs, keep));
    } catch (error) {
      if (isTransient(error)) throw error;
      // One by one, so that a faulty job does not affect the others.
      if (jobs.length > 1) for (const job of jobs) await this.process(workspaceId, [job], keep);
      else await this.countFailure(workspaceId, jobs, error);
      return 'more';
    }
  }

  private async run(workspaceId: number, jobs: readonly OpenJob[], keep: boolean): Promise<Turn> {
    const { detection, jobs: store, jobsChanged, observer, clock, worker, beforeSet } = this.options;
    const started = performance.now();
    if (started < this.cautiousUntil && !this.owned.has(workspaceId)) {
      const ownership = await this.own(workspaceId);
      if (ownership !== 'free') return this.refused(workspaceId, jobs, ownership);
    }
    const now = clock.now();
    jobsChanged(jobs.map((job) => runningChange(job, now)));
    await beforeSet?.(jobs);
    let settled: JobChange[] = [];
    const result = await detection.detect(workspaceId, {
      worker,
      keep,
      issues: changedIssuesOf(jobs.map(({ records }) => records)),
      settle: async (tx) => {
        settled = await store.settle(tx, workspaceId, jobs);
      },
    });
    if (result !== 'settled') return this.refused(workspaceId, jobs, result);
    if (keep) this.owned.add(workspaceId);
    else this.owned.delete(workspaceId);
    jobsChanged(settled);
    observer.stageFinished('process', (performance.now() - started) / 1000);
    return 'more';
  }

  /** Takes a workspace unless another worker owns or owned it. */
  private async own(workspaceId: number): Promise<Ownership> {
    const { database, states, worker } = this.options;
    const ownership = await database.write(async (tx) => {
      const state = await states.lock(tx, workspaceId, worker);
      if (state.ownership === 'free') await states.own(tx, workspaceId, worker);
      return state.ownership;
    });
    if (ownership === 'free') this.owned.add(workspaceId);
    return ownership;
  }

  private async refused(
    workspaceId: number,
    jobs: readonly OpenJob[],
    ownership: 'held' | 'abandoned',
  ): Promise<Turn> {
    if (ownership === 'abandoned') return this.takeOver(workspaceId, jobs);
    if (this.owned.delete(workspaceId))
      this.options.logger.warn(
        { workspaceId },
        'another worker took over a workspace, because this one did not renew its lease in time',
      );
    return 'done';
  }

  /**
   * Takes a workspace from a worker that stopped without releasing it. Its jobs may have stopped it, so that counts as an
   * attempt of each of them.
   */
  private async takeOver(workspaceId: number, jobs: readonly OpenJob[]): Promise<Turn> {
    const { database, jobs: store, states, jobsChanged, logger, worker } = this.options;
    const isLast = ({ attempts }: OpenJob): boolean => attempts + 1 >= LIMITS.jobAttempts;
    const failed = await database.write(async (tx) => {
      const { ownership } = await states.lock(tx, workspaceId, worker);
      if (ownership !== 'abandoned') return null;
      await states.own(tx, workspaceId, worker);
      const others = jobs.filter((job) => !isLast(job));
      await store.countAttempt(tx, workspaceId, others, 0);
      return store.fail(tx, workspaceId, jobs.filter(isLast));
    });
    if (failed === null) return 'done';
    this.owned.add(workspaceId);
    jobsChanged(failed);
    logger.warn(
      { workspaceId, jobs: jobs.length, failed: failed.length },
      'a worker stopped while it owned a workspace; another one continues',
    );
    return 'more';
  }

  private async countFailure(workspaceId: number, jobs: readonly OpenJob[], error: unknown): Promise<void> {
    const { database, jobs: store, jobsChanged, logger } = this.options;
    logFault(logger, error, 'a job could not be processed', { workspaceId });
    const attempts = (jobs[0]?.attempts ?? 0) + 1;
    const changes = await database.write(async (tx) => {
      if (attempts >= LIMITS.jobAttempts) return store.fail(tx, workspaceId, jobs);
      await store.countAttempt(tx, workspaceId, jobs, RETRY_BASE_MS * 2 ** (attempts - 1));
      return [];
    });
    jobsChanged(changes);
  }
}

/** Whether an error says nothing about the jobs: the database is unavailable, or other transactions were in conflict. */
function isTransient(error: unknown): boolean {
  return (
    error instanceof JobsSettledElsewhereError || (error instanceof AppError && error.code === 'unavailable')
  );
}
