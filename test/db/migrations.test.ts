import { tmpdir } from 'node:os';
import type { Worker } from 'node:worker_threads';
import { expect } from 'chai';
import { createDataSource, dataSourceOptions } from '../../src/db/data-source.js';
import { HomeDatabase } from '../../src/db/database.js';
import { isUnreachable } from '../../src/db/database-error.js';
import { runMigrations } from '../../src/db/migrate.js';
import { MIGRATIONS } from '../../src/db/migrations/index.js';
import {
  emptyDatabaseUrl,
  openDatabase,
  type TestDatabaseUrl,
  testDatabaseUrl,
  testsRunOnSqlite,
} from '../support/database.js';
import { freePort } from '../support/free-port.js';

const LAST = 'DELETE FROM migrations WHERE id = (SELECT id FROM (SELECT MAX(id) AS id FROM migrations) AS m)';
const RECORD = 'INSERT INTO migrations (timestamp, name) VALUES (?, ?)';

describe('the tables', () => {
  let target: TestDatabaseUrl;
  let threads: Worker[];
  const count = (thread: Worker): number => threads.push(thread);
  beforeEach(() => {
    threads = [];
    process.on('worker', count);
  });
  afterEach(async () => {
    process.off('worker', count);
    await target.remove();
  });

  async function change(sql: string, params: readonly (string | number)[] = []): Promise<void> {
    const database = await openDatabase(target.url);
    await database.write((tx) => tx.execute(sql, params));
    await database.close();
  }

  const failureOf = (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => undefined,
      (error: unknown) => error,
    );

  describe('of an empty database', () => {
    beforeEach(async () => {
      target = await emptyDatabaseUrl();
    });

    it('are what the entities say, with nothing left for the schema builder to do', async () => {
      await (await openDatabase(target.url)).close();
      const source = await createDataSource(await dataSourceOptions(target.url)).initialize();
      try {
        const { upQueries } = await source.driver.createSchemaBuilder().log();
        expect(upQueries.map(({ query }) => query)).to.deep.equal([]);
      } finally {
        await source.destroy();
      }
    });

    it('are made once when several processes start together', async () => {
      const opened = await Promise.all(
        [1, 2, 3].map(() => HomeDatabase.open({ url: target.url, poolSize: 2, waitSeconds: 1 })),
      );
      expect(threads).to.have.length(1);
      const [{ n } = {}] = (await opened[0]?.query('SELECT COUNT(*) AS n FROM migrations', [])) ?? [];
      expect(n).to.equal(MIGRATIONS.sqlite.length);
      for (const database of opened) await database.ping();
      await Promise.all(opened.map((database) => database.close()));
    });

    it('are the same that other tests get as a copy', async () => {
      await (await openDatabase(target.url)).close();
      const copy = await testDatabaseUrl();
      expect(await definitions(copy.url)).to.deep.equal(await definitions(target.url));
      await copy.remove();
    });
  });

  describe('of a database that is up to date', () => {
    beforeEach(async () => {
      target = await testDatabaseUrl();
      threads = [];
    });

    it('need no thread', async () => {
      await (await openDatabase(target.url)).close();
      expect(threads).to.deep.equal([]);
    });

    it('need none either when a newer version was there', async () => {
      await change(RECORD, [1_999_000_000_000, 'Later1999000000000']);
      await (await openDatabase(target.url)).close();
      expect(threads).to.deep.equal([]);
    });
  });

  describe('that cannot be brought up to date', () => {
    it('are reported with what the database says, and hold up nobody who comes later', async () => {
      target = await testDatabaseUrl();
      // It would run again, and what it makes is there.
      await change(LAST);
      const failure = await failureOf(openDatabase(target.url));
      const code = testsRunOnSqlite ? 'SQLITE_ERROR' : 'ER_DUP_FIELDNAME';
      expect(failure).to.be.instanceOf(Error).and.to.include({ code });
      expect((failure as Error).message).to.match(/duplicate column name:? '?settings/i);
      expect((failure as Error).stack).to.contain('webhooks');
      expect(isUnreachable(failure)).to.equal(false);
      expect(await failureOf(openDatabase(target.url))).to.include({ code });
      expect(threads).to.have.length(2);
    });

    it('are reported as unreachable when they are', async () => {
      target = await emptyDatabaseUrl();
      const url = testsRunOnSqlite
        ? `sqlite:${tmpdir()}`
        : `mysql://somebody:a-secret@127.0.0.1:${await freePort()}/x`;
      const failure = await failureOf(runMigrations(url));
      expect(failure).to.be.instanceOf(Error);
      expect((failure as Error).message).to.match(/unable to open|ECONNREFUSED/);
      expect(isUnreachable(failure)).to.equal(true);
    });

    for (const [what, program] of [
      ['ends', 'process.exit(0)'],
      ['waits for what never comes', 'await new Promise(() => undefined)'],
    ] as const)
      it(`are reported when the thread ${what}`, async () => {
        target = await emptyDatabaseUrl();
        const failure = await failureOf(
          runMigrations(target.url, new URL(`data:text/javascript,${encodeURIComponent(program)}`)),
        );
        expect(failure).to.be.instanceOf(Error).and.have.property('message').that.contains('migrations');
      });
  });
});

/** How each table was made, by name. */
async function definitions(url: string): Promise<readonly unknown[]> {
  const source = await createDataSource(await dataSourceOptions(url)).initialize();
  try {
    const migrations = await source.query('SELECT timestamp, name FROM migrations ORDER BY id');
    if (testsRunOnSqlite)
      return [...(await source.query('SELECT name, sql FROM sqlite_master ORDER BY name')), migrations];
    const tables: object[] = await source.query('SHOW TABLES');
    const made = tables.map(async (table) => {
      const [row] = await source.query(`SHOW CREATE TABLE ${Object.values(table)[0]}`);
      return Object.values(row as object);
    });
    return [...(await Promise.all(made)), migrations];
  } finally {
    await source.destroy();
  }
}
