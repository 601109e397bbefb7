import mysql2, {
  type PoolConnection,
  type PoolOptions,
  type QueryError,
  type QueryOptions,
  type ResultSetHeader,
} from 'mysql2';
import { createConnection } from 'mysql2/promise';
import { DataSource, type DataSourceOptions, type EntityManager, type QueryRunner } from 'typeorm';
import { withTimeout } from '../domain/bounded.js';
import { LIMITS } from '../domain/limits.js';
import { isReplaced } from './database-error.js';
import { mysqlAddress } from './database-url.js';
import type { Engine, Scalar, Tx, Values } from './engine.js';
import { commonOptions } from './entity-schemas.js';
import { Gate } from './gate.js';
import { type Statements, withStartLock } from './start-lock.js';

const CONNECT_TIMEOUT_MS = 5_000;
/** Connections for reads, in addition to those that write. */
const READ_CONNECTIONS = 4;
/** Required packet size: MariaDB's default. MySQL's default is four times larger. */
const PACKET_BYTES = 16 * 1024 * 1024;

/**
 * All statements address rows by key, so READ COMMITTED is sufficient. It avoids the gap locks that make concurrent
 * upserts deadlock.
 */
const SESSION = 'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED';
/** Ends the transaction of a process that is frozen, so that its locks do not stop others. MySQL has no such setting. */
const IDLE_SESSION = 'SET SESSION idle_transaction_timeout = 5';
/** Makes a Galera node apply the commits of other nodes before it runs a read. */
const GALERA_SESSION = 'SET SESSION wsrep_sync_wait = 1';

/** Properties of a server. */
export interface MysqlServer {
  /** false for MySQL. */
  readonly isMariadb: boolean;
  /** The longest statement that the server accepts. */
  readonly packetBytes: number;
}

/** Reads the properties over a separate connection. @throws the driver's error when the connection fails */
export async function inspectServer(url: string): Promise<MysqlServer> {
  const connection = await createConnection({ ...mysqlAddress(url), connectTimeout: CONNECT_TIMEOUT_MS });
  try {
    const [rows] = await connection.query('SELECT VERSION() AS version, @@max_allowed_packet AS bytes');
    const [row] = rows as { version: unknown; bytes: unknown }[];
    return { isMariadb: String(row?.version).includes('MariaDB'), packetBytes: Number(row?.bytes) };
  } finally {
    connection.destroy();
  }
}

export function mysqlOptions(
  url: string,
  { isMariadb }: MysqlServer,
  connections: number,
): DataSourceOptions {
  const { user, ...address } = mysqlAddress(url);
  const sessions = isMariadb ? [SESSION, IDLE_SESSION, GALERA_SESSION] : [SESSION];
  return {
    ...commonOptions('mysql'),
    // With type `mysql`, TypeORM reports false schema differences on MariaDB.
    type: isMariadb ? 'mariadb' : 'mysql',
    ...address,
    username: user,
    charset: 'utf8mb4',
    timezone: 'Z',
    supportBigNumbers: true,
    bigNumberStrings: false,
    connectTimeout: CONNECT_TIMEOUT_MS,
    // Without FOUND_ROWS an upsert that changes nothing counts no row, which distinguishes new keys from existing ones.
    flags: ['-FOUND_ROWS'],
    driver: { ...mysql2, createPool: (options: PoolOptions) => createPool(options, sessions) },
    extra: { connectionLimit: connections, maxIdle: connections, enableKeepAlive: true },
  };
}

/** Creates a pool whose connections run `sessions` first. */
function createPool(options: PoolOptions, sessions: readonly string[]) {
  const pool = mysql2.createPool(options);
  pool.on('connection', (connection) => {
    // Errors are ignored: a server outside a Galera cluster does not have its variable.
    for (const session of sessions) connection.query(session, () => undefined);
  });
  return pool;
}

/** MySQL and MariaDB over TypeORM's pool, which has no timeouts: this class bounds acquisition and statements. */
export class MysqlEngine implements Engine {
  private readonly writers: Gate;
  private readonly readers = new Gate(READ_CONNECTIONS, LIMITS.acquireTimeoutMs);
  /** How often the server was found replaced, and the value of this number when each connection was first used. */
  private epoch = 0;
  private readonly epochs = new WeakMap<PoolConnection, number>();

  private constructor(
    readonly source: DataSource,
    poolSize: number,
  ) {
    this.writers = new Gate(poolSize, LIMITS.acquireTimeoutMs);
  }

  /** @param poolSize maximum concurrent transactions */
  static async open(url: string, poolSize: number): Promise<MysqlEngine> {
    const server = await inspectServer(url);
    requirePacketSize(server.packetBytes);
    const options = mysqlOptions(url, server, poolSize + READ_CONNECTIONS);
    return new MysqlEngine(await new DataSource(options).initialize(), poolSize);
  }

