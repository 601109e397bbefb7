import { createConnection } from 'mysql2/promise';
import { type TestDatabaseUrl, testDatabaseUrl, testsRunOnSqlite } from '../support/database.js';
import { until } from '../support/until.js';
import { Deployment, type Program } from './deployment.js';
import { Load, seeded } from './load.js';
import { PUSHES, REPEATS, TIMEOUT_MS } from './strength.js';

const SEED = 1_999;

// SQLite has no workers.
if (!testsRunOnSqlite)
  describe('two workers that fail in turn under load', function () {
    this.timeout(TIMEOUT_MS);
    let database: TestDatabaseUrl;
    let deployment: Deployment;
    let load: Load;
    beforeEach(async () => {
      database = await testDatabaseUrl();
      load = new Load(seeded(SEED));
      deployment = await Deployment.start({ databaseUrl: database.url });
      await deployment.warmUp(load);
    });
    afterEach(async () => {
      await deployment?.kill();
      await database.remove();
    });

    it('settle every job when one of them is killed', async () => {
      for (let repeat = 0; repeat < 2 * REPEATS; repeat++) {
        const worker = deployment.workers[repeat % 2];
        await load.during(deployment.url, PUSHES, async () => {
          await load.acknowledges(PUSHES);
          await worker?.process.kill();
        });
        // The other one takes over.
        await deployment.settle(load);
        await load.during(deployment.url, PUSHES, async () => worker?.restart());
      }
      await deployment.expectRecovered(load);
    });

    it('settle every job when one of them is frozen longer than its lease, which steps back once it is thawed', async () => {
      for (let repeat = 0; repeat < 2 * REPEATS; repeat++) {
        const worker = deployment.workers[repeat % 2];
        await load.during(deployment.url, PUSHES, async () => {
          await load.acknowledges(PUSHES);
          await worker?.freeze();
        });
        await deployment.settle(load);
        await load.during(deployment.url, PUSHES, async () => worker?.thaw());
      }
      await deployment.expectRecovered(load);
    });

    it('settle every job when one of them is frozen in the middle of a transaction', async () => {
      const [frozen, other] = deployment.workers as [Program, Program];
      const session = await createConnection(database.url);
      // Without requests and without the other worker, no one else has a transaction.
      const hasTransaction = async (): Promise<boolean> => {
        const [rows] = await session.query(
          'SELECT 1 FROM information_schema.innodb_trx JOIN information_schema.processlist ON id = trx_mysql_thread_id WHERE db = DATABASE() AND trx_rows_locked > 0',
        );
        return (rows as unknown[]).length > 0;
      };
      for (let repeat = 0; repeat < REPEATS; repeat++) {
        await other.process.kill();
        await until(async () => {
          frozen.thaw();
          const target = load.promised.length + PUSHES;
          await load.run(deployment.url, () => load.promised.length < target);
          await frozen.freeze();
          return hasTransaction();
        });
        await other.restart();
        await deployment.settle(load);
        await load.during(deployment.url, PUSHES, async () => frozen.thaw());
      }
      await session.end();
      await deployment.expectRecovered(load);
    });
  });
