import { pino } from 'pino';
import { DeliveryStore } from '../../src/connectors/delivery-store.js';
import { createRunner } from '../../src/detection/create-runner.js';
import type { DetectionRunner } from '../../src/detection/detection-runner.js';
import { IdMinter } from '../../src/domain/ids.js';
import type { Observer } from '../../src/domain/observer.js';
import { BatchThread } from '../../src/ingest/batch-thread.js';
import { IdempotencyStore } from '../../src/ingest/idempotency-store.js';
import { IngestService, type IngestServiceOptions } from '../../src/ingest/ingest-service.js';
import { IngestTransaction } from '../../src/ingest/ingest-transaction.js';
import { IssueStore } from '../../src/issues/issue-store.js';
import { IssueUpsert } from '../../src/issues/issue-upsert.js';
import { RemovalStore } from '../../src/issues/removal-store.js';
import { JobStore } from '../../src/jobs/job-store.js';
import type { TestDatabase } from './database.js';

/** The use case and what it stands on, without a transport. */
export interface TestIngest {
  readonly service: IngestService;
  readonly issues: IssueStore;
  readonly jobs: JobStore;
  readonly runner: DetectionRunner;
  /** Ends the thread for large batches, if there is one. */
  close(): Promise<void>;
  /** What the observer was told. */
  readonly decided: readonly { readonly kind: string; readonly count: number }[];
}

/** One more replica on a database. Jobs run when the test says so. */
export function ingestOn(
  { database, clock }: Pick<TestDatabase, 'database' | 'clock'>,
  options: Partial<Pick<IngestServiceOptions, 'uncheckedSources' | 'groupCommit'>> = {},
): TestIngest {
  const decided: { kind: string; count: number }[] = [];
  const observer: Observer = {
    recordsDecided: (outcome, source, count) => decided.push({ kind: `${outcome} ${source}`, count }),
    deliveryDecided: () => undefined,
    stageFinished: () => undefined,
    sweepFound: () => undefined,
  };
  const ids = new IdMinter(clock);
  const issues = new IssueStore(database);
  const jobs = new JobStore(database, clock);
  const idempotency = new IdempotencyStore(database, clock);
  const deliveries = new DeliveryStore(database, clock);
  const logger = pino({ level: 'silent' });
  const runner = createRunner({
    database,
    clock,
    logger,
    observer,
    visibleFrom: 2,
    jobsChanged: () => undefined,
    patternsChanged: () => undefined,
  });
  const upsert = new IssueUpsert(database, ids);
  const transaction = new IngestTransaction({
    issues: upsert,
    jobs,
    idempotency,
    deliveries,
    removals: new RemovalStore(database, clock),
    ids,
    clock,
  });
  const batchThread = database.kind === 'sqlite' ? new BatchThread(database, clock) : undefined;
  const service = new IngestService({
    database,
    jobs,
    idempotency,
    transaction,
    batchThread,
    wake: () => undefined,
    observer,
    uncheckedSources: [],
    groupCommit: true,
    ...options,
  });
  const close = async (): Promise<void> => batchThread?.close();
  return { service, issues, jobs, runner, close, decided };
}

/** How many records came to what, by outcome and source. */
export function decisionsOf({ decided }: TestIngest): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { kind, count } of decided) sums[kind] = (sums[kind] ?? 0) + count;
  return sums;
}
