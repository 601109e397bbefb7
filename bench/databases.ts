import { readFileSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Connection, createConnection } from 'mysql2/promise';
import { findMariadb, type MariadbServer, startMariadb } from '../test/support/mariadb-server.js';

export const DATABASES = ['sqlite', 'mariadb'] as const;
export type BenchDatabaseKind = (typeof DATABASES)[number];

/** Large enough that MariaDB does not wait for pages during a round. */
const SETTINGS = [`innodb_buffer_pool_size = ${2 ** 30}`, `innodb_log_file_size = ${2 ** 30}`];

/** Creates an empty database for each server. */
export interface Databases {
  readonly kind: BenchDatabaseKind;
  /** The process id of the database; null if it runs inside each server. */
  readonly pid: number | null;
  /** Creates an empty database and returns its DATABASE_URL. */
  create(): Promise<string>;
  close(): Promise<void>;
}

/** @throws if MariaDB is requested but not installed */
export function openDatabases(kind: BenchDatabaseKind): Promise<Databases> {
  return kind === 'sqlite' ? openSqlite() : openMariadb();
}

async function openSqlite(): Promise<Databases> {
  const folder = await mkdtemp(join(tmpdir(), 'causeloop-bench-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  let made = 0;
  return {
    kind: 'sqlite',
    pid: null,
    create: async () => {
      made += 1;
      return `sqlite:${join(folder, `bench-${made}.sqlite`)}`;
    },
    close: async () => remove(),
  };
}

async function openMariadb(): Promise<Databases> {
  const programs = findMariadb();
  if (programs === null) throw new Error('mariadbd is not installed; try --database sqlite');
  // Durable: every commit is synced to disk.
  const server = await startMariadb(programs, true);
  let made = 0;
  return {
    kind: 'mariadb',
    pid: await onServer(server, tune),
    create: async () => {
      made += 1;
      const name = `bench_${made}`;
      await onServer(server, (connection) =>
        connection.query(`CREATE DATABASE ${name} CHARACTER SET utf8mb4`),
      );
      return `${server.url}/${name}`;
    },
    close: () => server.stop(),
  };
}

/** Configures the server and returns its process id. */
async function tune(connection: Connection): Promise<number> {
  for (const setting of SETTINGS) await connection.query(`SET GLOBAL ${setting}`);
  const [rows] = await connection.query('SELECT @@pid_file AS file');
  return Number(readFileSync((rows as { file: string }[])[0]?.file ?? '', 'utf8'));
}

async function onServer<T>(server: MariadbServer, work: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await createConnection(server.url);
  try {
    return await work(connection);
  } finally {
    await connection.end();
  }
}
