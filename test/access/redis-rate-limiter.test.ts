import { expect } from 'chai';
import { Redis } from 'ioredis';
import type { RateLimiter, RateState } from '../../src/access/rate-limiter.js';
import { RedisRateLimiter } from '../../src/access/redis-rate-limiter.js';
import { TestClock } from '../support/clock.js';
import { recordLogs } from '../support/logs.js';
import { RedisServer } from '../support/redis-server.js';
import { requireProgram } from '../support/requirement.js';
import { until } from '../support/until.js';

const OUTAGE = 'Redis is unavailable';
const RECOVERY = 'Redis is available again';

describe('RedisRateLimiter', () => {
  let server: RedisServer;
  let clock: TestClock;
  let redis: Redis;
  let limiters: RateLimiter[];
  let logs: ReturnType<typeof recordLogs>;

  before(function () {
    requireProgram(this, 'redis-server', RedisServer.isInstalled());
  });
  beforeEach(async () => {
    server = await RedisServer.start();
    clock = new TestClock();
    redis = new Redis(server.url);
    // Some tests kill the server.
    redis.on('error', () => undefined);
    limiters = [];
    logs = recordLogs();
  });
  afterEach(async () => {
    redis?.disconnect();
    await Promise.all(limiters?.map((limiter) => limiter.close()) ?? []);
    await server?.remove();
  });

  /** Uses a long default timeout, so that a busy machine does not look like an outage of Redis. */
  function replica(limit: number, { url = server.url, timeoutMs = 20_000 } = {}): RedisRateLimiter {
    const limiter = new RedisRateLimiter(url, limit, clock, logs.logger, timeoutMs);
    limiters.push(limiter);
    return limiter;
  }

  const logged = (text: string): number => logs.lines.filter((line) => line.includes(text)).length;

  /** Advances the clock, so that the limiter retries, until it reports a recovery. */
  async function untilRecovered(limiter: RateLimiter, times = 1): Promise<void> {
    await until(async () => {
      clock.advance(1_000);
      await limiter.consumeTokens('somebody else', 1);
      return logged(RECOVERY) >= times;
    });
  }

  it('shares a limit between replicas', async () => {
    const [one, other] = [replica(4), replica(4)];
    const states: RateState[] = [];
    for (const limiter of [one, other, one, other, one, other])
      states.push(await limiter.consumeTokens('a', 1));
    expect(states.map(({ allowed }) => allowed)).to.deep.equal([true, true, true, true, false, false]);
    expect(states.map(({ remaining }) => remaining)).to.deep.equal([3, 2, 1, 0, 0, 0]);
    expect(states[0]).to.include({ limit: 4, resetSeconds: 60 });
    expect((await other.consumeTokens('b', 1)).allowed).to.equal(true);
  });

  it('allows exactly the limit under concurrent requests', async () => {
    const replicas = [replica(50), replica(50), replica(50)];
    const states = await Promise.all(
      Array.from({ length: 90 }, (_, i) => (replicas[i % 3] as RateLimiter).consumeTokens('a', 1)),
    );
    expect(states.filter(({ allowed }) => allowed)).to.have.length(50);
  });

  it('refuses a cost that exceeds the shared limit and consumes nothing', async () => {
    const limiter = replica(10);
    await limiter.consumeTokens('a', 7);
    expect(await limiter.consumeTokens('a', 4)).to.include({ allowed: false, remaining: 3 });
    expect(await limiter.consumeTokens('a', 3)).to.include({ allowed: true, remaining: 0 });
    expect(await limiter.consumeTokens('b', 11)).to.include({
      allowed: false,
      remaining: 10,
      resetSeconds: 60,
    });
  });

  it('resets when the window in Redis expires', async () => {
    const limiter = replica(1);
    await limiter.consumeTokens('a', 1);
    const [key = ''] = await redis.keys('*');
    await redis.pexpire(key, 1_500);
    expect(await limiter.consumeTokens('a', 1)).to.include({ allowed: false, resetSeconds: 2 });
    await redis.del(key);
    expect(await limiter.consumeTokens('a', 1)).to.include({ allowed: true, resetSeconds: 60 });
  });

  it('sets an expiry on every key in Redis', async () => {
    const limiter = replica(3);
    await limiter.consumeTokens('a', 1);
    const [key = ''] = await redis.keys('*');
    expect(await redis.pttl(key)).to.be.within(1, 60_000);
    await redis.set(key, '3');
    expect(await limiter.consumeTokens('a', 1)).to.include({ allowed: true, remaining: 2 });
    expect(await redis.pttl(key)).to.be.within(1, 60_000);
  });

  it('counts per process while Redis is unavailable and shares the limit again after a recovery', async () => {
    const [one, other] = [replica(2), replica(2)];
    await one.consumeTokens('a', 2);
    await other.consumeTokens('b', 2);
    await server.kill();
    const states = [
      await one.consumeTokens('a', 1),
      await one.consumeTokens('a', 1),
      await one.consumeTokens('a', 1),
    ];
    expect(states.map(({ allowed }) => allowed)).to.deep.equal([true, true, false]);
    expect(await other.consumeTokens('a', 2)).to.include({ allowed: true, remaining: 0 });
    expect(logged(OUTAGE)).to.equal(2);
    expect(await one.ping().catch((error: unknown) => error)).to.be.instanceOf(Error);

    await server.start();
    await untilRecovered(one);
    await untilRecovered(other, 2);
    expect(await one.consumeTokens('b', 2)).to.include({ allowed: true, remaining: 0 });
    expect(await other.consumeTokens('b', 1)).to.include({ allowed: false });
    await one.ping();
    expect([logged(OUTAGE), logged(RECOVERY)]).to.deep.equal([2, 2]);
  });

  it('counts per process while Redis accepts connections but does not respond', async () => {
    const limiter = replica(2, { timeoutMs: 100 });
    await limiter.consumeTokens('a', 1);
    await server.freeze();
    const states = [
      await limiter.consumeTokens('b', 1),
      await limiter.consumeTokens('b', 1),
      await limiter.consumeTokens('b', 1),
    ];
    expect(states.map(({ allowed }) => allowed)).to.deep.equal([true, true, false]);
    expect(logged(OUTAGE)).to.be.at.least(1);
    server.thaw();
    await untilRecovered(limiter, logged(OUTAGE));
  });

  it('starts without Redis and connects later', async () => {
    await server.kill();
    const limiter = replica(1);
    expect(await limiter.consumeTokens('a', 1)).to.include({ allowed: true, limit: 1 });
    expect(await limiter.consumeTokens('a', 1)).to.include({ allowed: false });
    await server.start();
    await untilRecovered(limiter);
    expect((await limiter.consumeTokens('b', 1)).allowed).to.equal(true);
    expect(await redis.keys('*b')).to.have.length(1);
  });

  it('does not log the password, even if Redis refuses it', async () => {
    const guarded = await RedisServer.start({ password: 'right' });
    try {
      const limiter = replica(1, { url: guarded.url.replace('//', '//:sesame@') });
      expect((await limiter.consumeTokens('a', 1)).allowed).to.equal(true);
      expect(logged(OUTAGE)).to.equal(1);
      expect(logs.lines.join()).not.to.include('sesame');
    } finally {
      await guarded.remove();
    }
  });
});
