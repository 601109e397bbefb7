import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { AccessStore } from './access/access-store.js';
import { Admission } from './access/admission.js';
import { createClientAddress } from './access/client-address.js';
import type { Config } from './config.js';
import { ConnectorStore } from './connectors/connector-store.js';
import { DeliveryStore } from './connectors/delivery-store.js';
import { SecretStore } from './connectors/secret-store.js';
import type { Database } from './db/database.js';
import { createDetection, createRunner } from './detection/create-runner.js';
import type { DetectionRunner } from './detection/detection-runner.js';
import { type Clock, systemClock } from './domain/clock.js';
import { IdMinter } from './domain/ids.js';
import { OPENAPI } from './generated/openapi.js';
import { addGraphql, type Graphql, startGraphqlEngine } from './graphql/graphql-plugin.js';
import { BatchThread } from './ingest/batch-thread.js';
import { IdempotencyStore } from './ingest/idempotency-store.js';
import { IngestService } from './ingest/ingest-service.js';
import { IngestTransaction } from './ingest/ingest-transaction.js';
import { Retention } from './ingest/retention.js';
import { IssueListStore } from './issues/issue-list-store.js';
import { IssueStore } from './issues/issue-store.js';
import { IssueUpsert } from './issues/issue-upsert.js';
import { PrefixStore } from './issues/prefix-store.js';
import { RemovalStore } from './issues/removal-store.js';
import type { JobEvents } from './jobs/job-events.js';
import { JobListStore } from './jobs/job-list-store.js';
import { JobStore } from './jobs/job-store.js';
import type { OpenJob } from './jobs/stored-job.js';
import { Lifecycle } from './lifecycle.js';
import { createLogger } from './logger.js';
import type { DetectionStore } from './patterns/detection-store.js';
import type { PatternEvents } from './patterns/pattern-events.js';
import { PatternListStore } from './patterns/pattern-list-store.js';
import { PatternStore } from './patterns/pattern-store.js';
import { createSealing, KEY_CREATED, openDatabase, renewSecrets } from './preparation.js';
import { createLimiters } from './replicas.js';
import { createErrorResponses } from './rest/error-response.js';
import { addRest } from './rest/rest-plugin.js';
import { addDocsRoutes } from './server/docs-routes.js';
import { addHomeRoutes } from './server/home-routes.js';
import { createHttpServer } from './server/http-server.js';
import { Metrics } from './server/metrics.js';
import { addOperationsRoutes } from './server/operations-routes.js';
import { createEvents, createWaker, runnerParts } from './stage-two.js';
import { startTracing } from './telemetry/start-tracing.js';
import { VERSION } from './version.js';
import { DeliveryLog } from './webhooks/delivery-log.js';
import { DeliveryVerifier } from './webhooks/delivery-verifier.js';
import { type HttpGet, httpGet } from './webhooks/http-get.js';
import { RefusalLog } from './webhooks/refusal-log.js';
import { SnsGate } from './webhooks/sns-gate.js';
import { WebhookService } from './webhooks/webhook-service.js';

/** Replacements for tests and benchmarks. */
export interface AppOverrides {
  readonly clock?: Clock;
  readonly logger?: Logger;
  /** Called with the jobs of a set before they are processed. Only without `autoRun`. */
  readonly beforeSet?: (jobs: readonly OpenJob[]) => Promise<void>;
  /** Whether jobs are processed automatically, in a thread. Otherwise `App.runner` processes them in this one. */
  readonly autoRun?: boolean;
  /** Whether queued small requests are written in one transaction. */
  readonly groupCommit?: boolean;
  /** Gets certificates of webhook senders. */
  readonly httpGet?: HttpGet;
  /** Aborts the start. */
  readonly signal?: AbortSignal;
}

