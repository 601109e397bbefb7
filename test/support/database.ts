import { randomBytes } from 'node:crypto';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { Database } from '../../src/db/database.js';
import { mysqlAddress, sqliteFile } from '../../src/db/database-url.js';
import { TestClock } from './clock.js';

/** A migrated, empty database that belongs to one test. */
export interface TestDatabase {
  readonly url: string;
  readonly database: Database;
  readonly clock: TestClock;
  /** Closes and removes the database. */
  close(): Promise<void>;
}

export interface TestDatabaseUrl {
  readonly url: string;
  remove(): Promise<void>;
}

/** The server that the suites run on; unset means SQLite. `run-suites.ts` sets it. */
const SERVER_URL = process.env.TEST_DATABASE_URL;

export const testsRunOnSqlite = SERVER_URL === undefined;

/** The URL of a new database that has its tables and no rows. */
export async function testDatabaseUrl(): Promise<TestDatabaseUrl> {
  return SERVER_URL === undefined ? copiedFile() : copiedSchema(SERVER_URL);
}

/** The URL of a new database without tables: a SQLite file that does not exist yet, or a new schema on the server. */
export async function emptyDatabaseUrl(): Promise<TestDatabaseUrl> {
  return SERVER_URL === undefined ? newFile() : newSchema(SERVER_URL);
}

export async function openTestDatabase(): Promise<TestDatabase> {
  return opened(await testDatabaseUrl());
}

/** Opens a test database in a SQLite file, whatever the suites run on. */
export async function openEmbeddedTestDatabase(): Promise<TestDatabase> {
  return opened(await copiedFile());
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

/** Opens an existing database again, as another process would. The caller closes it. */
export function openDatabase(url: string, waitSeconds = 0): Promise<Database> {
  return Database.open({ url, poolSize: 4, waitSeconds });
}

/*
 * Migrating a database takes much longer than copying a migrated one, so a process migrates one database of each kind.
 */

interface Template extends TestDatabaseUrl {
  readonly tables: readonly string[];
}

let fileTemplate: Promise<TestDatabaseUrl> | undefined;
let schemaTemplate: Promise<Template> | undefined;

/** Call it after the last test. */
export async function removeTemplates(): Promise<void> {
  for (const made of [fileTemplate, schemaTemplate]) await (await made?.catch(() => undefined))?.remove();
}

async function copiedFile(): Promise<TestDatabaseUrl> {
  fileTemplate ??= migrated(newFile());
  const template = await fileTemplate;
  const copy = newFile();
  copyFileSync(sqliteFile(template.url), sqliteFile(copy.url));
  return copy;
}

async function copiedSchema(serverUrl: string): Promise<TestDatabaseUrl> {
  schemaTemplate ??= newSchema(serverUrl).then(migrated).then(withTables);
  const { url, tables } = await schemaTemplate;
  const copy = await newSchema(serverUrl);
  const { database: from } = mysqlAddress(url);
  const { database: to } = mysqlAddress(copy.url);
  await onServer(serverUrl, [
    ...tables.map((table) => `CREATE TABLE ${to}.${table} LIKE ${from}.${table}`),
    `INSERT INTO ${to}.migrations SELECT * FROM ${from}.migrations`,
  ]);
  return copy;
}

async function migrated(target: TestDatabaseUrl): Promise<TestDatabaseUrl> {
  await (await openDatabase(target.url)).close();
  return target;
}

async function withTables(target: TestDatabaseUrl): Promise<Template> {
  const rows = await onServer(target.url, ['SHOW TABLES']);
  return { ...target, tables: rows.map((row) => String(Object.values(row)[0])) };
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
  await onServer(serverUrl, [`CREATE DATABASE ${name}`]);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    remove: async () => {
      await onServer(serverUrl, [`DROP DATABASE IF EXISTS ${name}`]);
    },
  };
}

/** Runs the statements together and returns the rows of the first. */
async function onServer(url: string, statements: readonly string[]): Promise<RowDataPacket[]> {
  const connection = await createConnection({ ...mysqlAddress(url), multipleStatements: true });
  try {
    const [rows] = await connection.query<RowDataPacket[]>(statements.join(';'));
    return rows;
  } finally {
    connection.destroy();
  }
}
