import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { EntityManager, EntityMetadata, EntityTarget, ObjectLiteral } from 'typeorm';
import { AppError } from '../domain/errors.js';
import { LIMITS } from '../domain/limits.js';
import { isRetryable, isUnreachable, outageReason, translated, unwrapped } from './database-error.js';
import { type DatabaseKind, databaseKindOf, sqliteFile } from './database-url.js';
import type { Engine, Scalar, Tx, Values } from './engine.js';
import type { Admission } from './gate.js';
import { DatabaseStartError, explainStart, noDatabase, noResponse } from './start-error.js';
import { testWrite, WriteHealth } from './write-health.js';

export type { Scalar, Tx, Values } from './engine.js';

/** How often a start that waits for its database reports it. */
const WAIT_REPORT_MS = 3_000;

export interface DatabaseOptions {
  /** `sqlite:…`, `mysql://…` or `mariadb://…`. */
  readonly url: string;
  /** Maximum concurrent transactions. SQLite always uses one. */
  readonly poolSize: number;
  /** Opens only a database that has its tables, and does not migrate it. */
  readonly mustExist?: boolean;
  /** How long to wait for a server that is not reachable yet. */
  readonly waitSeconds: number;
  /** Aborts the wait. */
  readonly signal?: AbortSignal;
  /** Called every few seconds with the reason why the start still waits. */
  readonly onWait?: (reason: string, secondsLeft: number) => void;
  /** Runs after the migrations, under the start lock: in one process at a time. */
  readonly prepare?: (database: Database) => Promise<void>;
  /** Receives the reason when writes begin to fail, and null when they succeed again. */
  readonly onFault?: (fault: string | null) => void;
}

/** The only access to the database. */
export class Database {
  private testing: Promise<void> | undefined;

  private constructor(
    readonly url: string,
    readonly kind: DatabaseKind,
    private readonly engine: Engine,
    private readonly health: WriteHealth,
  ) {}

  /**
   * Connects and runs the migrations, under a lock, because several processes can start at once.
   * @throws DatabaseStartError with an explanation for the operator; the reason of `signal`
   */
  static async open(options: DatabaseOptions): Promise<Database> {
    const { url, poolSize, signal, prepare, onFault } = options;
    const kind = databaseKindOf(url);
    if (options.mustExist === true && kind === 'sqlite' && !existsSync(sqliteFile(url)))
      throw noDatabase(url);
    const engine = await connectWithRetries(() => openEngine(kind, url, poolSize), options);
    const database = new Database(url, kind, engine, new WriteHealth(onFault));
    try {
      if (options.mustExist === true) {
        await database.select('SELECT 1 FROM migrations', []).catch(() => {
          throw noDatabase(url);
        });
        return database;
      }
      await engine.withStartLock(async () => {
        await engine.source.runMigrations();
        await prepare?.(database);
      }, signal);
    } catch (error) {
      await engine.close();
      throw explainStart(error, url);
    }
    return database;
  }

  /**
   * Opens another connection to the database of this process, in another thread.
   * @param writers admits the writes of SQLite, which has one writer; by default the caller sees to that
   */
  static async openInThread(url: string, writers?: Admission): Promise<Database> {
    const kind = databaseKindOf(url);
    try {
      const engine =
        kind === 'sqlite'
          ? await (await import('./sqlite.js')).SqliteEngine.openAgain(sqliteFile(url), writers)
          : await openEngine(kind, url, 1);
      return new Database(url, kind, engine, new WriteHealth());
    } catch (error) {
      throw translated(error);
    }
  }

