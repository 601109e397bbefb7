import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Database, Tx } from '../db/database.js';
import { logFault } from '../domain/fault-log.js';
import type { IdMinter } from '../domain/ids.js';
import type { JobChange } from '../domain/job.js';
import { LIMITS } from '../domain/limits.js';
import type { Observer } from '../domain/observer.js';
import type { JobEvents } from './job-events.js';
import { changeOf, type JobStore, type PendingJob } from './job-store.js';

/** Stores and announces the progress of a job, from 0 to 1. */
export type ReportProgress = (job: PendingJob, progress: number) => Promise<void>;

/**
 * One step of stage 2. Receives jobs of any workspace, oldest first. After a crash it can receive a job again, so it must
 * be idempotent. If it throws, none of the jobs counts as processed.
 */
export type JobStep = (jobs: readonly PendingJob[], report: ReportProgress) => Promise<void>;

export interface JobRunnerOptions {
  readonly database: Database;
  readonly jobs: JobStore;
  readonly ids: IdMinter;
  readonly observer: Observer;
  readonly logger: Logger;
  readonly steps: readonly JobStep[];
  /** Announces that jobs started and ended. */
  readonly events?: Pick<JobEvents, 'announce'>;
  /** Whether requests are being stored. If so, the runner pauses between cycles. */
  readonly isBusy?: () => boolean;
  /** Waits for `ms` milliseconds. Tests replace it. */
  readonly rest?: (ms: number) => Promise<unknown>;
}

/** The outcome of a claim, not yet written. */
interface ClaimOutcome {
  readonly claim: Buffer;
  readonly done: readonly PendingJob[];
  readonly failed: readonly PendingJob[];
}

/** How often a runner looks for jobs that another process abandoned. */
const POLL_MS = 1_000;
/** Maximum records of queued jobs in memory. Further jobs are found in the database once their lease has expired. */
const QUEUED_RECORDS_MAX = 200_000;
const RETRY_BASE_MS = 1_000;
/** Pause between cycles while requests are being stored. */
const REST_MS = 25;

/**
 * Runs stage 2 of jobs. Any number of runners can share a database: a job belongs to the runner that claimed it until the
 * lease expires. The outcome of a claim and the next claim are written in one transaction.
 */
export class JobRunner {
  private readonly queued: PendingJob[] = [];
  private queuedRecords = 0;
  private stopping = false;
  private wake: (() => void) | undefined;
  private running: Promise<void> | undefined;

  constructor(private readonly options: JobRunnerOptions) {}

  /** Queues jobs that were just stored, so that they start without a query. */
  offer(jobs: readonly PendingJob[]): void {
    for (const job of jobs) {
      if (this.queuedRecords >= QUEUED_RECORDS_MAX) break;
      this.queued.push(job);
      this.queuedRecords += weightOf(job);
    }
    this.wake?.();
  }

  start(): void {
    this.running ??= this.loop();
  }

  /** Finishes the current claim. Jobs that have not started stay stored for the next start or another process. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.wake?.();
    await this.running;
  }

  /** Runs until no job can be claimed. For use without `start`. */
  async runUntilEmpty(): Promise<void> {
    let outcome: ClaimOutcome | null = null;
    do outcome = await this.cycle(outcome, true);
    while (outcome !== null);
  }

  private async loop(): Promise<void> {
    let outcome: ClaimOutcome | null = null;
    let polledAt = 0;
    while (!this.stopping || outcome !== null) {
      const poll = !this.stopping && Date.now() - polledAt >= POLL_MS;
      if (poll) polledAt = Date.now();
      try {
        outcome = await this.cycle(outcome, poll);
        await this.yieldToRequests();
      } catch (error) {
        // Nothing is lost: the leases expire and the jobs are claimed again.
        logFault(this.options.logger, error, 'jobs could not be processed; retrying');
        outcome = null;
        if (!this.stopping) await this.pause();
      }
      if (outcome === null && this.queued.length === 0 && !this.stopping) await this.pause();
    }
  }

  /**
   * Pauses while requests are being stored and more jobs are queued: jobs can wait, requests should not, and the jobs that
   * arrive in the meantime are settled together. Without queued jobs the current one is settled immediately.
   */
  private async yieldToRequests(): Promise<void> {
    const { isBusy, rest = delay } = this.options;
    if (!this.stopping && this.queued.length > 0 && isBusy?.() === true) await rest(REST_MS);
  }

