import { Worker } from 'node:worker_threads';
import type { Logger } from 'pino';
import type { Database } from '../db/database.js';
import { logFault } from '../domain/fault-log.js';
import type { JobChange } from '../domain/job.js';
import { LIMITS } from '../domain/limits.js';
import type { Observer } from '../domain/observer.js';
import type {
  DetectionThreadData,
  FromDetectionThread,
  ToDetectionThread,
} from './detection-thread-messages.js';

export interface DetectionThreadOptions {
  readonly database: Database;
  readonly config: DetectionThreadData;
  readonly observer: Pick<Observer, 'stageFinished' | 'sweepFound'>;
  readonly jobsChanged: (changes: readonly JobChange[]) => void;
  readonly patternsChanged: (workspaceId: number, patternIds: readonly string[]) => void;
  readonly logger: Logger;
  /** Whether small requests are being stored. */
  readonly isBusy: () => boolean;
}

/** Pause before the thread starts again after it ended unexpectedly. */
const RESTART_MS = 1_000;

/**
 * Runs stage 2 in a thread of its own (`src/detection-thread-program.ts`), so that detection runs beside requests and not between
 * them. If the thread ends unexpectedly it starts again; its transaction was rolled back, and its jobs are open.
 */
export class DetectionThread {
  private thread: Worker | undefined;
  private stopping = false;
  private restart: NodeJS.Timeout | undefined;
  /** Ends the turn of the thread as the writer of the database. */
  private endTurn: (() => void) | undefined;

  constructor(private readonly options: DetectionThreadOptions) {}

  start(): void {
    const program = new URL('../detection-thread-program.js', import.meta.url);
    const { databaseUrl, redisUrl, logLevel, patternMinIssues, tracesProtocol } = this.options.config;
    const workerData: DetectionThreadData = {
      databaseUrl,
      redisUrl,
      logLevel,
      patternMinIssues,
      tracesProtocol,
    };
    const thread = new Worker(program, { workerData, resourceLimits: LIMITS.threadHeap });
    this.thread = thread;
    thread.on('message', (message: FromDetectionThread) => this.receive(message));
    thread.on('error', (error) => logFault(this.options.logger, error, 'the thread of stage 2 failed'));
    thread.on('exit', () => {
      this.thread = undefined;
      this.endTurn?.();
      if (!this.stopping) this.restart = setTimeout(() => this.start(), RESTART_MS);
    });
  }

  /** Announces that a workspace has jobs. */
  wake(workspaceId: number): void {
    this.send({ kind: 'wake', workspaceId });
  }

  /** Waits for the set under way. Other jobs stay open for the next start. */
  async stop(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.restart);
    const { thread } = this;
    if (thread === undefined) return;
    const ended = new Promise((resolve) => thread.once('exit', resolve));
    this.send({ kind: 'stop' });
    await ended;
  }

  private send(message: ToDetectionThread): void {
    this.thread?.postMessage(message);
  }

  private receive(message: FromDetectionThread): void {
    const { observer, jobsChanged, patternsChanged } = this.options;
    if (message.kind === 'jobs') jobsChanged(message.changes);
    else if (message.kind === 'patterns') patternsChanged(message.workspaceId, message.ids);
    else if (message.kind === 'set finished') observer.stageFinished('process', message.seconds);
    else if (message.kind === 'sweep found') observer.sweepFound(message.workspaces);
    else if (message.kind === 'acquire') void this.grantTurn();
    else this.endTurn?.();
  }

  /** Keeps this thread from writing while the other one does. */
  private async grantTurn(): Promise<void> {
    try {
      await this.options.database.withoutWriters(
        () =>
          new Promise<void>((resolve) => {
            this.endTurn = resolve;
            this.send({ kind: 'granted', isBusy: this.options.isBusy() });
            // The thread ended while it waited for its turn.
            if (this.thread === undefined) resolve();
          }),
      );
    } catch {
      this.send({ kind: 'refused' });
    }
  }
}
