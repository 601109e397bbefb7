import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { expect } from 'chai';
import { Database } from '../../src/db/database.js';
import {
  emptyDatabaseUrl,
  openDatabase,
  type TestDatabaseUrl,
  testDatabaseUrl,
  testsRunOnSqlite,
} from '../support/database.js';
import { rowsOf } from '../support/rows.js';
import { holdStartLock } from '../support/start-lock.js';
import { until } from '../support/until.js';

describe('Database.open while another process starts', () => {
  let target: TestDatabaseUrl;
  let holder: ChildProcess | undefined;
  afterEach(async () => {
    holder?.kill('SIGKILL');
    await target.remove();
  });

  async function hold(): Promise<ChildProcess> {
    holder = await holdStartLock(target.url);
    return holder;
  }

  it('takes over when the process that prepares the database is killed', async () => {
    target = await emptyDatabaseUrl();
    const killed = await hold();
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    let prepared = 0;
    const prepare = async (): Promise<void> => {
      prepared += 1;
    };
    const options = { url: target.url, poolSize: 2, waitSeconds: 0, prepare };
    const opened = await Promise.all([Database.open(options), Database.open(options)]);
    await Promise.all(opened.map((database) => database.close()));
    expect(prepared).to.equal(2);
  });

  it('prepares the database in one process at a time', async () => {
    target = await emptyDatabaseUrl();
    let running = 0;
    let most = 0;
    const prepare = async (database: Database): Promise<void> => {
      most = Math.max(most, ++running);
      await database.select('SELECT COUNT(*) FROM workspace', []);
      running -= 1;
    };
    const opened = await Promise.all(
      Array.from({ length: 5 }, () =>
        Database.open({ url: target.url, poolSize: 1, waitSeconds: 0, prepare }),
      ),
    );
    await Promise.all(opened.map((database) => database.close()));
    expect(most).to.equal(1);
  });

  it('stops waiting when it is aborted', async () => {
    target = await testDatabaseUrl();
    await hold();
    const stop = new AbortController();
    const starting = Database.open({ url: target.url, poolSize: 2, waitSeconds: 0, signal: stop.signal });
    stop.abort(new Error('stopped'));
    const failure: unknown = await starting.catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(Error).and.to.have.property('name', 'AbortError');
  });

  if (!testsRunOnSqlite)
    it('waits for as long as the other process renews its row', async () => {
      target = await testDatabaseUrl();
      const observer = await openDatabase(target.url);
      let entered = false;
      let letGo: () => void = () => undefined;
      const held = new Promise<void>((resolve) => {
        letGo = resolve;
      });
      const open = (prepare: () => Promise<void>): Promise<Database> =>
        Database.open({ url: target.url, poolSize: 2, waitSeconds: 0, prepare });
      const first = open(() => held);
      await until(async () => (await renewals(observer)) >= 0);
      const second = open(async () => {
        entered = true;
      });
      // More than the second process waits for a row that does not change.
      await until(async () => (await renewals(observer)) >= 7);
      expect(entered).to.equal(false);
      letGo();
      await Promise.all([(await first).close(), (await second).close(), observer.close()]);
      expect(entered).to.equal(true);
    });
});

/** How often the holder of the lock has renewed it, -1 while nobody holds it. */
async function renewals(database: Database): Promise<number> {
  const [row] = await rowsOf(database, 'SELECT renewals FROM start_lock');
  return Number(row?.renewals ?? -1);
}
