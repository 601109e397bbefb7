import { expect } from 'chai';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../../src/db/data-source.js';
import { Database } from '../../src/db/database.js';
import { isUnreachable } from '../../src/db/database-error.js';
import { MIGRATIONS } from '../../src/db/migrations/index.js';
import {
  emptyDatabaseUrl,
  openDatabase,
  type TestDatabaseUrl,
  testDatabaseUrl,
  testsRunOnSqlite,
} from '../support/database.js';
import { rowsOf } from '../support/rows.js';

const FORGET_WEBHOOKS = "DELETE FROM migrations WHERE name = 'Webhooks1764070000000'";
const RECORD = 'INSERT INTO migrations (timestamp, name) VALUES (?, ?)';

describe('Database.open with migrations', () => {
  let target: TestDatabaseUrl;
  afterEach(() => target.remove());

  async function change(sql: string, params: readonly (string | number)[] = []): Promise<void> {
    const database = await openDatabase(target.url);
    await database.write((tx) => tx.execute(sql, params));
    await database.close();
  }

  it('creates exactly the tables that the entities describe', async () => {
    target = await emptyDatabaseUrl();
    await (await openDatabase(target.url)).close();
    const source = await new DataSource(await dataSourceOptions(target.url)).initialize();
    try {
      const { upQueries } = await source.driver.createSchemaBuilder().log();
      expect(upQueries.map(({ query }) => query)).to.deep.equal([]);
    } finally {
      await source.destroy();
    }
  });

  it('runs each migration once when several processes start together', async () => {
    target = await emptyDatabaseUrl();
    const opened = await Promise.all(
      [1, 2, 3].map(() => Database.open({ url: target.url, poolSize: 2, waitSeconds: 1 })),
    );
    const [row] = await rowsOf(opened[0] as Database, 'SELECT COUNT(*) AS n FROM migrations');
    expect(Number(row?.n)).to.equal(MIGRATIONS.sqlite.length);
    for (const database of opened) await database.checkWritable();
    await Promise.all(opened.map((database) => database.close()));
  });

  it('creates the same tables as the template database of the tests', async () => {
    target = await emptyDatabaseUrl();
    await (await openDatabase(target.url)).close();
    const copy = await testDatabaseUrl();
    expect(await definitions(copy.url)).to.deep.equal(await definitions(target.url));
    await copy.remove();
  });

  it('keeps the statuses of issues that were stored before acknowledgements existed', async () => {
    target = await emptyDatabaseUrl();
    const kind = testsRunOnSqlite ? 'sqlite' : 'mysql';
    const before = MIGRATIONS[kind].findIndex(({ name }) => name.startsWith('Acknowledgements'));
    const migrations = MIGRATIONS[kind].slice(0, before);
    const source = new DataSource({ ...(await dataSourceOptions(target.url)), migrations });
    await source.initialize();
    await source.runMigrations();
    const statuses = ['open', 'resolved', 'open'];
    for (const [i, status] of statuses.entries())
      await source.query(
        'INSERT INTO issue (workspace_id, id, source, title, severity, status) VALUES (1, ?, ?, ?, ?, ?)',
        [Buffer.alloc(16, i + 1), 'jira', 't', 'p3', status],
      );
    await source.destroy();
    const database = await openDatabase(target.url);
    const rows = await rowsOf(database, 'SELECT status, assignee FROM issue ORDER BY id');
    expect(rows.map(({ status, assignee }) => [status, assignee])).to.deep.equal(
      statuses.map((status) => [status, null]),
    );
    await database.close();
  });

  it('opens a database that a newer version has migrated without changing it', async () => {
    target = await testDatabaseUrl();
    await change(RECORD, [1_999_000_000_000, 'Later1999000000000']);
    const database = await openDatabase(target.url);
    const [row] = await rowsOf(database, 'SELECT COUNT(*) AS n FROM migrations');
    expect(Number(row?.n)).to.equal(MIGRATIONS.sqlite.length + 1);
    await database.close();
  });

  it('reports a failed migration with the error of the database and does not block later starts', async () => {
    target = await testDatabaseUrl();
    // The migration runs again although its columns exist.
    await change(FORGET_WEBHOOKS);
    for (let start = 1; start <= 2; start++) {
      const failure: unknown = await openDatabase(target.url).catch((error: unknown) => error);
      const code = testsRunOnSqlite ? 'SQLITE_ERROR' : 'ER_DUP_FIELDNAME';
      expect(failure).to.be.instanceOf(Error).and.to.include({ code });
      expect((failure as Error).message).to.match(/duplicate column name:? '?settings/i);
      expect(isUnreachable(failure)).to.equal(false);
    }
  });
});

/** The definition of each table, by name. */
async function definitions(url: string): Promise<readonly unknown[]> {
  const source = await new DataSource(await dataSourceOptions(url)).initialize();
  try {
    const migrations = await source.query('SELECT timestamp, name FROM migrations ORDER BY id');
    if (testsRunOnSqlite)
      return [...(await source.query('SELECT name, sql FROM sqlite_master ORDER BY name')), migrations];
    const tables: object[] = await source.query('SHOW TABLES');
    const statements = tables.map(async (table) => {
      const [row] = await source.query(`SHOW CREATE TABLE ${Object.values(table)[0]}`);
      return Object.values(row as object);
    });
    return [...(await Promise.all(statements)), migrations];
  } finally {
    await source.destroy();
  }
}
