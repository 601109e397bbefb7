import { setTimeout as delay } from 'node:timers/promises';
import { LIMITS } from '../domain/limits.js';
import { isRetryable, isUnreachable, translated } from './database-error.js';
import { type DatabaseKind, databaseKindOf } from './database-url.js';
import type { Engine, HomeEngine, Row, Scalar, ThreadAddress, Transaction } from './engine.js';

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

/** The one door to the database. */
export class Database {
  constructor(
    readonly kind: DatabaseKind,
    private readonly engine: Engine,
  ) {}

  get takesRuns(): boolean {
    return this.engine.takesRuns;
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

/** The database of a process, which other threads of it may write to as well. */
export class HomeDatabase extends Database {
  private readonly closings: (() => Promise<void>)[] = [];

  private constructor(
    kind: DatabaseKind,
    private readonly home: HomeEngine,
  ) {
    super(kind, home);
  }

  /** Connects, and brings the tables up to date under a lock: several processes may start at once. */
  static async open({ url, poolSize, waitSeconds, prepare }: DatabaseOptions): Promise<HomeDatabase> {
    const kind = databaseKindOf(url);
    const engine = await patiently(() => openEngine(kind, url, poolSize), waitSeconds);
    const database = new HomeDatabase(kind, engine);
    try {
      await engine.exclusively(async () => {
        await engine.migrate();
        await prepare?.(database);
      });
    } catch (error) {
      await engine.close();
      throw error;
    }
    return database;
  }

  get address(): ThreadAddress {
    return this.home.address;
  }

  /** As the engine does. @throws AppError unavailable when it is not its turn in time */
  turn<T>(work: () => Promise<T>): Promise<T> {
    return this.home.turn(work);
  }

  /** Runs `close` before the database is closed. */
  beforeClose(close: () => Promise<void>): void {
    this.closings.push(close);
  }

  override async close(): Promise<void> {
    for (const close of this.closings) await close();
    await super.close();
  }
}

/** Each imports a driver that is large, and a process needs one of them. */
async function openEngine(kind: DatabaseKind, url: string, poolSize: number): Promise<HomeEngine> {
  if (kind === 'sqlite') return (await import('./sqlite-engine.js')).SqliteEngine.open(url);
  return (await import('./mysql-engine.js')).MysqlEngine.open(url, poolSize);
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
