import type { Pool, PoolConnection, QueryError, ResultSetHeader } from 'mysql2';
import type { DataSource } from 'typeorm';
import type { MysqlDriver } from 'typeorm/driver/mysql/MysqlDriver.js';
import { LIMITS } from '../domain/limits.js';
import { openDataSource, writeOptions } from './data-source.js';
import type { Engine, Row, Scalar, StatementResult, Transaction } from './engine.js';
import { Gate } from './gate.js';
import { type ExecuteCallback, MariadbStatements } from './mariadb-statements.js';

/** Connections beside those that write, so that reads never wait behind writers. */
const READ_CONNECTIONS = 4;
const START_LOCK_SECONDS = 60;
/** What MariaDB takes by default; MySQL takes four times as much. */
const PACKET_BYTES = 16 * 1024 * 1024;

/**
 * Every statement of ours names its rows by key, so READ COMMITTED is enough and spares the gap locks that make
 * concurrent upserts deadlock. Galera answers a read only after it has applied what was committed elsewhere.
 */
const SESSION = 'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED';
const GALERA_SESSION = 'SET SESSION wsrep_sync_wait = 1';

/** MySQL and MariaDB through TypeORM's pool of mysql2 connections, with prepared statements. */
export class MysqlEngine implements Engine {
  private readonly gate: Gate;
  private readonly readGate = new Gate(READ_CONNECTIONS, LIMITS.acquireTimeoutMs);
  private readonly ready = new WeakSet<PoolConnection>();

  private constructor(
    private readonly source: DataSource,
    poolSize: number,
  ) {
    this.gate = new Gate(poolSize, LIMITS.acquireTimeoutMs);
  }

  static async open(url: string, poolSize: number): Promise<MysqlEngine> {
    const source = await openDataSource(await writeOptions(url, poolSize + READ_CONNECTIONS));
    try {
      await requirePacketSize(source);
    } catch (error) {
      await source.destroy();
      throw error;
    }
    return new MysqlEngine(source, poolSize);
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
        const result = await work({ execute: (sql, params) => execute(connection, sql, params) });
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

  async exclusively<T>(work: () => Promise<T>): Promise<T> {
    const connection = await this.acquire();
    // The name is per database: one server may hold several gateways.
    const name = "CONCAT('causeloop:', LEFT(MD5(DATABASE()), 32))";
    try {
      const { rows } = await execute(
        connection,
        `SELECT GET_LOCK(${name}, ${START_LOCK_SECONDS}) AS got`,
        [],
        0,
      );
      if (Number(rows[0]?.got) !== 1) throw new Error('another process holds the start lock for too long');
      return await work();
    } finally {
      await execute(connection, `SELECT RELEASE_LOCK(${name}) AS freed`, []).catch(() =>
        connection.destroy(),
      );
      connection.release();
    }
  }

  async migrate(): Promise<void> {
    await this.source.runMigrations();
  }

  close(): Promise<void> {
    return this.source.destroy();
  }

  private async acquire(): Promise<PoolConnection> {
    const pool = (this.source.driver as MysqlDriver).pool as Pool;
    const connection = await bounded(
      new Promise<PoolConnection>((resolve, reject) =>
        pool.getConnection((error, got) => (error === null ? resolve(got) : reject(error))),
      ),
      (late) => late.release(),
    );
    await this.prepare(connection);
    return connection;
  }

  private async prepare(connection: PoolConnection): Promise<void> {
    if (this.ready.has(connection)) return;
    await query(connection, SESSION);
    if (this.source.options.type === 'mariadb') {
      await query(connection, GALERA_SESSION).catch(() => undefined);
      mariadb.set(connection, new MariadbStatements(connection));
    }
    this.ready.add(connection);
  }
}

/** A batch is one statement, so the server must take one of its size. */
async function requirePacketSize(source: DataSource): Promise<void> {
  const rows: { bytes: unknown }[] = await source.query('SELECT @@max_allowed_packet AS bytes');
  if (Number(rows[0]?.bytes) >= PACKET_BYTES) return;
  throw new Error(
    `the database takes statements of ${rows[0]?.bytes} bytes only: set max_allowed_packet to ${PACKET_BYTES} or more`,
  );
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

function execute(
  connection: PoolConnection,
  sql: string,
  params: readonly Scalar[],
  timeout: number = LIMITS.statementTimeoutMs,
): Promise<StatementResult> {
  return new Promise((resolve, reject) => {
    const done: ExecuteCallback = (error, result) => {
      if (error === null) {
        resolve(
          Array.isArray(result)
            ? { rows: result as Row[], affectedRows: 0 }
            : { rows: [], affectedRows: (result as ResultSetHeader).affectedRows },
        );
        return;
      }
      // After a timeout the answer may still come: nobody else must get this connection.
      if ((error as QueryError).code === 'PROTOCOL_SEQUENCE_TIMEOUT') connection.destroy();
      reject(error);
    };
    const options = { sql, values: params as Scalar[], ...(timeout === 0 ? {} : { timeout }) };
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
