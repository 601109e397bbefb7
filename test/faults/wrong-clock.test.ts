import { type TestDatabaseUrl, testDatabaseUrl } from '../support/database.js';
import { Deployment } from './deployment.js';
import { Load, seeded } from './load.js';
import { PUSHES, REPEATS, TIMEOUT_MS } from './strength.js';
import { INSPECTED } from './usage.js';

const SEED = 3_600;
const HOUR_MS = 3_600_000;
const PRELOAD = new URL('shifted-clock.js', import.meta.url).href;

/** The environment of a process whose clock is wrong. */
function shifted(ms: number): NodeJS.ProcessEnv {
  return { NODE_OPTIONS: `${INSPECTED} --import ${PRELOAD}`, CLOCK_SHIFT_MS: String(ms) };
}

describe('processes whose clocks are an hour off', function () {
  this.timeout(TIMEOUT_MS);
  let database: TestDatabaseUrl;
  let deployment: Deployment | undefined;
  beforeEach(async () => {
    database = await testDatabaseUrl();
  });
  afterEach(async () => {
    await deployment?.kill();
    await database.remove();
  });

  it('settle every job, also those of a gateway that was killed before its clock was set back', async () => {
    const load = new Load(seeded(SEED));
    deployment = await Deployment.start({
      databaseUrl: database.url,
      gateway: shifted(0),
      workers: [shifted(HOUR_MS), shifted(-HOUR_MS)],
    });
    await deployment.warmUp(load);
    const { gateway, workers, url } = deployment;
    for (let repeat = 0; repeat < REPEATS; repeat++)
      await load.during(url, PUSHES, async () => {
        await load.acknowledges(PUSHES);
        await Promise.all([gateway, ...workers].map(({ process }) => process.kill()));
        await gateway.restart(shifted(-HOUR_MS));
        await Promise.all(workers.map((worker) => worker.restart()));
        await load.acknowledges(PUSHES);
        await gateway.process.kill();
        await gateway.restart(shifted(0));
      });
    await deployment.expectRecovered(load);
  });
});
