import { expect } from 'chai';
import { GatewayProcess } from '../lifecycle/gateway-process.js';
import { type TestDatabaseUrl, testDatabaseUrl } from '../support/database.js';
import { emptyQueue, Load, seeded, settledStatuses, TOKEN } from './load.js';
import { expectPromisesKept } from './promises.js';

const KILLS = process.env.CI === 'true' ? 20 : 4;
const SEED = 20_260_614;

describe('a gateway that is killed repeatedly under load', () => {
  let database: TestDatabaseUrl;
  let gateway: GatewayProcess | undefined;
  beforeEach(async () => {
    database = await testDatabaseUrl();
  });
  afterEach(async () => {
    await gateway?.kill();
    await database.remove();
  });

  const start = (): GatewayProcess =>
    new GatewayProcess({ DATABASE_URL: database.url, BOOTSTRAP_TOKEN: TOKEN, LOG_LEVEL: 'info' });

  it(`keeps every acknowledged record through ${KILLS} kills and settles every job`, async function () {
    this.timeout(600_000);
    const random = seeded(SEED);
    const load = new Load(random);
    for (let kill = 0; kill < KILLS; kill++) {
      gateway = start();
      const url = await gateway.serving;
      const target = load.promised.length + 1 + Math.floor(random() * 120);
      let killed: Promise<unknown> | undefined;
      await load.run(url, () => {
        if (killed === undefined && load.promised.length >= target) killed = gateway?.kill();
        return killed === undefined;
      });
      await killed;
    }
    expect([...load.refusals.keys()], 'refusals').to.deep.equal([]);

    gateway = start();
    const url = await gateway.serving;
    await load.finish(url);
    const statuses = await settledStatuses(url, load);
    expect(new Set(statuses.values())).to.deep.equal(new Set(['succeeded']));
    // Jobs whose response got lost must settle as well before the database is checked.
    await emptyQueue(url);
    gateway.signal('SIGTERM');
    expect((await gateway.ended).code).to.equal(0);
    await expectPromisesKept(database.url, load);
  });
});