  /**
   * Reads committed data through TypeORM.
   * @throws AppError unavailable when the database cannot be reached
   */
  async read<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    try {
      return await this.engine.read(work);
    } catch (error) {
      throw translated(error);
    }
  }

  /**
   * Reads committed data with a prepared statement. Statement texts must come from a small fixed set.
   * @throws AppError unavailable when the database cannot be reached
   */
  async select(sql: string, params: readonly Scalar[]): Promise<Values[]> {
    try {
      return await this.engine.select(sql, params);
    } catch (error) {
      throw translated(error);
    }
  }

  /**
   * Runs `work` in one transaction and returns after the commit. After a deadlock `work` runs again, so it must be
   * safe to run twice and must not make network calls, set timers or emit events.
   * @throws AppError unavailable when the database cannot be reached. The transaction may have been committed.
   */
  async write<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        let changedRows = 0;
        const result = await this.engine.transact((tx) =>
          work({
            ...tx,
            execute: async (sql, params) => {
              const rows = await tx.execute(sql, params);
              changedRows += rows;
              return rows;
            },
          }),
        );
        // A transaction that changes nothing also succeeds on a full disk.
        if (changedRows > 0) this.health.succeeded();
        return result;
      } catch (error) {
        if (!isRetryable(unwrapped(error)) || attempt === LIMITS.transactionAttempts) {
          this.health.failed(error);
          throw translated(error);
        }
        // Back off so that the winner finishes first.
        await delay(Math.random() * 5 * 2 ** attempt);
      }
    }
  }

  /**
   * Runs `work` while this thread does not write, so that another thread of the process can. On a database server it runs
   * immediately.
   * @throws AppError unavailable when earlier writes take too long; whatever `work` throws
   */
  async withoutWriters<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await this.engine.withoutWriters(work);
    } catch (error) {
      this.health.failed(error);
      throw translated(error);
    }
  }

  /** Like `withoutWriters`, for work that has changed this database when it resolves. */
  async writeInThread<T>(work: () => Promise<T>): Promise<T> {
    const result = await this.withoutWriters(work);
    this.health.succeeded();
    return result;
  }

  metadata(entity: EntityTarget<ObjectLiteral>): EntityMetadata {
    return this.engine.source.getMetadata(entity);
  }

  /**
   * Returns when a write would succeed: one has just succeeded and the database still responds, or a test write succeeds.
   * @throws AppError unavailable with the reason as its message. Can take as long as a write.
   */
  async checkWritable(): Promise<void> {
    try {
      if (this.health.isFresh) await this.select('SELECT 1', []);
      else await this.testWrite();
    } catch (error) {
      const cause = error instanceof AppError ? (error.cause ?? error) : error;
      throw new AppError('unavailable', outageReason(cause), { cause });
    }
  }

  close(): Promise<void> {
    return this.engine.close();
  }

  /** Concurrent calls share one test write. */
  private testWrite(): Promise<void> {
    this.testing ??= this.write((tx) => testWrite(tx, this.health.testRows)).finally(() => {
      this.testing = undefined;
    });
    return this.testing;
  }
}

/** Imports only the required driver, because each is large. */
async function openEngine(kind: DatabaseKind, url: string, poolSize: number): Promise<Engine> {
  if (kind === 'sqlite') return (await import('./sqlite.js')).SqliteEngine.open(sqliteFile(url));
  return (await import('./mysql.js')).MysqlEngine.open(url, poolSize);
}

/** Waits for a server that does not respond yet. Any other problem ends the start at once. */
async function connectWithRetries<T>(
  connect: () => Promise<T>,
  { url, waitSeconds, signal, onWait }: DatabaseOptions,
): Promise<T> {
  const end = Date.now() + waitSeconds * 1000;
  let reported = 0;
  for (let pauseMs = 100; ; pauseMs = Math.min(pauseMs * 2, 2_000)) {
    signal?.throwIfAborted();
    try {
      return await connect();
    } catch (error) {
      const explained = explainStart(error, url);
      if (explained instanceof DatabaseStartError || !isUnreachable(error)) throw explained;
      if (Date.now() + pauseMs > end) throw noResponse(error, url, waitSeconds);
      if (Date.now() - reported >= WAIT_REPORT_MS) {
        reported = Date.now();
        const { code, message } = unwrapped(error) as NodeJS.ErrnoException;
        onWait?.(code ?? message, Math.ceil((end - reported) / 1000));
      }
      await delay(pauseMs, undefined, { signal });
    }
  }
}
