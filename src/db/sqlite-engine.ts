import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises';
import BetterSqlite3 from 'better-sqlite3';
import { LIMITS } from '../domain/limits.js';
import { sqliteFile } from './database-url.js';
import type { HomeEngine, Row, Scalar, ThreadAddress, Transaction } from './engine.js';
import { Gate } from './gate.js';
import { migrate } from './migrate.js';
import { SqliteCheckpointer } from './sqlite-checkpointer.js';
import { SqliteConnection } from './sqlite-connection.js';

/** How long a process waits for another one that is starting on the same file. */
const START_LOCK_MS = 60_000;
const START_LOCK_PAUSE_MS = 20;

/** Places of the gate: a transaction of the connection here takes them all, a turn of another one takes one. */
const PLACES = 2;

/**
 * SQLite in this process: one connection that writes, behind a gate because concurrent transactions on it would join each
 * other, and one that only reads what is committed. A thread that writes through a connection of its own passes the same gate: SQLite
 * lets one write at a time and the others wait inside it, which would stop this whole thread.
 */
export class SqliteEngine implements HomeEngine {
  readonly takesRuns = false;
  private readonly gate = new Gate(PLACES, LIMITS.acquireTimeoutMs);
  private reads: SqliteConnection | undefined;
  private checkpointer: SqliteCheckpointer | undefined;

  private constructor(
    private readonly url: string,
    private readonly file: string,
    private readonly writes: SqliteConnection,
  ) {}

  /** Makes the file, and its folder, if need be. */
  static async open(url: string): Promise<SqliteEngine> {
    const file = sqliteFile(url);
    mkdirSync(dirname(file), { recursive: true });
    return new SqliteEngine(url, file, SqliteConnection.openToWrite(file));
  }

  get address(): ThreadAddress {
    return { dialect: 'sqlite', file: this.file };
  }

  async read(sql: string, params: readonly Scalar[]): Promise<Row[]> {
    if (this.reads === undefined) throw new Error('the database is read before its migrations ran');
    return this.reads.read(sql, params);
  }

  transact<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.gate.run(async () => {
      // Nothing here waits for anything outside, so one transaction after the other would keep requests from arriving.
      await turn();
      return this.committing(() => this.writes.transact(work));
    }, PLACES);
  }

  turn<T>(work: () => Promise<T>): Promise<T> {
    return this.gate.run(() => this.committing(work));
  }

  private async committing<T>(work: () => Promise<T>): Promise<T> {
    const result = await work();
    this.checkpointer?.committed();
    return result;
  }

  /** SQLite has no named locks: an empty database beside the real one serves as one. */
  async exclusively<T>(work: () => Promise<T>): Promise<T> {
    const lock = new BetterSqlite3(`${this.file}.lock`, { timeout: 0 });
    try {
      await takeLock(lock);
      return await work();
    } finally {
      lock.close();
    }
  }

  async migrate(): Promise<void> {
    await migrate(this.url, (sql, params) => this.writes.read(sql, params));
    if (this.reads !== undefined) return;
    const reads = SqliteConnection.openToRead(this.file);
    this.reads = reads;
    this.checkpointer = new SqliteCheckpointer(this.file, () => reads.uncopiedPages());
  }

  async close(): Promise<void> {
    await this.gate.run(async () => {
      // The writer goes last: it is the one that folds the write-ahead log back into the file.
      await this.checkpointer?.close();
      await this.reads?.close();
      await this.writes.close();
    }, PLACES);
  }
}

/** Asks again and again: waiting inside SQLite would stop this whole process, which may be the one that holds it. */
async function takeLock(lock: BetterSqlite3.Database): Promise<void> {
  const end = Date.now() + START_LOCK_MS;
  for (;;) {
    try {
      lock.exec('BEGIN EXCLUSIVE');
      return;
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'SQLITE_BUSY' || Date.now() > end) throw error;
      await delay(START_LOCK_PAUSE_MS);
    }
  }
}
