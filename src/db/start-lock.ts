import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { isDuplicateKey, isMissingTable, isReadOnly, isUnreachable } from './database-error.js';
import type { Scalar, Values } from './engine.js';

/** Runs single statements, each committed by itself. */
export interface Statements {
  execute(sql: string, params: readonly Scalar[]): Promise<number>;
  select(sql: string, params: readonly Scalar[]): Promise<Values[]>;
}

/** How long a process waits for another process that starts on the same database. */
const TIMEOUT_MS = 60_000;
const RENEW_MS = 1_000;
const LOOK_MS = 100;
/** A row that has not changed in this many looks belongs to a process that has ended. */
const LOOKS = 50;
/** A look that takes longer, for example because the server or this process stood still, says nothing about the holder. */
const SLOW_LOOK_MS = 500;

const CREATE = `CREATE TABLE IF NOT EXISTS start_lock (
    id int NOT NULL,
    holder char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    renewals int NOT NULL,
    PRIMARY KEY (id)
  ) ENGINE=InnoDB`;
const TAKE = 'INSERT INTO start_lock (id, holder, renewals) VALUES (1, ?, 0)';
const LOOK = 'SELECT holder, renewals FROM start_lock WHERE id = 1';
const RENEW = 'UPDATE start_lock SET renewals = renewals + 1 WHERE id = 1 AND holder = ?';
const RELEASE = 'DELETE FROM start_lock WHERE id = 1 AND holder = ?';
const REMOVE_DEAD = 'DELETE FROM start_lock WHERE id = 1 AND holder = ? AND renewals = ?';

/**
 * Runs `work` under a lock that all processes starting on a MySQL or MariaDB database share. The lock is a committed row,
 * because a Galera cluster replicates rows, while GET_LOCK holds on one node only. The holder renews its row; a waiting
 * process removes a row that it has seen unchanged for about 5 seconds. It compares no clocks, so those of the nodes and
 * processes may differ.
 *
 * A process that is suspended for longer than that while it migrates loses the lock without noticing.
 *
 * @throws Error when another process holds the lock for too long; the reason of `signal`
 */
export async function withStartLock<T>(
  database: Statements,
  work: () => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const holder = randomUUID();
  try {
    await acquire(database, holder, signal);
  } catch (error) {
    // A read-only server cannot be migrated. It may have the current tables and become writable later.
    if (isReadOnly(error)) return work();
    throw error;
  }
  const end = new AbortController();
  const renewing = renewUntil(end.signal, database, holder);
  try {
    return await work();
  } finally {
    end.abort();
    await renewing;
    // If this fails, the row stays, and the next process removes it because it is not renewed.
    await database.execute(RELEASE, [holder]).catch(() => undefined);
  }
}

async function acquire(database: Statements, holder: string, signal: AbortSignal | undefined): Promise<void> {
  const end = performance.now() + TIMEOUT_MS;
  let seen: Values | undefined;
  let unchanged = 0;
  let failure: unknown;
  while (performance.now() < end) {
    const begun = performance.now();
    let row: Values | undefined;
    try {
      if (await hasTaken(database, holder)) return;
      [row] = await database.select(LOOK, []);
      if (row !== undefined && unchanged >= LOOKS) await database.execute(REMOVE_DEAD, [...row] as Scalar[]);
    } catch (error) {
      // A migration of another node can block this one for longer than a statement may take.
      if (!isUnreachable(error) || isReadOnly(error)) throw error;
      failure = error;
    }
    await delay(LOOK_MS, undefined, { signal });
    const isSame = row !== undefined && row[0] === seen?.[0] && row[1] === seen?.[1];
    unchanged = isSame && performance.now() - begun < LOOK_MS + SLOW_LOOK_MS ? unchanged + 1 : 0;
    seen = row;
  }
  const message = `another process is still starting on this database after ${TIMEOUT_MS / 1_000} s`;
  throw new Error(message, { cause: failure });
}

/** A duplicate key means that another process came first. A Galera cluster can report that as a deadlock, see `acquire`. */
async function hasTaken(database: Statements, holder: string): Promise<boolean> {
  try {
    return (await database.execute(TAKE, [holder])) === 1;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    if (!isMissingTable(error)) throw error;
    // Only when needed: on a Galera cluster it interrupts transactions on all nodes.
    await database.execute(CREATE, []);
    return false;
  }
}

async function renewUntil(end: AbortSignal, database: Statements, holder: string): Promise<void> {
  while (!end.aborted) {
    await delay(RENEW_MS, undefined, { signal: end }).catch(() => undefined);
    // A failure that lasts ends the work as well.
    if (!end.aborted) await database.execute(RENEW, [holder]).catch(() => undefined);
  }
}
