import { parentPort, workerData } from 'node:worker_threads';
import { DeliveryStore } from '../connectors/delivery-store.js';
import { Database } from '../db/database.js';
import { IdMinter } from '../domain/ids.js';
import { IssueUpsert } from '../issues/issue-upsert.js';
import { JobStore } from '../jobs/job-store.js';
import {
  type BatchAnswer,
  type BatchMessage,
  idempotencyFrom,
  type JudgeMessage,
  sentError,
  type WriteMessage,
} from './batch-thread-messages.js';
import { IdempotencyStore } from './idempotency-store.js';
import type { JudgedRequest } from './ingest-request.js';
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
  ids,
  clock,
});

/** Batches that are judged and wait until they may be written. */
const judged = new Map<number, JudgedRequest>();

async function judge({ id, workspaceId, body, idempotency }: JudgeMessage): Promise<void> {
  const key = idempotency && idempotencyFrom(idempotency);
  const request = { workspaceId, kind: 'batch', naming: 'rest', records: body } as const;
  judged.set(id, await judgeRequest(database, [], request, key));
}

async function write(message: WriteMessage): Promise<WrittenRequests> {
  now = message.now;
  const request = judged.get(message.id) as JudgedRequest;
  judged.delete(message.id);
  return database.write((tx) => transaction.run(tx, [request]));
}

async function answer(message: JudgeMessage | WriteMessage): Promise<BatchAnswer> {
  const { id } = message;
  try {
    if ('body' in message) {
      await judge(message);
      return { id, written: undefined };
    }
    return { id, written: await write(message) };
  } catch (error) {
    return { id, error: sentError(error) };
  }
}

parentPort?.on('message', async (message: BatchMessage) => {
  if (message === 'close') {
    await database.close();
    parentPort?.close();
  } else if ('discard' in message) judged.delete(message.discard);
  else parentPort?.postMessage(await answer(message));
});
