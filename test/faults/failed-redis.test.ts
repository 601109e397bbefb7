import { expect } from 'chai';
import { type TestDatabaseUrl, testDatabaseUrl } from '../support/database.js';
import { RedisServer } from '../support/redis-server.js';
import { requireProgram } from '../support/requirement.js';
import { Deployment } from './deployment.js';
import { Load, seeded } from './load.js';
import { PUSHES, REPEATS, TIMEOUT_MS } from './strength.js';

const SEED = 6_379;

describe('Redis that fails under load', function () {
  this.timeout(TIMEOUT_MS);
  let database: TestDatabaseUrl;
  let redis: RedisServer;
  let deployment: Deployment;
  let load: Load;
  before(function () {
    requireProgram(this, 'redis-server', RedisServer.isInstalled());
  });
  beforeEach(async () => {
    database = await testDatabaseUrl();
    redis = await RedisServer.start();
    load = new Load(seeded(SEED));
    deployment = await Deployment.start({ databaseUrl: database.url, redisUrl: redis.url });
    await deployment.warmUp(load);
  });
  afterEach(async () => {
    redis?.thaw();
    await deployment?.kill();
    await redis?.remove();
    await database?.remove();
  });

  /** Accepts and settles a load before, during and after each fault. */
  async function expectUnharmed(fail: () => Promise<void>, recover: () => Promise<void>): Promise<void> {
    for (let repeat = 0; repeat < REPEATS; repeat++) {
      await load.during(deployment.url, PUSHES, async () => {
        await load.acknowledges(PUSHES);
        await fail();
      });
      await deployment.settle(load);
      await load.during(deployment.url, PUSHES, recover);
    }
    expect([...load.refusals.keys()], 'refusals').to.deep.equal([]);
    await deployment.expectRecovered(load);
  }

  it('refuses nothing and settles every job while Redis is killed and started again, empty', () =>
    expectUnharmed(
      () => redis.kill(),
      () => redis.start(),
    ));

  it('refuses nothing and settles every job while Redis is frozen', () =>
    expectUnharmed(
      () => redis.freeze(),
      async () => redis.thaw(),
    ));

  it('refuses nothing and settles every job while Redis loses all keys', () =>
    expectUnharmed(
      () => redis.flush(),
      () => redis.flush(),
    ));
});