  private pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.wake?.(), POLL_MS);
      this.wake = () => {
        clearTimeout(timer);
        this.wake = undefined;
        resolve();
      };
    });
  }

  /** Writes the outcome of the last claim, claims the next jobs and processes them. Returns null if there were none. */
  private async cycle(last: ClaimOutcome | null, poll: boolean): Promise<ClaimOutcome | null> {
    const candidates = this.stopping ? [] : await this.candidates(poll);
    if (last === null && candidates.length === 0) return null;
    const claim = this.options.ids.mint();
    const { claimed, ended } = await this.options.database.write(async (tx) => ({
      ended: last === null ? [] : await this.record(tx, last),
      claimed: candidates.length === 0 ? [] : await this.options.jobs.claim(tx, claim, candidates),
    }));
    this.options.events?.announce([...ended, ...claimed.map(changeOf)]);
    return claimed.length === 0 ? null : this.process(claim, claimed);
  }

  /** When polling, abandoned jobs come first: new jobs must not delay them indefinitely. */
  private async candidates(poll: boolean): Promise<readonly PendingJob[]> {
    if (poll) {
      const jobs = await this.options.jobs.listClaimable(LIMITS.jobsPerClaim);
      if (jobs.length > 0) return jobs.slice(0, claimSize(jobs));
    }
    const jobs = this.queued.splice(0, claimSize(this.queued));
    for (const job of jobs) this.queuedRecords -= weightOf(job);
    return jobs;
  }

  private async process(claim: Buffer, jobs: readonly PendingJob[]): Promise<ClaimOutcome> {
    const started = performance.now();
    const renewal = setInterval(() => {
      this.options.jobs.renew(claim, jobs).catch((error: unknown) => {
        logFault(this.options.logger, error, 'the lease of jobs could not be renewed');
      });
    }, LIMITS.jobLeaseMs / 3);
    try {
      return { claim, ...(await this.attempt(jobs, this.reporter(claim))) };
    } finally {
      clearInterval(renewal);
      this.options.observer.stageFinished('process', (performance.now() - started) / 1000);
    }
  }

  private reporter(claim: Buffer): ReportProgress {
    return async (job, progress) => {
      await this.options.jobs.advance(claim, job, progress);
      this.options.events?.announce([changeOf(job, progress)]);
    };
  }

  /** Processes all jobs together and, if that fails, one by one, so that a failing job does not affect the others. */
  private async attempt(
    jobs: readonly PendingJob[],
    report: ReportProgress,
  ): Promise<{ done: PendingJob[]; failed: PendingJob[] }> {
    try {
      for (const step of this.options.steps) await step(jobs, report);
      return { done: [...jobs], failed: [] };
    } catch (error) {
      if (jobs.length > 1) {
        const results = [];
        for (const job of jobs) results.push(await this.attempt([job], report));
        return { done: results.flatMap((r) => r.done), failed: results.flatMap((r) => r.failed) };
      }
      logFault(this.options.logger, error, 'a job could not be processed');
      return { done: [], failed: [...jobs] };
    }
  }

  private async record(tx: Tx, outcome: ClaimOutcome): Promise<JobChange[]> {
    const { jobs } = this.options;
    const changes = await jobs.settle(tx, outcome.claim, outcome.done);
    for (const job of outcome.failed) {
      if (job.attempts + 1 >= LIMITS.jobAttempts)
        changes.push(...(await jobs.fail(tx, outcome.claim, [job])));
      else await jobs.release(tx, outcome.claim, [job], RETRY_BASE_MS * 2 ** job.attempts);
    }
    return changes;
  }
}

/** How many jobs from the front of the queue are claimed together. Bounded, so that a small job never waits for many large ones. */
function claimSize(jobs: readonly PendingJob[]): number {
  let records = 0;
  let count = 0;
  for (const job of jobs) {
    records += weightOf(job);
    if (count > 0 && (count === LIMITS.jobsPerClaim || records > LIMITS.recordsPerClaim)) break;
    count += 1;
  }
  return count;
}

function weightOf({ accepted }: PendingJob): number {
  return Math.max(1, accepted);
}
