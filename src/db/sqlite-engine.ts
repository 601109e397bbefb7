import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises';
import BetterSqlite3 from 'better-sqlite3';
import type { DataSource } from 'typeorm';
import type { BetterSqlite3Driver } from 'typeorm/driver/better-sqlite3/BetterSqlite3Driver.js';
import { LIMITS } from '../domain/limits.js';
import { openDataSource, sqliteFile, sqliteReadOptions, writeOptions } from './data-source.js';
import type { Engine, Row, Scalar, StatementResult, Transaction } from './engine.js';
import { Gate } from './gate.js';

/** How long a process waits for another one that is starting on the same file. */
const START_LOCK_MS = 60_000;
const START_LOCK_PAUSE_MS = 20;

/**
 * SQLite in this process: one connection that writes, behind a gate of one place because concurrent transactions
 * on it would join each other, and one that only reads what is committed.
 */
export class SqliteEngine implements Engine {
  private readonly gate = new Gate(1, LIMITS.acquireTimeoutMs);
  private readonly writes: Statements;
  private reads: Statements | undefined;
  private readSource: DataSource | undefined;

  private constructor(
    private readonly url: string,
    private readonly source: DataSource,
  ) {
    this.writes = new Statements(handleOf(source));
  }

  static async open(url: string): Promise<SqliteEngine> {
    return new SqliteEngine(url, await openDataSource(await writeOptions(url, 1)));
  }

  async read(sql: string, params: readonly Scalar[]): Promise<Row[]> {
    if (this.reads === undefined) throw new Error('the database is read before its migrations ran');
    return this.reads.execute(sql, params).rows;
  }

  transact<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.gate.run(async () => {
      // Nothing here waits for anything outside, so one transaction after the other would keep requests from arriving.
      await turn();
      const database = handleOf(this.source);
      // IMMEDIATE takes the write lock now, so that waiting for another process happens here and not half-way.
      database.exec('BEGIN IMMEDIATE');
      try {
        const result = await work({ execute: async (sql, params) => this.writes.execute(sql, params) });
        database.exec('COMMIT');
        return result;
      } catch (error) {
        if (database.inTransaction) database.exec('ROLLBACK');
        throw error;
      }
    });
  }

  /** SQLite has no named locks: an empty database beside the real one serves as one. */
  async exclusively<T>(work: () => Promise<T>): Promise<T> {
    const lock = new BetterSqlite3(`${sqliteFile(this.url)}.lock`, { timeout: 0 });
    try {
      await takeLock(lock);
      return await work();
    } finally {
      lock.close();
    }
  }

  async migrate(): Promise<void> {
    await this.source.runMigrations();
    this.readSource ??= await openDataSource(sqliteReadOptions(this.url));
    this.reads = new Statements(handleOf(this.readSource));
  }

  async close(): Promise<void> {
    // The writer goes last: it is the one that may fold the write-ahead log back into the file.
    await this.readSource?.destroy();
    await this.gate.run(() => this.source.destroy());
  }
}

function handleOf(source: DataSource): BetterSqlite3.Database {
  return (source.driver as BetterSqlite3Driver).databaseConnection as BetterSqlite3.Database;
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

/** Prepared statements by their text. */
class Statements {
  private readonly prepared = new Map<string, BetterSqlite3.Statement>();

  constructor(private readonly database: BetterSqlite3.Database) {}

  execute(sql: string, params: readonly Scalar[]): StatementResult {
    let statement = this.prepared.get(sql);
    if (statement === undefined) {
      statement = this.database.prepare(sql);
      this.prepared.set(sql, statement);
    }
    if (statement.reader) return { rows: statement.all(params) as Row[], affectedRows: 0 };
    return { rows: [], affectedRows: statement.run(params).changes };
  }
}
