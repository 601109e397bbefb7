import type { Worker } from 'node:worker_threads';
import { pino } from 'pino';
import { DeliveryStore } from '../../src/connectors/delivery-store.js';
import { IdMinter } from '../../src/domain/ids.js';
import type { Observer } from '../../src/domain/observer.js';
import { IdempotencyStore } from '../../src/ingest/idempotency-store.js';
import { IngestService, type IngestServiceOptions } from '../../src/ingest/ingest-service.js';
import { createIngestWriter } from '../../src/ingest/threaded-ingest-writer.js';
import { IssueStore } from '../../src/issues/issue-store.js';
import { JobRunner } from '../../src/jobs/job-runner.js';
import { JobStore } from '../../src/jobs/job-store.js';
import { connectorsOn } from './connectors.js';
import type { TestDatabase } from './database.js';

/** The use case and what it stands on, without a transport. */
export interface TestIngest {
  readonly service: IngestService;
  readonly issues: IssueStore;
  readonly jobs: JobStore;
  readonly runner: JobRunner;
  /** Makes the thread that writes large batches crash. */
  breakThread(): void;
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
  };
  const ids = new IdMinter(clock);
  const issues = new IssueStore(database, ids);
  const jobs = new JobStore(database, clock);
  const idempotency = new IdempotencyStore(database, clock);
  const deliveries = new DeliveryStore(database, clock);
  const logger = pino({ level: 'silent' });
  const runner = new JobRunner({ database, jobs, ids, observer, logger, steps: [] });
  const writer = createIngestWriter(database, { issues, jobs, idempotency, deliveries, ids, clock });
  const service = new IngestService({
    jobs,
    connectors: connectorsOn({ database, clock }),
    idempotency,
    writer,
    runner,
    observer,
    uncheckedSources: [],
    groupCommit: true,
    ...options,
  });
  const breakThread = (): void => {
    const { thread } = writer as unknown as { thread: { worker: Worker } };
    // Not a message: nothing that the program sends makes it crash.
    thread.worker.postMessage(null);
  };
  return { service, issues, jobs, runner, breakThread, decided };
}

/** How many records came to what, by outcome and source. */
export function decisionsOf({ decided }: TestIngest): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { kind, count } of decided) sums[kind] = (sums[kind] ?? 0) + count;
  return sums;
}
