import { parentPort, workerData } from 'node:worker_threads';
import BetterSqlite3 from 'better-sqlite3';

/*
 * The program of the thread that copies what is committed from SQLite's write-ahead log to the file, each time it is asked.
 */

const database = new BetterSqlite3(workerData as string, { timeout: 0 });
// As for who writes: the log is on disk before the file changes, and the file before the log begins anew.
database.pragma('synchronous = FULL');
const checkpoint = database.prepare('PRAGMA wal_checkpoint(PASSIVE)');

parentPort?.on('message', (message: 'checkpoint' | 'close') => {
  if (message === 'close') {
    database.close();
    parentPort?.close();
    return;
  }
  try {
    checkpoint.get();
  } catch {
    // Nothing is lost: it stays in the log, and whoever writes copies it when this does not.
  }
  parentPort?.postMessage('done');
});
