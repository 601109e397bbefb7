import { parentPort, workerData } from 'node:worker_threads';
import { DeliveryStore } from '../connectors/delivery-store.js';
import type { DatabaseAccess } from '../db/database.js';
import { SqliteConnection } from '../db/sqlite-connection.js';
import { IdMinter } from '../domain/ids.js';
import { IssueStore } from '../issues/issue-store.js';
import { JobStore } from '../jobs/job-store.js';
import { IdempotencyStore } from './idempotency-store.js';
import {
  packError,
  packWritten,
  unpackRequests,
  type WriteAnswer,
  type WriteMessage,
} from './ingest-thread-messages.js';
import { IngestTransaction } from './ingest-writer.js';

/*
 * The program of the thread that writes requests to SQLite, each message in one transaction, in the order in which they come.
 */

const connection = SqliteConnection.openToWrite((workerData as { readonly file: string }).file);
const database: DatabaseAccess = {
  dialect: 'sqlite',
  query: async (sql, params) => connection.execute(sql, params).rows,
  write: (work) => connection.transact(work),
};
let now = 0;
const clock = { now: () => now };
const ids = new IdMinter(clock);
const transaction = new IngestTransaction({
  issues: new IssueStore(database, ids),
  jobs: new JobStore(database, clock),
  idempotency: new IdempotencyStore(database, clock),
  deliveries: new DeliveryStore(database, clock),
  ids,
  clock,
});

async function write(message: WriteMessage): Promise<WriteAnswer> {
  now = message.now;
  try {
    return packWritten(await database.write((tx) => transaction.run(tx, unpackRequests(message))));
  } catch (error) {
    return packError(error);
  }
}

let last: Promise<void> = Promise.resolve();

parentPort?.on('message', (message: WriteMessage | 'close') => {
  last = last.then(async () => {
    if (message === 'close') {
      connection.close();
      parentPort?.close();
    } else parentPort?.postMessage(await write(message));
  });
});
