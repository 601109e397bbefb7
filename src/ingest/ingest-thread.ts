import { parentPort, workerData } from 'node:worker_threads';
import { DeliveryStore } from '../connectors/delivery-store.js';
import { openInThread } from '../db/thread-database.js';
import { IdMinter } from '../domain/ids.js';
import { IssueStore } from '../issues/issue-store.js';
import { SeenKeys } from '../issues/seen-keys.js';
import { JobStore } from '../jobs/job-store.js';
import { IdempotencyStore } from './idempotency-store.js';
import {
  type IngestThreadData,
  packError,
  packWritten,
  unpackRequests,
  type WriteAnswer,
  type WriteMessage,
} from './ingest-thread-messages.js';
import { IngestTransaction } from './ingest-writer.js';

/*
 * The program of the thread that writes large requests, each message in one transaction.
 */

const { address, seenKeys } = workerData as IngestThreadData;
const database = await openInThread(address);
let now = 0;
const clock = { now: () => now };
const ids = new IdMinter(clock);
const transaction = new IngestTransaction({
  issues: new IssueStore(database, ids, seenKeys && new SeenKeys(seenKeys)),
  jobs: new JobStore(database, clock),
  idempotency: new IdempotencyStore(database, clock),
  deliveries: new DeliveryStore(database, clock),
  ids,
  clock,
});

/** SQLite has one connection here, on which transactions must not overlap; a server's pool takes what comes. */
let last: Promise<unknown> = Promise.resolve();

function inTurn(work: () => Promise<void>): Promise<void> {
  const begun = database.kind === 'sqlite' ? last.then(work) : work();
  last = begun;
  return begun;
}

async function write({ id, ...message }: WriteMessage): Promise<WriteAnswer> {
  // The latest that was told. It never goes back far enough to matter.
  now = message.now;
  try {
    const requests = unpackRequests(message.requests);
    return packWritten(id, await database.write((tx) => transaction.run(tx, requests)));
  } catch (error) {
    return { id, error: packError(error) };
  }
}

async function close(): Promise<void> {
  await database.close();
  parentPort?.close();
}

parentPort?.on('message', (message: WriteMessage | 'close') => {
  void inTurn(async () => {
    if (message === 'close') await close();
    else parentPort?.postMessage(await write(message));
  });
});