/** The gateway with an open, migrated database. It serves requests between `start` and `stop`. */
export interface App {
  readonly server: FastifyInstance;
  readonly database: Database;
  readonly access: AccessStore;
  readonly issues: IssueStore;
  readonly jobs: JobStore;
  readonly runner: DetectionRunner;
  readonly detection: DetectionStore;
  readonly retention: Retention;
  readonly graphql: Graphql;
  readonly events: JobEvents;
  readonly patternEvents: PatternEvents;
  readonly connectors: ConnectorStore;
  readonly deliveries: DeliveryStore;
  readonly webhooks: WebhookService;
  readonly refusals: RefusalLog;
  /** The token that was created in an empty database, to be displayed once. */
  readonly firstToken: string | null;
  /** Starts serving. If that fails, everything that `createApp` built is undone. */
  start(): Promise<{ port: number; url: string }>;
  /**
   * Stops everything within `shutdownSeconds`. Accepted records are stored, even if not everything stops in time. Idempotent;
   * can be called before `start`.
   *
   * @throws AggregateError with the error of everything that could not be stopped
   */
  stop(): Promise<void>;
}

/**
 * The composition root: builds and connects all parts, and undoes that if it fails.
 *
 * @throws the reason of `overrides.signal` when it is aborted before the database is open
 */
export async function createApp(config: Config, overrides: AppOverrides = {}): Promise<App> {
  const logger = overrides.logger ?? createLogger(config.logLevel);
  const lifecycle = new Lifecycle(logger, config.shutdownSeconds * 1000);
  try {
    return await build(config, overrides, logger, lifecycle);
  } catch (error) {
    await lifecycle.abandon();
    throw error;
  }
}

