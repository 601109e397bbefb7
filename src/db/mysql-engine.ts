import { LIMITS } from '../domain/limits.js';
import type { HomeEngine, Row, Scalar, ThreadAddress, Transaction } from './engine.js';
import { Gate } from './gate.js';
import { migrate } from './migrate.js';
import { execute, MysqlPool } from './mysql-pool.js';
import { askServer } from './mysql-server.js';

/** Connections beside those that write. */
const READ_CONNECTIONS = 4;
const START_LOCK_SECONDS = 60;
/**
 * Turns at once. What a thread has under way stays in its memory, where more of it costs collecting garbage and gains
 * nothing: one batch is on its way there, one is being executed, one is being answered.
 */
const TURNS_MAX = 3;
/** What MariaDB takes by default; MySQL takes four times as much. */
const PACKET_BYTES = 16 * 1024 * 1024;

/** MySQL and MariaDB through a pool of connections. */
export class MysqlEngine implements HomeEngine {
  private constructor(
    private readonly url: string,
    private readonly pool: MysqlPool,
    private readonly turns: Gate,
    readonly address: ThreadAddress,
  ) {}

  static async open(url: string, poolSize: number): Promise<MysqlEngine> {
    const { isMariadb, packetBytes } = await askServer(url);
    requirePacketSize(packetBytes);
    const pool = MysqlPool.open(url, { isMariadb, writers: poolSize, readers: READ_CONNECTIONS });
    const turns = Math.min(poolSize, TURNS_MAX);
    const address = { dialect: 'mysql', url, isMariadb, writers: turns } as const;
    return new MysqlEngine(url, pool, new Gate(turns, LIMITS.acquireTimeoutMs), address);
  }

  get takesRuns(): boolean {
    return this.pool.takesRuns;
  }

  read(sql: string, params: readonly Scalar[]): Promise<Row[]> {
    return this.pool.read(sql, params);
  }

  transact<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.pool.transact(work);
  }

  async exclusively<T>(work: () => Promise<T>): Promise<T> {
    const connection = await this.pool.acquire();
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

  turn<T>(work: () => Promise<T>): Promise<T> {
    return this.turns.run(work);
  }

  migrate(): Promise<void> {
    return migrate(this.url, (sql, params) => this.read(sql, params));
  }

  close(): Promise<void> {
    return this.pool.close();
  }
}

/** A batch is one statement, so the server must take one of its size. */
function requirePacketSize(bytes: number): void {
  if (bytes >= PACKET_BYTES) return;
  throw new Error(
    `the database takes statements of ${bytes} bytes only: set max_allowed_packet to ${PACKET_BYTES} or more`,
  );
}
