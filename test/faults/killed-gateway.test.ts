import { type TestDatabaseUrl, testDatabaseUrl } from '../support/database.js';
import { Deployment } from './deployment.js';
import { Load, seeded } from './load.js';
import { PUSHES, REPEATS, TIMEOUT_MS } from './strength.js';

const SEED = 20_260_614;

describe('a gateway that is killed repeatedly under load', () => {
  let database: TestDatabaseUrl;
  let deployment: Deployment | undefined;
  beforeEach(async () => {
    database = await testDatabaseUrl();
  });
  afterEach(async () => {
    await deployment?.kill();
    await database.remove();
  });

  it('keeps every acknowledged record and settles every job', async function () {
    this.timeout(TIMEOUT_MS);
    const random = seeded(SEED);
    const load = new Load(random);
    deployment = await Deployment.start({ databaseUrl: database.url });
    await deployment.warmUp(load);
    const { gateway, url } = deployment;
    for (let kill = 0; kill < 2 * REPEATS; kill++)
      await load.during(url, 0, async () => {
        await load.acknowledges(1 + Math.floor(random() * PUSHES));
        await gateway.process.kill();
        await gateway.restart();
      });
    await deployment.expectRecovered(load);
  });
});
