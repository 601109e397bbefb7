import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import type { Config } from './config.js';
import { Database } from './db/database.js';
import { createRunner } from './detection/create-runner.js';
import { listenForWakes } from './detection/wake-queue.js';
import { systemClock } from './domain/clock.js';
import { Retention } from './ingest/retention.js';
import { JobStore } from './jobs/job-store.js';
import { Lifecycle } from './lifecycle.js';
import { databaseOptions } from './preparation.js';
import { createErrorResponses } from './rest/error-response.js';
import { createHttpServer } from './server/http-server.js';
import { Metrics } from './server/metrics.js';
import { addOperationsRoutes } from './server/operations-routes.js';
import { createEvents, runnerParts } from './stage-two.js';
import { startTracing } from './telemetry/start-tracing.js';

/** A process that only processes jobs. */
export interface WorkerProcess {
  start(): Promise<{ port: number; url: string }>;
  /** @throws AggregateError with the error of everything that could not be stopped */
  stop(): Promise<void>;
}

/** Builds a worker, and undoes that if it fails. */
export async function createWorker(
  config: Config,
  logger: Logger,
  signal?: AbortSignal,
): Promise<WorkerProcess> {
  const lifecycle = new Lifecycle(logger, config.shutdownSeconds * 1000);
  try {
    return await build(config, logger, lifecycle, signal);
  } catch (error) {
    await lifecycle.abandon();
    throw error;
  }
}

async function build(
  config: Config,
  logger: Logger,
  lifecycle: Lifecycle,
  signal: AbortSignal | undefined,
): Promise<WorkerProcess> {
  const { tracesProtocol } = config;
  if (tracesProtocol !== undefined) lifecycle.onStop('traces', await startTracing(tracesProtocol, logger));
  const clock = systemClock;
  const database = await Database.open(databaseOptions(config, logger, signal));
  lifecycle.onStop('database', () => database.close());
  const metrics = new Metrics();
  const jobs = new JobStore(database, clock);
  const retentionDays = { jobs: config.jobRetentionDays, deliveries: config.webhookRetentionDays };
  const retention = new Retention(database, clock, retentionDays, logger);
  lifecycle.onStop('retention', () => retention.stop());
  const parts = { config, database, clock, metrics, logger, lifecycle };
  // Announcements go to the gateways, whose callers subscribe.
  const runner = createRunner(runnerParts(parts, createEvents(parts)));
  lifecycle.onStop('runner', () => runner.stop());
  const { server, isDraining, drain } = createHttpServer({
    metrics,
    errors: createErrorResponses(logger),
    logger,
  });
  addOperationsRoutes(server, {
    metrics,
    dependencies: [{ name: 'database', ping: () => database.checkWritable() }],
    queueStats: () => jobs.queueStats(),
    isDraining,
  });
  lifecycle.onStop('HTTP server', async (deadline) => {
    deadline.addEventListener('abort', () => server.server.closeAllConnections());
    await drain(config.shutdownSeconds * 250);
    await server.close();
  });
  return {
    start: async () => {
      const url = await server.listen({ port: config.port, host: config.host });
      if (config.redisUrl !== undefined) {
        const wakes = listenForWakes(config.redisUrl, runner, logger);
        lifecycle.onStop('wake-ups', () => wakes.close());
      }
      runner.start();
      retention.start();
      return { port: (server.server.address() as AddressInfo).port, url };
    },
    stop: () => lifecycle.stop(),
  };
}
