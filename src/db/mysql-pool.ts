import { createPool, type Pool, type PoolConnection, type QueryError, type ResultSetHeader } from 'mysql2';
import { LIMITS } from '../domain/limits.js';
import { mysqlAddress } from './database-url.js';
import type { Engine, Parameter, Row, Scalar, StatementResult, Transaction, Values } from './engine.js';
import { Gate } from './gate.js';
import { type ExecuteCallback, type ExecuteOptions, MariadbStatements } from './mariadb-statements.js';

export const CONNECT_TIMEOUT_MS = 5_000;

/** What every connection is told, whoever makes it. */
export const CONNECTION_OPTIONS = {
  charset: 'utf8mb4',
  timezone: 'Z',
  supportBigNumbers: true,
  bigNumberStrings: false,
  connectTimeout: CONNECT_TIMEOUT_MS,
  // Without FOUND_ROWS an upsert that changes nothing counts no row, which tells new keys from known ones.
  flags: ['-FOUND_ROWS'],
};

/** What a pool of that many connections is told besides. */
export function poolOptions(connections: number) {
  return { connectionLimit: connections, maxIdle: connections, enableKeepAlive: true };
}

/**
 * Every statement of ours names its rows by key, so READ COMMITTED is enough and spares the gap locks that make
 * concurrent upserts deadlock. Galera answers a read only after it has applied what was committed elsewhere.
 */
const SESSION = 'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED';
const GALERA_SESSION = 'SET SESSION wsrep_sync_wait = 1';

export interface MysqlPoolOptions {
  readonly isMariadb: boolean;
  /** Transactions at once. */
  readonly writers: number;
  /** Reads at once beside them, so that they never wait behind writers. */
  readonly readers: number;
}

/** A pool of connections to MySQL or MariaDB, with prepared statements. */
export class MysqlPool implements Engine {
  private readonly gate: Gate;
  private readonly readGate: Gate;
  private readonly ready = new WeakSet<PoolConnection>();

  constructor(
    private readonly pool: Pool,
    private readonly options: MysqlPoolOptions,
  ) {
    this.gate = new Gate(options.writers, LIMITS.acquireTimeoutMs);
    this.readGate = new Gate(options.readers, LIMITS.acquireTimeoutMs);
  }

  /** A pool of its own. It connects when it is used. */
  static open(url: string, options: MysqlPoolOptions): MysqlPool {
    const connections = options.writers + options.readers;
    const pool = createPool({ ...mysqlAddress(url), ...CONNECTION_OPTIONS, ...poolOptions(connections) });
    return new MysqlPool(pool, options);
  }

  get takesRuns(): boolean {
    return this.options.isMariadb;
  }

  read(sql: string, params: readonly Scalar[]): Promise<Row[]> {
    return this.readGate.run(async () => {
      const connection = await this.acquire();
      try {
        return (await execute(connection, sql, params)).rows;
      } finally {
        connection.release();
      }
    });
  }

  transact<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.gate.run(async () => {
      const connection = await this.acquire();
      try {
        await query(connection, 'START TRANSACTION');
        const result = await work({
          execute: (sql, params) => execute(connection, sql, params),
          select: (sql, params) => select(connection, sql, params),
        });
        await query(connection, 'COMMIT');
        return result;
      } catch (error) {
        // A connection that cannot even roll back is gone, and with it the transaction.
        await query(connection, 'ROLLBACK').catch(() => connection.destroy());
        throw error;
      } finally {
        connection.release();
      }
    });
  }

  /** A connection that its taker releases. */
  async acquire(): Promise<PoolConnection> {
    const connection = await bounded(
      new Promise<PoolConnection>((resolve, reject) =>
        this.pool.getConnection((error, got) => (error === null ? resolve(got) : reject(error))),
      ),
      (late) => late.release(),
    );
    try {
      await this.prepare(connection);
    } catch (error) {
      connection.release();
      throw error;
    }
    return connection;
  }

  private async prepare(connection: PoolConnection): Promise<void> {
    if (this.ready.has(connection)) return;
    await query(connection, SESSION);
    if (this.options.isMariadb) {
      await query(connection, GALERA_SESSION).catch(() => undefined);
      mariadb.set(connection, new MariadbStatements(connection));
    }
    this.ready.add(connection);
  }

  close(): Promise<void> {
    return this.pool.promise().end();
  }
}

/** The driver waits for a connection for ever; a request must not. */
async function bounded<T>(acquiring: Promise<T>, giveBack: (late: T) => void): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(Object.assign(new Error('no database connection in time'), { code: 'ETIMEDOUT' }));
      acquiring.then(giveBack, () => undefined);
    }, LIMITS.acquireTimeoutMs);
  });
  try {
    return await Promise.race([acquiring, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

/** Of the connections to MariaDB. MySQL's protocol is another one in parts, and the driver's matter. */
const mariadb = new WeakMap<PoolConnection, MariadbStatements>();

export async function execute(
  connection: PoolConnection,
  sql: string,
  params: readonly Parameter[],
  timeout: number = LIMITS.statementTimeoutMs,
): Promise<StatementResult> {
  const result = await run(connection, { sql, values: params as Parameter[], timeout });
  return Array.isArray(result)
    ? { rows: result as Row[], affectedRows: 0 }
    : { rows: [], affectedRows: (result as ResultSetHeader).affectedRows };
}

async function select(connection: PoolConnection, sql: string, params: readonly Scalar[]): Promise<Values[]> {
  const options = { sql, values: params as Scalar[], timeout: LIMITS.statementTimeoutMs, rowsAsArray: true };
  return (await run(connection, options)) as Values[];
}

/** With `timeout` 0 it takes as long as it takes. */
function run(connection: PoolConnection, { timeout = 0, ...rest }: ExecuteOptions): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const done: ExecuteCallback = (error, result) => {
      if (error === null) {
        resolve(result);
        return;
      }
      // After a timeout the answer may still come: nobody else must get this connection.
      if ((error as QueryError).code === 'PROTOCOL_SEQUENCE_TIMEOUT') connection.destroy();
      reject(error);
    };
    const options: ExecuteOptions = timeout === 0 ? rest : { ...rest, timeout };
    const statements = mariadb.get(connection);
    if (statements === undefined) connection.execute(options, done);
    else statements.execute(options, done);
  });
}

function query(connection: PoolConnection, sql: string): Promise<void> {
  return new Promise((resolve, reject) =>
    connection.query({ sql, timeout: LIMITS.statementTimeoutMs }, (error) => {
      if (error === null) {
        resolve();
        return;
      }
      if (error.code === 'PROTOCOL_SEQUENCE_TIMEOUT') connection.destroy();
      reject(error);
    }),
  );
}
