import { Worker } from 'node:worker_threads';
import { type DatabaseKind, databaseKindOf } from './database-url.js';
import type { Engine } from './engine.js';
import { MIGRATIONS } from './migrations/index.js';

type Read = Engine['read'];

const PROGRAM = new URL('./migration-thread.js', import.meta.url);

/** Where TypeORM writes down which migrations have run; before the first it is not there. */
const TABLE = 'migrations';
const COUNT_TABLE: Readonly<Record<DatabaseKind, string>> = {
  sqlite: 'SELECT COUNT(*) AS n FROM sqlite_master WHERE name = ?',
  mysql:
    'SELECT COUNT(*) AS n FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = ?',
};

/**
 * Brings the tables up to date. Not to be run by two at once on the same database.
 *
 * @param read asks that database through a connection of the caller
 */
export async function migrate(url: string, read: Read): Promise<void> {
  const kind = databaseKindOf(url);
  const done = await executed(kind, read);
  // A newer version may have run more. Whether it still goes with this one is for those who write migrations to see to.
  if (MIGRATIONS[kind].some((Migration) => !done.has(nameOf(Migration)))) await runMigrations(url);
}

async function executed(kind: DatabaseKind, read: Read): Promise<ReadonlySet<unknown>> {
  const [table] = await read(COUNT_TABLE[kind], [TABLE]);
  if (Number(table?.n) === 0) return new Set();
  return new Set((await read(`SELECT name FROM ${TABLE}`, [])).map(({ name }) => name));
}

/** As TypeORM writes it down. */
function nameOf(Migration: (typeof MIGRATIONS)[DatabaseKind][number]): string {
  return new Migration().name ?? Migration.name;
}

/**
 * Runs what has not run yet in a thread of its own: it needs TypeORM, which is large, and takes it along when it ends.
 *
 * @param program what the thread runs; it says something when all is done
 * @throws what the thread threw; if it ended without a word, that
 */
export function runMigrations(url: string, program = PROGRAM): Promise<void> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(program, { workerData: url });
    let isDone = false;
    thread.once('message', () => {
      isDone = true;
    });
    let failure: unknown;
    thread.on('error', (error) => {
      failure = error;
    });
    // Not before: until then it has connections, and whoever waits holds the lock for it.
    thread.once('exit', (code) => {
      failure ??= isDone ? undefined : new Error(`the thread that runs the migrations ended with ${code}`);
      if (failure === undefined) resolve();
      else reject(failure);
    });
  });
}