  read<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.readers.run(() => this.withConnection(({ manager }) => withStatementTimeout(work(manager))));
  }

  select(sql: string, params: readonly Scalar[]): Promise<Values[]> {
    return this.readers.run(() => this.withConnection((_, connection) => select(connection, sql, params)));
  }

  transact<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.writers.run(() =>
      this.withConnection(async (runner, connection) => {
        await withStatementTimeout(runner.startTransaction());
        try {
          const tx: Tx = {
            manager: runner.manager,
            forUpdate: { lock: { mode: 'pessimistic_write' } },
            execute: (sql, params) => execute(connection, sql, params),
            select: (sql, params) => select(connection, sql, params),
          };
          const result = await withTimeout(
            work(tx),
            LIMITS.transactionTimeoutMs,
            'the transaction timed out',
          );
          await withStatementTimeout(runner.commitTransaction());
          return result;
        } catch (error) {
          // A connection that cannot roll back is destroyed, which ends its transaction.
          await withStatementTimeout(runner.rollbackTransaction()).catch(() => connection.destroy());
          throw error;
        }
      }),
    );
  }

  /** Runs `work` directly: the server coordinates writers. */
  withoutWriters<T>(work: () => Promise<T>): Promise<T> {
    return work();
  }

  withStartLock<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const statements: Statements = {
      execute: (sql, params) => this.withConnection((_, connection) => execute(connection, sql, params)),
      select: (sql, params) => this.withConnection((_, connection) => select(connection, sql, params)),
    };
    return withStartLock(statements, work, signal);
  }

  async close(): Promise<void> {
    await this.source.destroy();
  }

  /**
   * Runs `work` with a connection. It is destroyed instead of reused if a result is pending or the server may have been
   * replaced by another one; in the second case so is every other connection, before its next use.
   */
  private async withConnection<T>(
    work: (runner: QueryRunner, connection: PoolConnection) => Promise<T>,
  ): Promise<T> {
    const { runner, connection } = await this.acquire();
    try {
      return await work(runner, connection);
    } catch (error) {
      const isFirst = isReplaced(error) && this.epochs.get(connection) === this.epoch;
      if (isFirst) this.epoch += 1;
      if (hasTimedOut(error) || isReplaced(error)) connection.destroy();
      throw error;
    } finally {
      await runner.release();
    }
  }

  /** Takes a connection from the pool that was opened after the server was last found replaced. */
  private async acquire(): Promise<{ runner: QueryRunner; connection: PoolConnection }> {
    for (;;) {
      const runner = this.source.createQueryRunner();
      const connection: PoolConnection = await withTimeout(
        runner.connect(),
        LIMITS.acquireTimeoutMs,
        'no database connection was available in time',
        () => void runner.release(),
      );
      if (!this.epochs.has(connection)) this.epochs.set(connection, this.epoch);
      if (this.epochs.get(connection) === this.epoch) return { runner, connection };
      connection.destroy();
      await runner.release();
    }
  }
}

/** Bounds a statement of TypeORM, which has no timeout. */
function withStatementTimeout<T>(work: Promise<T>): Promise<T> {
  return withTimeout(work, LIMITS.statementTimeoutMs, 'a database statement timed out');
}

function hasTimedOut(error: unknown): boolean {
  const { code } = (error ?? {}) as { code?: unknown };
  return code === 'PROTOCOL_SEQUENCE_TIMEOUT' || code === 'ETIMEDOUT';
}

async function execute(connection: PoolConnection, sql: string, params: readonly Scalar[]): Promise<number> {
  return ((await run(connection, { sql, values: [...params] })) as ResultSetHeader).affectedRows;
}

async function select(connection: PoolConnection, sql: string, params: readonly Scalar[]): Promise<Values[]> {
  return (await run(connection, { sql, values: [...params], rowsAsArray: true })) as Values[];
}

/** Runs a prepared statement, which the driver caches by its text. */
function run(connection: PoolConnection, options: QueryOptions): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const bounded = { ...options, timeout: LIMITS.statementTimeoutMs };
    connection.execute(bounded, (error: QueryError | null, result: unknown) =>
      error === null ? resolve(result) : reject(error),
    );
  });
}

/** A batch is written by one statement, so the server must accept statements of its size. */
function requirePacketSize(bytes: number): void {
  if (bytes >= PACKET_BYTES) return;
  throw new Error(
    `the database accepts statements of at most ${bytes} bytes: set max_allowed_packet to ${PACKET_BYTES} or more`,
  );
}
