import { setTimeout as delay } from 'node:timers/promises';
import { LIMITS } from '../domain/limits.js';
import { type Dialect, dialectOf } from './data-source.js';
import { isRetryable, isUnreachable, translated } from './database-error.js';
import type { EmbeddedDatabase, Engine, Row, Scalar, Transaction } from './engine.js';
import { MysqlEngine } from './mysql-engine.js';
import { SqliteEngine } from './sqlite-engine.js';

export interface DatabaseOptions {
  /** `sqlite:…`, `mysql://…` or `mariadb://…`. */
  readonly url: string;
  /** Connections that write at once; SQLite has one. */
  readonly poolSize: number;
  /** How long to wait for a server that does not answer yet. */
  readonly waitSeconds: number;
  /** Runs after the migrations, alone among all processes that start on this database. */
  readonly prepare?: (database: Database) => Promise<void>;
}

/** What a store needs of the database. */
export type DatabaseAccess = Pick<Database, 'dialect' | 'query' | 'write'>;

/** The one door to the database. */
export class Database {
  private constructor(
    readonly dialect: Dialect,
    private readonly engine: Engine,
    /** null when the database is a server. */
    readonly embedded: EmbeddedDatabase | null,
  ) {}

  /** Connects, and brings the tables up to date under a lock: several processes may start at once. */
  static async open(options: DatabaseOptions): Promise<Database> {
    const dialect = dialectOf(options.url);
    const connect = (): Promise<SqliteEngine | MysqlEngine> =>
      dialect === 'sqlite' ? SqliteEngine.open(options.url) : MysqlEngine.open(options.url, options.poolSize);
    const engine = await patiently(connect, options.waitSeconds);
    const database = new Database(dialect, engine, engine instanceof SqliteEngine ? engine : null);
    try {
      await engine.exclusively(async () => {
        await engine.migrate();
        await options.prepare?.(database);
      });
    } catch (error) {
      await engine.close();
      throw error;
    }
    return database;
  }

  /**
   * A prepared read of committed data. Texts must come from a small fixed set.
   * @throws AppError unavailable when the database cannot be reached.
   */
  async query(sql: string, params: readonly Scalar[]): Promise<Row[]> {
    try {
      return await this.engine.read(sql, params);
    } catch (error) {
      throw translated(error);
    }
  }

  /**
   * Runs `work` in one transaction and answers once it is committed. A deadlock runs it again, so it must be safe
   * to run twice and hold no network, timer or event.
   * @throws AppError unavailable when the database cannot be reached; the commit may or may not have happened then.
   */
  async write<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.engine.transact(work);
      } catch (error) {
        if (!isRetryable(error) || attempt === LIMITS.transactionAttempts) throw translated(error);
        // The one that gave way comes back a little later than the one that it gave way to.
        await delay(Math.random() * 5 * 2 ** attempt);
      }
    }
  }

  /** @throws AppError unavailable when the database does not answer. */
  async ping(): Promise<void> {
    await this.query('SELECT 1 AS alive', []);
  }

  close(): Promise<void> {
    return this.engine.close();
  }
}

async function patiently<T>(connect: () => Promise<T>, waitSeconds: number): Promise<T> {
  const end = Date.now() + waitSeconds * 1000;
  for (let pauseMs = 100; ; pauseMs = Math.min(pauseMs * 2, 2_000)) {
    try {
      return await connect();
    } catch (error) {
      if (!isUnreachable(error) || Date.now() + pauseMs > end) throw error;
      await delay(pauseMs);
    }
  }
}
