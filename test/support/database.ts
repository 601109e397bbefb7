import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { HomeDatabase } from '../../src/db/database.js';
import { TestClock } from './clock.js';

/** A database of its own for one test, empty and migrated. */
export interface TestDatabase {
  readonly url: string;
  readonly database: HomeDatabase;
  readonly clock: TestClock;
  /** Closes and removes it. */
  close(): Promise<void>;
}

export interface TestDatabaseUrl {
  readonly url: string;
  remove(): Promise<void>;
}

/** The server that the suites run on; unset means SQLite. `run-suites.ts` sets it for the second run. */
const SERVER_URL = process.env.TEST_DATABASE_URL;

export const testsRunOnSqlite = SERVER_URL === undefined;

/** The address of a database that nothing has opened yet: a new SQLite file or a new, empty schema on the server. */
export async function testDatabaseUrl(): Promise<TestDatabaseUrl> {
  return SERVER_URL === undefined ? newFile() : newSchema(SERVER_URL);
}

export async function openTestDatabase(): Promise<TestDatabase> {
  return opened(await testDatabaseUrl());
}

/** The same in a SQLite file, whatever the suites run on. */
export async function openEmbeddedTestDatabase(): Promise<TestDatabase> {
  return opened(newFile());
}

async function opened({ url, remove }: TestDatabaseUrl): Promise<TestDatabase> {
  const database = await openDatabase(url);
  return {
    url,
    database,
    clock: new TestClock(),
    close: async () => {
      await database.close();
      await remove();
    },
  };
}

/** One more door to a database that exists, as another process would have. The caller closes it. */
export function openDatabase(url: string): Promise<HomeDatabase> {
  return HomeDatabase.open({ url, poolSize: 4, waitSeconds: 0 });
}

function newFile(): TestDatabaseUrl {
  const folder = mkdtempSync(join(tmpdir(), 'causeloop-test-'));
  return {
    url: `sqlite:${join(folder, 'test.sqlite')}`,
    remove: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function newSchema(serverUrl: string): Promise<TestDatabaseUrl> {
  const name = `causeloop_test_${randomBytes(8).toString('hex')}`;
  await onServer(serverUrl, `CREATE DATABASE ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return { url: url.href, remove: () => onServer(serverUrl, `DROP DATABASE IF EXISTS ${name}`) };
}

async function onServer(serverUrl: string, sql: string): Promise<void> {
  const { hostname, port, username, password } = new URL(serverUrl);
  const connection = await createConnection({
    host: hostname,
    port: port === '' ? 3306 : Number(port),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
  });
  try {
    await connection.query(sql);
  } finally {
    connection.destroy();
  }
}
