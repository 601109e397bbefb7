import { parentPort, workerData } from 'node:worker_threads';
import { DeliveryStore } from '../connectors/delivery-store.js';
import { Database } from '../db/database.js';
import { IdMinter } from '../domain/ids.js';
import { IssueUpsert } from '../issues/issue-upsert.js';
import { RemovalStore } from '../issues/removal-store.js';
import { JobStore } from '../jobs/job-store.js';
import { type BatchAnswer, type BatchMessage, idempotencyFrom, sentError } from './batch-thread-messages.js';
import { IdempotencyStore } from './idempotency-store.js';
import { IngestTransaction, type WrittenRequests } from './ingest-transaction.js';
import { judgeRequest } from './judge-request.js';

/*
 * The program of the thread that stores large batches on SQLite, one after the other, with the functions that the serving
 * thread uses.
 */

const database = await Database.openInThread(workerData as string);
let now = 0;
const clock = { now: () => now };
const ids = new IdMinter(clock);
const transaction = new IngestTransaction({
  issues: new IssueUpsert(database, ids),
  jobs: new JobStore(database, clock),
  idempotency: new IdempotencyStore(database, clock),
  deliveries: new DeliveryStore(database, clock),
  removals: new RemovalStore(database, clock),
  ids,
  clock,
});

async function store({
  workspaceId,
  body,
  idempotency,
  traceparent,
}: BatchMessage): Promise<WrittenRequests> {
  const key = idempotency && idempotencyFrom(idempotency);
  const request = { workspaceId, kind: 'batch', naming: 'rest', records: body, traceparent } as const;
  const judged = await judgeRequest(database, [], request, key);
  return database.write((tx) => transaction.run(tx, [judged]));
}

async function answer(message: BatchMessage): Promise<BatchAnswer> {
  now = message.now;
  try {
    return { written: await store(message) };
  } catch (error) {
    return { error: sentError(error) };
  }
}

parentPort?.on('message', async (message: BatchMessage | 'close') => {
  if (message !== 'close') {
    parentPort?.postMessage(await answer(message));
    return;
  }
  await database.close();
  parentPort?.close();
});
