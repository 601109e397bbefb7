import type { Logger } from 'pino';
import type { Config } from './config.js';
import type { Database } from './db/database.js';
import type { RunnerParts } from './detection/create-runner.js';
import { DetectionThread } from './detection/detection-thread.js';
import { WakePublisher } from './detection/wake-queue.js';
import type { Clock } from './domain/clock.js';
import { JobEvents } from './jobs/job-events.js';
import { JobListStore } from './jobs/job-list-store.js';
import { JobStore } from './jobs/job-store.js';
import type { Lifecycle } from './lifecycle.js';
import { PatternEvents } from './patterns/pattern-events.js';
import { PatternListStore } from './patterns/pattern-list-store.js';
import { PatternStore } from './patterns/pattern-store.js';
import { jobRelay, patternRelay } from './replicas.js';
import type { Metrics } from './server/metrics.js';

/** What every process of the gateway has. */
export interface ProcessParts {
  readonly config: Config;
  readonly database: Database;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly lifecycle: Lifecycle;
}

/** The announcements of jobs and patterns. */
export interface Events {
  readonly events: JobEvents;
  readonly patternEvents: PatternEvents;
}

export function createEvents({ config, database, clock, logger, lifecycle }: ProcessParts): Events {
  const events = new JobEvents({
    jobs: new JobStore(database, clock),
    lists: new JobListStore(database),
    clock,
    logger,
    relay: jobRelay(config, logger),
  });
  lifecycle.onStop('job events', () => events.close());
  const patternEvents = new PatternEvents({
    patterns: new PatternStore(database, clock),
    lists: new PatternListStore(database, clock),
    logger,
    relay: patternRelay(config, logger),
  });
  lifecycle.onStop('pattern events', () => patternEvents.close());
  return { events, patternEvents };
}

/** What stage 2 needs, wherever it runs. */
export function runnerParts(
  { config, database, clock, metrics, logger }: ProcessParts,
  { events, patternEvents }: Events,
): RunnerParts {
  return {
    database,
    clock,
    logger,
    visibleFrom: config.patternMinIssues,
    observer: metrics,
    jobsChanged: (changes) => events.announce(changes),
    patternsChanged: (workspaceId, ids) => patternEvents.announce({ workspaceId, ids }),
  };
}

/** Tells stage 2 that a workspace has jobs. */
export interface Waker {
  wake(workspaceId: number): void;
  start(): void;
}

/**
 * Returns what wakes stage 2: BullMQ with Redis, otherwise the thread of this process, if its role has one. Without either,
 * workers find the jobs by their sweep.
 *
 * @param isBusy whether small requests are being stored
 */
export function createWaker(
  { config, logger, lifecycle }: ProcessParts,
  parts: RunnerParts,
  isBusy: () => boolean,
): Waker {
  const thread = config.role === 'all' ? new DetectionThread({ ...parts, config, isBusy }) : undefined;
  if (thread !== undefined) lifecycle.onStop('thread of stage 2', () => thread.stop());
  const { redisUrl } = config;
  const publisher = redisUrl === undefined ? undefined : new WakePublisher(redisUrl, logger);
  if (publisher !== undefined) lifecycle.onStop('wake-ups', () => publisher.close());
  const waker = publisher ?? thread;
  return {
    wake: (workspaceId) => waker?.wake(workspaceId),
    start: () => thread?.start(),
  };
}
