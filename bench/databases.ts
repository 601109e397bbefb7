import { readFileSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Connection, createConnection } from 'mysql2/promise';
import { findMariadb, type MariadbServer, startMariadb } from '../test/support/mariadb-server.js';

export const DATABASES = ['sqlite', 'mariadb'] as const;
export type DatabaseKind = (typeof DATABASES)[number];

/** No server waits for the other's pages. */
const SETTINGS = [`innodb_buffer_pool_size = ${2 ** 30}`, `innodb_log_file_size = ${2 ** 30}`];

/** Gives each server an empty database of its own. */
export interface Databases {
  readonly kind: DatabaseKind;
  /** The process of the database; null when it is part of each server. */
  readonly pid: number | null;
  /** The address of a new, empty database, as DATABASE_URL takes it. */
  create(): Promise<string>;
  close(): Promise<void>;
}

/** @throws for mariadb when it is not installed */
export function openDatabases(kind: DatabaseKind): Promise<Databases> {
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
  // A commit is on disk before it is answered.
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

/** Answers the id of the server's process. */
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