async function build(
  config: Config,
  overrides: AppOverrides,
  logger: Logger,
  lifecycle: Lifecycle,
): Promise<App> {
  const clock = overrides.clock ?? systemClock;
  const autoRun = overrides.autoRun ?? true;
  const { tracesProtocol } = config;
  if (tracesProtocol !== undefined) lifecycle.onStop('traces', await startTracing(tracesProtocol, logger));
  const { database, firstToken } = await openDatabase(config, clock, logger, overrides.signal);
  lifecycle.onStop('database', () => database.close());
  const ids = new IdMinter(clock);
  const metrics = new Metrics();
  const access = new AccessStore(database, clock);
  const issues = new IssueStore(database);
  const jobs = new JobStore(database, clock);
  const jobLists = new JobListStore(database);
  const idempotency = new IdempotencyStore(database, clock);
  const sealing = createSealing(config, (file) => logger.warn({ file }, KEY_CREATED));
  const secrets = new SecretStore(database, clock, sealing);
  const connectors = new ConnectorStore(database, clock, secrets);
  const deliveries = new DeliveryStore(database, clock);
  const removals = new RemovalStore(database, clock);
  const prefixes = new PrefixStore(database);
  const retentionDays = { jobs: config.jobRetentionDays, deliveries: config.webhookRetentionDays };
  const retention = new Retention(database, clock, retentionDays, logger);
  lifecycle.onStop('retention', () => retention.stop());
  const patterns = new PatternStore(database, clock);
  const patternLists = new PatternListStore(database, clock);
  const parts = { config, database, clock, metrics, logger, lifecycle };
  const { events, patternEvents } = createEvents(parts);
  const stageTwo = runnerParts(parts, { events, patternEvents });
  const detection = createDetection(stageTwo);
  const runner = createRunner({ ...stageTwo, detection, beforeSet: overrides.beforeSet });
  const waker = autoRun ? createWaker(parts, stageTwo, () => ingest.isBusy) : undefined;
  // Only SQLite blocks this thread, so only SQLite needs another thread for large batches.
  const batchThread = database.kind === 'sqlite' ? new BatchThread(database, clock) : undefined;
  if (batchThread !== undefined) lifecycle.onStop('thread for batches', () => batchThread.close());
  const upsert = new IssueUpsert(database, ids);
  const ingest: IngestService = new IngestService({
    database,
    jobs,
    idempotency,
    transaction: new IngestTransaction({
      issues: upsert,
      jobs,
      idempotency,
      deliveries,
      removals,
      ids,
      clock,
    }),
    batchThread,
    wake: (workspaceId) => waker?.wake(workspaceId),
    observer: metrics,
    uncheckedSources: config.uncheckedSources,
    groupCommit: overrides.groupCommit ?? true,
  });
  const refusals = new RefusalLog(database, deliveries, clock, logger);
  lifecycle.onStop('log of refused deliveries', () => refusals.settled());
  const sns = new SnsGate(overrides.httpGet ?? httpGet, clock, logger);
  const verifier = new DeliveryVerifier({ connectors, refusals, sns, ids, clock, observer: metrics });
  const webhooks = new WebhookService({
    connectors,
    deliveries,
    issues,
    removals,
    prefixes,
    ingest,
    jobs,
    log: new DeliveryLog(database, deliveries, metrics),
    sealing,
    sns,
    observer: metrics,
    logger,
  });
  const stores = {
    jobs,
    jobLists,
    issues,
    issueLists: new IssueListStore(database),
    patterns,
    patternLists,
    connectors,
    connectorSecrets: secrets,
    deliveries,
  };
  // Before the limiters, because it blocks long enough for a connection attempt to Redis to time out.
  const engine = await startGraphqlEngine(
    { ...stores, ingest, patternEvents, detection, webhooks, events },
    logger,
  );
  const limiters = createLimiters(config, clock, logger);
  lifecycle.onStop('rate limiter', () => limiters.workspaceLimiter.close());
  const admission = new Admission({
    access,
    workspaceLimiter: limiters.workspaceLimiter,
    addressLimiter: limiters.addressLimiter,
    clientAddress: createClientAddress(config.trustedProxies),
  });
  const http = createHttpServer({ metrics, errors: createErrorResponses(logger), logger });
  const { server } = http;
  addRest(server, { ...stores, admission, ingest, verifier, webhooks });
  addOperationsRoutes(server, {
    metrics,
    dependencies: [{ name: 'database', ping: () => database.checkWritable() }, ...limiters.dependencies],
    queueStats: () => jobs.queueStats(),
    isDraining: http.isDraining,
  });
  addDocsRoutes(server, OPENAPI);
  addHomeRoutes(server, VERSION);
  const graphql = addGraphql(server, engine, {
    ...stores,
    admission,
    authenticate: (authorization) => access.authenticate(authorization),
    corsOrigins: config.corsOrigins,
    shownToken: config.isProduction ? null : await access.openDevelopmentToken(),
    clock,
    logger,
  });
  metrics.watchConnections(() => graphql.subscriptions.connections.size);

  lifecycle.onStop('GraphQL', () => graphql.stop());
  lifecycle.onStop('HTTP server', async (deadline) => {
    deadline.addEventListener('abort', () => server.server.closeAllConnections());
    if (config.drainDelaySeconds > 0) await http.announceStop(config.drainDelaySeconds * 1000);
    // Clients get a quarter of the time to close their idle connections.
    await Promise.all([http.drain(config.shutdownSeconds * 250), graphql.closeSubscriptions()]);
    await server.close();
  });

  return {
    server,
    database,
    access,
    issues,
    jobs,
    runner,
    detection,
    retention,
    graphql,
    events,
    patternEvents,
    connectors,
    deliveries,
    webhooks,
    refusals,
    firstToken,
    start: async () => {
      try {
        overrides.signal?.throwIfAborted();
        await renewSecrets(secrets, logger);
        const url = await server.listen({ port: config.port, host: config.host });
        waker?.start();
        if (autoRun && config.role === 'all') retention.start();
        return { port: (server.server.address() as AddressInfo).port, url };
      } catch (error) {
        await lifecycle.abandon();
        throw error;
      }
    },
    stop: () => lifecycle.stop(),
  };
}
