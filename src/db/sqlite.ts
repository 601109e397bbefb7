import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import BetterSqlite3 from 'better-sqlite3';
import { DataSource, type DataSourceOptions, type EntityManager, type QueryRunner } from 'typeorm';
import { LIMITS } from '../domain/limits.js';
import type { Engine, Scalar, Tx, Values } from './engine.js';
import { commonOptions } from './entity-schemas.js';
import { type Admission, Gate } from './gate.js';
import { SqliteFiles } from './sqlite-files.js';

/** How long SQLite waits for a write of another process, such as the command line. */
const BUSY_MS = 5_000;
/** How long a process waits for another process that starts on the same file. */
const START_LOCK_MS = 60_000;
const START_LOCK_PAUSE_MS = 20;
/** Page cache of a connection. The pages that one transaction changes should fit. */
const CACHE_KIB = 8 * 1024;
/** Acquires the write lock at the start of a transaction, so that it waits for other processes here. Changes nothing. */
const LOCK = 'DELETE FROM migrations WHERE 0';

export function writingOptions(file: string) {
  return {
    ...commonOptions('sqlite'),
    type: 'better-sqlite3',
    database: file,
    timeout: BUSY_MS,
    prepareDatabase: (database: BetterSqlite3.Database) => {
      database.pragma('journal_mode = WAL');
      // FULL: a commit is on disk before it is acknowledged, so it survives a power failure.
      database.pragma('synchronous = FULL');
      database.pragma(`cache_size = -${CACHE_KIB}`);
    },
  } satisfies DataSourceOptions;
}

function readingOptions(file: string): DataSourceOptions {
  return {
    ...commonOptions('sqlite'),
    type: 'better-sqlite3',
    database: file,
    timeout: BUSY_MS,
    readonly: true,
  };
}

/**
 * SQLite in this process. A TypeORM data source is one connection, on which concurrent transactions would be nested, so
 * writes run one at a time. Reads use a second, read-only connection.
 */
export class SqliteEngine implements Engine {
  private readonly reader: DataSource;
  private readonly files: SqliteFiles;
  private readonly readerStatements = new StatementCache();
  private readonly writerStatements = new StatementCache();

  private constructor(
    private readonly file: string,
    readonly source: DataSource,
    private readonly gate: Admission,
  ) {
    this.reader = new DataSource(readingOptions(file));
    this.files = new SqliteFiles(file);
  }

  /** Creates the file and its folder if they do not exist. */
  static async open(file: string): Promise<SqliteEngine> {
    mkdirSync(dirname(file), { recursive: true });
    const source = await new DataSource(writingOptions(file)).initialize();
    return new SqliteEngine(file, source, new Gate(1, LIMITS.acquireTimeoutMs));
  }

  /** Opens the database of this process in another thread. Never creates a file, because the first one may be deleted. */
  static async openAgain(file: string, writers?: Admission): Promise<SqliteEngine> {
    const source = await new DataSource({ ...writingOptions(file), fileMustExist: true }).initialize();
    return new SqliteEngine(file, source, writers ?? new Gate(1, LIMITS.acquireTimeoutMs));
  }

  async read<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return work((await this.openReader()).manager);
  }

  async select(sql: string, params: readonly Scalar[]): Promise<Values[]> {
    return this.readerStatements.of(await connectionOf(await this.openReader())).select(sql, params);
  }

  transact<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.gate.run(async () => {
      // SQLite runs synchronously: without yielding, queued transactions would keep requests from being read.
      await nextTurn();
      this.files.requireUnmoved();
      const runner = this.source.createQueryRunner();
      const prepared = this.writerStatements.of(await connectionOf(this.source));
      await runner.startTransaction();
      try {
        prepared.execute(LOCK, []);
        const result = await work({
          manager: runner.manager,
          forUpdate: {},
          execute: async (sql, params) => prepared.execute(sql, params),
          select: async (sql, params) => prepared.select(sql, params),
        });
        await runner.commitTransaction();
        return result;
      } catch (error) {
        await this.rollBack(runner);
        throw error;
      }
    });
  }

  withoutWriters<T>(work: () => Promise<T>): Promise<T> {
    return this.gate.run(async () => {
      this.files.requireUnmoved();
      return work();
    });
  }

  /** SQLite has no named locks: an empty database file next to the database serves as one. */
  async withStartLock<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const lock = new BetterSqlite3(`${this.file}.lock`, { timeout: 0 });
    try {
      await acquireLock(lock, signal);
      return await work();
    } finally {
      lock.close();
    }
  }

  async close(): Promise<void> {
    let isClosing = false;
    const close = async (): Promise<void> => {
      isClosing = true;
      if (this.reader.isInitialized) await this.reader.destroy();
      // Closed last, because the last connection copies the write-ahead log into the file.
      if (this.source.isInitialized) await this.source.destroy();
    };
    try {
      await this.gate.run(close);
    } catch (error) {
      if (isClosing) throw error;
      // Closing does not depend on permission to write, which a stopped process or a moved file refuses.
      await close();
    }
  }

  /** Opened on the first read, after the migrations: the file must have its tables. */
  private async openReader(): Promise<DataSource> {
    if (this.reader.isInitialized) return this.reader;
    this.files.requireUnmoved();
    return this.reader.initialize();
  }

  /**
   * Reopens the connection if the rollback fails. SQLite rolls back by itself on some errors, such as a full disk; TypeORM
   * would then nest the next transaction in the one that it believes is open.
   */
  private async rollBack(runner: QueryRunner): Promise<void> {
    try {
      await runner.rollbackTransaction();
    } catch {
      await this.source.destroy();
      // Otherwise SQLite would create a file.
      this.files.requireUnmoved();
      await this.source.initialize();
      this.files.forgetLog();
    }
  }
}

async function connectionOf(source: DataSource): Promise<BetterSqlite3.Database> {
  return source.createQueryRunner().connect();
}

/**
 * The prepared statements of a connection. TypeORM's cache keeps a hundred texts, first in, first out, and TypeORM's own
 * statements contain numbers, so they would evict the frequent ones.
 */
class StatementCache {
  private readonly prepared = new Map<string, BetterSqlite3.Statement<unknown[]>>();
  private connection: BetterSqlite3.Database | undefined;

  of(connection: BetterSqlite3.Database): this {
    if (this.connection !== connection) this.prepared.clear();
    this.connection = connection;
    return this;
  }

  execute(sql: string, params: readonly Scalar[]): number {
    // Spread arguments are bound faster than an array.
    return this.statement(sql).run(...params).changes;
  }

  select(sql: string, params: readonly Scalar[]): Values[] {
    return this.statement(sql).raw(true).all(params) as Values[];
  }

  private statement(sql: string): BetterSqlite3.Statement<unknown[]> {
    let statement = this.prepared.get(sql);
    if (statement === undefined) {
      statement = (this.connection as BetterSqlite3.Database).prepare(sql);
      this.prepared.set(sql, statement);
    }
    return statement;
  }
}

/** Polls, because a wait inside SQLite would block this process, which may itself hold the lock. */
async function acquireLock(lock: BetterSqlite3.Database, signal: AbortSignal | undefined): Promise<void> {
  const end = Date.now() + START_LOCK_MS;
  for (;;) {
    try {
      lock.exec('BEGIN EXCLUSIVE');
      return;
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'SQLITE_BUSY' || Date.now() > end) throw error;
      await delay(START_LOCK_PAUSE_MS, undefined, { signal });
    }
  }
}
