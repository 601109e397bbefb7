import type { Logger } from 'pino';
import { logFault } from '../domain/fault-log.js';
import { LIMITS } from '../domain/limits.js';
import type { Observer } from '../domain/observer.js';
import type { JobStore } from '../jobs/job-store.js';
import type { WorkspaceStateStore } from '../patterns/workspace-state-store.js';
import type { JobSets } from './job-sets.js';
import { WorkspaceRing } from './workspace-ring.js';

export interface DetectionRunnerOptions {
  readonly jobs: Pick<JobStore, 'workspacesWithOpenJobs' | 'adoptOlder'>;
  readonly states: Pick<WorkspaceStateStore, 'heldByOthers'>;
  readonly sets: Pick<JobSets, 'turn' | 'release'>;
  readonly observer: Pick<Observer, 'sweepFound'>;
  readonly logger: Logger;
  /** Identifies this worker in leases. */
  readonly worker: Buffer;
}

/** How often a runner looks for jobs whose wake-up was lost, or whose worker stopped. */
const SWEEP_MS = 1_000;

/**
 * Runs stage 2. A wake-up says that a workspace has jobs; the database says which. Wake-ups can be lost, repeated or late: a
 * sweep finds every workspace that has jobs and no worker. Any number of runners can share a database.
 */
export class DetectionRunner {
  private readonly ring = new WorkspaceRing();
  /** Resolved when the workspace has no more jobs for this runner. */
  private readonly waiting = new Map<number, (() => void)[]>();
  private stopping = false;
  private nextSweepAt = 0;
  private longestTurnMs = 0;
  private endPause: (() => void) | undefined;
  private running: Promise<void> | undefined;

  constructor(private readonly options: DetectionRunnerOptions) {}

  /** Looks for jobs of a workspace soon. */
  wake(workspaceId: number): void {
    this.ring.add(workspaceId);
    this.endPause?.();
  }

  /** As `wake`, and resolves when this runner has processed what it could. */
  process(workspaceId: number): Promise<void> {
    if (this.stopping) return Promise.resolve();
    return new Promise((resolve) => {
      const waiting = this.waiting.get(workspaceId);
      if (waiting === undefined) this.waiting.set(workspaceId, [resolve]);
      else waiting.push(resolve);
      this.wake(workspaceId);
    });
  }

  start(): void {
    this.running ??= this.loop();
  }

  /** Finishes the current set. Other jobs stay open for the next start or another worker. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.endPause?.();
    await this.running;
    for (const workspaceId of [...this.waiting.keys()]) this.finished(workspaceId);
    await this.options.sets.release();
  }

  /** Runs until no job can be processed. For use without `start`. */
  async runUntilEmpty(): Promise<void> {
    let worked = true;
    while (worked) {
      worked = false;
      await this.sweep();
      for (let id = this.ring.next(); id !== undefined; id = this.ring.next())
        worked = (await this.turn(id)) || worked;
    }
  }

  private async loop(): Promise<void> {
    while (!this.stopping) {
      if (performance.now() >= this.nextSweepAt) await this.sweep();
      const workspaceId = this.ring.next();
      if (workspaceId === undefined) await this.pause();
      else await this.turn(workspaceId);
    }
  }

  /** Returns whether something was processed. */
  private async turn(workspaceId: number): Promise<boolean> {
    const started = performance.now();
    // Another worker may have time for this workspace while this one has others. A lease that might end before the next turn is
    // given up, too.
    const mayKeep = !this.ring.hasBacklog && this.longestTurnMs < LIMITS.workspaceLeaseMs / 3;
    const turn = await this.options.sets.turn(workspaceId, mayKeep);
    this.longestTurnMs = Math.max(performance.now() - started, this.longestTurnMs * 0.9);
    if (turn === 'more') this.ring.addBacklogged(workspaceId);
    else this.finished(workspaceId);
    return turn === 'more';
  }

  private finished(workspaceId: number): void {
    for (const resolve of this.waiting.get(workspaceId) ?? []) resolve();
    this.waiting.delete(workspaceId);
  }

  private async sweep(): Promise<void> {
    const { jobs, states, observer, logger, worker } = this.options;
    // With jitter, so that many workers do not look at the same moment.
    this.nextSweepAt = performance.now() + SWEEP_MS * (0.9 + Math.random() * 0.2);
    try {
      const adopted = await jobs.adoptOlder();
      if (adopted > 0)
        logger.info({ jobs: adopted }, 'jobs of an earlier version of the program were adopted');
      const open = await jobs.workspacesWithOpenJobs();
      const held = await states.heldByOthers(open, worker);
      const free = open.filter((id) => !held.has(id) && !this.ring.has(id));
      for (const id of free) this.ring.add(id);
      if (free.length > 0) observer.sweepFound(free.length);
    } catch (error) {
      logFault(logger, error, 'open jobs could not be read; retrying');
    }
  }

  /** Waits for a wake-up or the next sweep. */
  private pause(): Promise<void> {
    return new Promise((resolve) => {
      this.endPause = () => {
        clearTimeout(timer);
        this.endPause = undefined;
        resolve();
      };
      const timer = setTimeout(this.endPause, Math.max(0, this.nextSweepAt - performance.now()));
    });
  }
}
