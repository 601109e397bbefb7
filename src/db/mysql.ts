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
import { mysqlAddress } from './database-url.js';
import type { Engine, Scalar, Tx, Values } from './engine.js';
import { commonOptions } from './entity-schemas.js';
import { Gate } from './gate.js';

const CONNECT_TIMEOUT_MS = 5_000;
/** Connections beside those that write. */
const READ_CONNECTIONS = 4;
const START_LOCK_SECONDS = 60;
/** MariaDB's default; MySQL's is four times as much. */
const PACKET_BYTES = 16 * 1024 * 1024;

/**
 * Every statement of ours names its rows by key, so READ COMMITTED is enough and avoids the gap locks that make
 * concurrent upserts deadlock.
 */
const SESSION = 'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED';
/** Galera then answers a read only after it has applied what was committed on other nodes. */
const GALERA_SESSION = 'SET SESSION wsrep_sync_wait = 1';
/** The name is per database: one server may hold several gateways. */
const START_LOCK = "CONCAT('causeloop:', LEFT(MD5(DATABASE()), 32))";

/** What a server says of itself. */
export interface MysqlServer {
  /** Otherwise it is MySQL. */
  readonly isMariadb: boolean;
  /** The longest statement that it accepts. */
  readonly packetBytes: number;
}

/** Asks over a connection of its own. @throws the driver's error when the server cannot be reached or refuses */
export async function askServer(url: string): Promise<MysqlServer> {
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
  const sessions = isMariadb ? [SESSION, GALERA_SESSION] : [SESSION];
  return {
    ...commonOptions('mysql'),
    // A MariaDB that is opened as MySQL shows differences that are none.
    type: isMariadb ? 'mariadb' : 'mysql',
    ...address,
    username: user,
    charset: 'utf8mb4',
    timezone: 'Z',
    supportBigNumbers: true,
    bigNumberStrings: false,
    connectTimeout: CONNECT_TIMEOUT_MS,
    // Without FOUND_ROWS an upsert that changes nothing counts no row, which tells new keys from known ones.
    flags: ['-FOUND_ROWS'],
    driver: { ...mysql2, createPool: (options: PoolOptions) => createPool(options, sessions) },
    extra: { connectionLimit: connections, maxIdle: connections, enableKeepAlive: true },
  };
}

/** A pool whose connections run `sessions` before anything else. */
function createPool(options: PoolOptions, sessions: readonly string[]) {
  const pool = mysql2.createPool(options);
  pool.on('connection', (connection) => {
    // A server that is not part of a Galera cluster does not know its variable.
    for (const session of sessions) connection.query(session, () => undefined);
  });
  return pool;
}

/** MySQL and MariaDB over TypeORM's pool. Nothing in it is bounded by itself, so acquiring and statements are bounded here. */
export class MysqlEngine implements Engine {
  private readonly writers: Gate;
  private readonly readers = new Gate(READ_CONNECTIONS, LIMITS.acquireTimeoutMs);

  private constructor(
    readonly source: DataSource,
    poolSize: number,
  ) {
    this.writers = new Gate(poolSize, LIMITS.acquireTimeoutMs);
  }

  /** @param poolSize transactions at once */
  static async open(url: string, poolSize: number): Promise<MysqlEngine> {
    const server = await askServer(url);
    requirePacketSize(server.packetBytes);
    const options = mysqlOptions(url, server, poolSize + READ_CONNECTIONS);
    return new MysqlEngine(await new DataSource(options).initialize(), poolSize);
  }

  read<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.readers.run(() => this.connected(({ manager }) => statementTime(work(manager))));
  }

  select(sql: string, params: readonly Scalar[]): Promise<Values[]> {
    return this.readers.run(() => this.connected((_, connection) => select(connection, sql, params)));
  }

  transact<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.writers.run(() =>
      this.connected(async (runner, connection) => {
        await statementTime(runner.startTransaction());
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
            'the transaction took too long',
          );
          await statementTime(runner.commitTransaction());
          return result;
        } catch (error) {
          // A connection that cannot even roll back is lost, and its transaction with it.
          await statementTime(runner.rollbackTransaction()).catch(() => connection.destroy());
          throw error;
        }
      }),
    );
  }

  /** The server orders writers. */
  withoutWriters<T>(work: () => Promise<T>): Promise<T> {
    return work();
  }

  withStartLock<T>(work: () => Promise<T>): Promise<T> {
    return this.connected(async (runner, connection) => {
      // May take as long as another process that starts.
      const lock = `SELECT GET_LOCK(${START_LOCK}, ${START_LOCK_SECONDS}) AS acquired`;
      const [row] = await runner.query(lock);
      if (Number(row?.acquired) !== 1)
        throw new Error(`another process is still starting on this database after ${START_LOCK_SECONDS} s`);
      try {
        return await work();
      } finally {
        const release = `SELECT RELEASE_LOCK(${START_LOCK}) AS released`;
        await statementTime(runner.query(release)).catch(() => connection.destroy());
      }
    });
  }

  async close(): Promise<void> {
    await this.source.destroy();
  }

  /** Lends a connection to `work`. One on which an answer is still pending is never lent again. */
  private async connected<T>(
    work: (runner: QueryRunner, connection: PoolConnection) => Promise<T>,
  ): Promise<T> {
    const runner = this.source.createQueryRunner();
    const connection: PoolConnection = await withTimeout(
      runner.connect(),
      LIMITS.acquireTimeoutMs,
      'no database connection in time',
      () => void runner.release(),
    );
    try {
      return await work(runner, connection);
    } catch (error) {
      if (hasTimedOut(error)) connection.destroy();
      throw error;
    } finally {
      await runner.release();
    }
  }
}

/** TypeORM's own statements have no timeout. */
function statementTime<T>(work: Promise<T>): Promise<T> {
  return withTimeout(work, LIMITS.statementTimeoutMs, 'the database did not answer a statement in time');
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

/** A prepared statement. The driver keeps it, by its text. */
function run(connection: PoolConnection, options: QueryOptions): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const bounded = { ...options, timeout: LIMITS.statementTimeoutMs };
    connection.execute(bounded, (error: QueryError | null, result: unknown) =>
      error === null ? resolve(result) : reject(error),
    );
  });
}

/** A batch is one statement, so the server must accept one of its size. */
function requirePacketSize(bytes: number): void {
  if (bytes >= PACKET_BYTES) return;
  throw new Error(
    `the database accepts statements of ${bytes} bytes only: set max_allowed_packet to ${PACKET_BYTES} or more`,
  );
}
