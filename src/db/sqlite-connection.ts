import BetterSqlite3 from 'better-sqlite3';
import type { Engine, Parameter, Row, Scalar, StatementResult, Transaction, Values } from './engine.js';

/** Milliseconds that SQLite waits for another process, such as the command line, to finish its write. */
export const SQLITE_BUSY_MS = 5_000;

/**
 * Pages in the write-ahead log from which on whoever commits copies them to the file: 64 MiB. `SqliteCheckpointer` copies them
 * long before, but only who writes can begin the log anew while it is being written.
 */
const LOG_PAGES_MAX = 16384;

/** Pages that a connection keeps in memory: what one transaction changes should fit in. */
const CACHE_KIB = 8 * 1024;

/** What every connection that writes is told when it is opened. */
export function prepareToWrite(database: BetterSqlite3.Database): void {
  // FULL: a commit is on disk before it is answered, also when the power fails.
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.pragma(`wal_autocheckpoint = ${LOG_PAGES_MAX}`);
  database.pragma(`cache_size = -${CACHE_KIB}`);
}

/** One connection with its prepared statements. Whoever uses it must see to it that transactions do not overlap. */
export class SqliteConnection implements Engine {
  readonly takesRuns = false;
  private readonly prepared = new Map<string, BetterSqlite3.Statement<unknown[]>>();

  constructor(private readonly database: BetterSqlite3.Database) {}

  /** Sees only what is committed and never waits behind a writer. */
  static openToRead(file: string): SqliteConnection {
    return new SqliteConnection(new BetterSqlite3(file, { readonly: true, timeout: SQLITE_BUSY_MS }));
  }

  /** One more connection that writes to the file. */
  static openToWrite(file: string): SqliteConnection {
    const database = new BetterSqlite3(file, { timeout: SQLITE_BUSY_MS });
    prepareToWrite(database);
    return new SqliteConnection(database);
  }

  execute(sql: string, params: readonly Parameter[]): StatementResult {
    const statement = this.statement(sql);
    if (statement.reader) return { rows: statement.all(params) as Row[], affectedRows: 0 };
    // One by one they are bound quicker than as a list.
    return { rows: [], affectedRows: statement.run(...params).changes };
  }

  private select(sql: string, params: readonly Scalar[]): Values[] {
    const statement = this.statement(sql);
    try {
      return statement.raw(true).all(params) as Values[];
    } finally {
      statement.raw(false);
    }
  }

  /** Pages that are committed to the write-ahead log and not yet copied to the file. */
  uncopiedPages(): number {
    const [[, inLog, copied] = []] = this.select('PRAGMA wal_checkpoint(NOOP)', []);
    return Number(inLog) - Number(copied);
  }

  private statement(sql: string): BetterSqlite3.Statement<unknown[]> {
    let statement = this.prepared.get(sql);
    if (statement === undefined) {
      statement = this.database.prepare(sql);
      this.prepared.set(sql, statement);
    }
    return statement;
  }

  async read(sql: string, params: readonly Scalar[]): Promise<Row[]> {
    return this.execute(sql, params).rows;
  }

  async transact<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    // IMMEDIATE takes the write lock now, so that waiting for another process happens here and not half-way.
    this.database.exec('BEGIN IMMEDIATE');
    try {
      const result = await work({
        execute: async (sql, params) => this.execute(sql, params),
        select: async (sql, params) => this.select(sql, params),
      });
      this.database.exec('COMMIT');
      return result;
    } catch (error) {
      if (this.database.inTransaction) this.database.exec('ROLLBACK');
      throw error;
    }
  }

  async close(): Promise<void> {
    this.database.close();
  }
}
