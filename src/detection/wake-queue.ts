import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { DetectionRunner } from './detection-runner.js';

/*
 * Wake-ups through BullMQ: one queue for all workspaces. A job of this queue says only that a workspace has ingest jobs; the
 * database says which. So a wake-up that is lost, repeated or late costs at most one look by the sweep.
 */

/** The name of the queue; its keys begin with `bull:causeloop-wake:`. */
export const WAKE_QUEUE = 'causeloop-wake';
/** Workspaces that one worker processes at once, from the point of view of the queue. */
const CONCURRENCY = 8;
/** At most one wake-up of a workspace in this time. */
const INTERVAL_MS = 100;
const COMMAND_TIMEOUT_MS = 2_000;
const RECONNECT_MAX_MS = 1_000;

const retryStrategy = (attempt: number): number => Math.min(attempt * 50, RECONNECT_MAX_MS);

/** Announces that workspaces have jobs. Never waits: while Redis is unavailable, wake-ups are dropped. */
export class WakePublisher {
  private readonly connection: Redis;
  private queue: Queue | undefined;
  /** Workspaces announced a moment ago, and whether to announce them again afterwards. */
  private readonly recent = new Map<number, boolean>();
  private closed = false;

  constructor(
    redisUrl: string,
    private readonly logger: Pick<Logger, 'debug'>,
  ) {
    this.connection = new Redis(redisUrl, {
      enableOfflineQueue: false,
      maxRetriesPerRequest: 1,
      commandTimeout: COMMAND_TIMEOUT_MS,
      retryStrategy,
    });
    // The relay between replicas reports outages of Redis.
    this.connection.on('error', () => undefined);
    // A queue that is created without a connection does not recover, so it is created with the first one.
    this.connection.once('ready', () => {
      this.queue = new Queue(WAKE_QUEUE, { connection: this.connection, skipWaitingForReady: true });
      this.queue.on('error', () => undefined);
    });
  }

  wake(workspaceId: number): void {
    if (this.recent.has(workspaceId)) this.recent.set(workspaceId, true);
    else this.send(workspaceId);
  }

  async close(): Promise<void> {
    this.closed = true;
    this.connection.disconnect();
    await this.queue?.close().catch(() => undefined);
  }

  private send(workspaceId: number): void {
    if (this.closed) return;
    this.recent.set(workspaceId, false);
    setTimeout(() => this.sendAgain(workspaceId), INTERVAL_MS).unref();
    // `keepLastIfActive`: a wake-up that comes while its workspace is processed is delivered afterwards.
    const options = {
      deduplication: { id: String(workspaceId), keepLastIfActive: true },
      removeOnComplete: true,
      removeOnFail: true,
    };
    this.queue?.add('wake', { ws: workspaceId }, options).catch((error: Error) => {
      this.logger.debug({ reason: error.message }, 'a wake-up was dropped');
    });
  }

  private sendAgain(workspaceId: number): void {
    const again = this.recent.get(workspaceId);
    this.recent.delete(workspaceId);
    if (again === true) this.send(workspaceId);
  }
}

/** Passes wake-ups to a runner until it is closed. */
export function listenForWakes(
  redisUrl: string,
  runner: Pick<DetectionRunner, 'process'>,
  logger: Logger,
): { close(): Promise<void> } {
  const connection = new Redis(redisUrl, { maxRetriesPerRequest: null, retryStrategy });
  const worker = new Worker(
    WAKE_QUEUE,
    async ({ data }) => runner.process(Number((data as { ws: unknown }).ws)),
    { connection, concurrency: CONCURRENCY },
  );
  let isAway = false;
  const report = (error: Error): void => {
    if (!isAway) logger.warn({ reason: error.message }, 'Redis is unavailable; jobs are found by the sweep');
    isAway = true;
  };
  for (const emitter of [connection, worker]) emitter.on('error', report);
  connection.on('ready', () => {
    isAway = false;
  });
  return {
    close: async () => {
      // Forced: a job of this queue may be processed again, and nothing waits for its end.
      await worker.close(true).catch(() => undefined);
      connection.disconnect();
    },
  };
}
