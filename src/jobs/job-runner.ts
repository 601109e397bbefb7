import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Database, Tx } from '../db/database.js';
import type { IdMinter } from '../domain/ids.js';
import type { JobChange } from '../domain/job.js';
import { LIMITS } from '../domain/limits.js';
import type { Observer } from '../domain/observer.js';
import type { JobEvents } from './job-events.js';
import { changeOf, type JobStore, type PendingJob } from './job-store.js';

/** Tells how much of a job is done, from 0 to 1. */
export type ReportProgress = (job: PendingJob, progress: number) => Promise<void>;

/**
 * One part of stage 2. Gets jobs of any workspaces, oldest first. It may see a job again after a crash, so doing
 * it twice must change nothing. Throwing means that none of these jobs is done.
 */
export type JobStep = (jobs: readonly PendingJob[], report: ReportProgress) => Promise<void>;

export interface JobRunnerOptions {
  readonly database: Database;
  readonly jobs: JobStore;
  readonly ids: IdMinter;
  readonly observer: Observer;
  readonly logger: Logger;
  readonly steps: readonly JobStep[];
  /** Who is told that jobs began and ended. */
  readonly events?: Pick<JobEvents, 'announce'>;
  /** Whether something more urgent is going on: then the runner rests between its cycles. */
  readonly isBusy?: () => boolean;
  /** How the runner rests, `ms` milliseconds long. */
  readonly rest?: (ms: number) => Promise<unknown>;
}

/** What a claim came to and is yet to be written. */
interface Work {
  readonly claim: Buffer;
  readonly done: readonly PendingJob[];
  readonly failed: readonly PendingJob[];
}

/** How often a runner looks for jobs that another process left behind. */
const POLL_MS = 1_000;
/** Records of jobs that may wait in memory; beyond that they are found in the database once their lease is over. */
const OFFERED_RECORDS = 200_000;
const RETRY_BASE_MS = 1_000;
/** How long the runner rests between its cycles while requests are being stored. */
const REST_MS = 25;

/**
 * Runs stage 2 of jobs. Any number of runners may share a database: a job belongs to whoever claimed it until the
 * lease ends. Finished work and the next claim are written in one transaction.
 */
export class JobRunner {
  private readonly offered: PendingJob[] = [];
  private offeredRecords = 0;
  private stopping = false;
  private wake: (() => void) | undefined;
  private running: Promise<void> | undefined;

  constructor(private readonly options: JobRunnerOptions) {}

  /** Hands over jobs that were just stored, so that they begin without being looked for. */
  offer(jobs: readonly PendingJob[]): void {
    for (const job of jobs) {
      if (this.offeredRecords >= OFFERED_RECORDS) break;
      this.offered.push(job);
      this.offeredRecords += weightOf(job);
    }
    this.wake?.();
  }

  start(): void {
    this.running ??= this.loop();
  }

  /** Ends after the work at hand. What is not begun stays stored for the next start or another process. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.wake?.();
    await this.running;
  }

  /** Works until no job is left that could be claimed now. For use without `start`. */
  async runUntilEmpty(): Promise<void> {
    let work: Work | null = null;
    do work = await this.cycle(work, true);
    while (work !== null);
  }

  private async loop(): Promise<void> {
    let work: Work | null = null;
    let lookedAt = 0;
    while (!this.stopping || work !== null) {
      const poll = !this.stopping && Date.now() - lookedAt >= POLL_MS;
      if (poll) lookedAt = Date.now();
      try {
        work = await this.cycle(work, poll);
        await this.giveWay();
      } catch (error) {
        // Nothing is lost: the leases of what was at hand run out and the jobs are claimed again.
        this.options.logger.warn({ err: error }, 'jobs could not be processed; trying again');
        work = null;
        if (!this.stopping) await this.pause();
      }
      if (work === null && this.offered.length === 0 && !this.stopping) await this.pause();
    }
  }

  /**
   * Jobs may wait a little, requests should not; and jobs that gather meanwhile are settled together. Where none wait,
   * the one at hand is settled at once.
   */
  private async giveWay(): Promise<void> {
    const { isBusy, rest = delay } = this.options;
    if (!this.stopping && this.offered.length > 0 && isBusy?.() === true) await rest(REST_MS);
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

  /** Writes what was finished, claims what is next and processes it; null when there was nothing to process. */
  private async cycle(finished: Work | null, poll: boolean): Promise<Work | null> {
    const candidates = this.stopping ? [] : await this.candidates(poll);
    if (finished === null && candidates.length === 0) return null;
    const claim = this.options.ids.mint();
    const { claimed, ended } = await this.options.database.write(async (tx) => ({
      ended: finished === null ? [] : await this.record(tx, finished),
      claimed: candidates.length === 0 ? [] : await this.options.jobs.claim(tx, claim, candidates),
    }));
    this.options.events?.announce([...ended, ...claimed.map(changeOf)]);
    return claimed.length === 0 ? null : this.process(claim, claimed);
  }

  /** What was left behind comes first, whenever it is looked for: fresh jobs must not keep it waiting for ever. */
  private async candidates(poll: boolean): Promise<readonly PendingJob[]> {
    if (poll) {
      const jobs = await this.options.jobs.listClaimable(LIMITS.jobsPerClaim);
      if (jobs.length > 0) return jobs.slice(0, fewEnough(jobs));
    }
    const jobs = this.offered.splice(0, fewEnough(this.offered));
    for (const job of jobs) this.offeredRecords -= weightOf(job);
    return jobs;
  }

  private async process(claim: Buffer, jobs: readonly PendingJob[]): Promise<Work> {
    const started = performance.now();
    const renewal = setInterval(() => {
      this.options.jobs.renew(claim, jobs).catch((error: unknown) => {
        this.options.logger.warn({ err: error }, 'the lease of jobs could not be renewed');
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

  /** All together; when that fails one by one, so that one bad job never hurts another. */
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
      this.options.logger.error({ err: error }, 'a job could not be processed');
      return { done: [], failed: [...jobs] };
    }
  }

  private async record(tx: Tx, work: Work): Promise<JobChange[]> {
    const { jobs } = this.options;
    const changes = await jobs.settle(tx, work.claim, work.done);
    for (const job of work.failed) {
      if (job.attempts + 1 >= LIMITS.jobAttempts) changes.push(...(await jobs.fail(tx, work.claim, [job])));
      else await jobs.release(tx, work.claim, [job], RETRY_BASE_MS * 2 ** job.attempts);
    }
    return changes;
  }
}

/** How many jobs from the front are claimed together: a small one must not wait until many large ones are settled. */
function fewEnough(jobs: readonly PendingJob[]): number {
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
