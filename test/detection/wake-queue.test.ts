import { expect } from 'chai';
import { pino } from 'pino';
import { listenForWakes, WakePublisher } from '../../src/detection/wake-queue.js';
import { RedisServer } from '../support/redis-server.js';
import { requireProgram } from '../support/requirement.js';
import { until } from '../support/until.js';

const logger = pino({ level: 'silent' });

/** Notes each workspace that it is woken for, and processes it until the test says that it is done. */
class FakeRunner {
  readonly woken: number[] = [];
  private readonly working: (() => void)[] = [];

  constructor(private readonly isSlow = false) {}

  process(workspaceId: number): Promise<void> {
    this.woken.push(workspaceId);
    return this.isSlow ? new Promise((resolve) => this.working.push(resolve)) : Promise.resolve();
  }

  finish(): void {
    for (const resolve of this.working.splice(0)) resolve();
  }
}

describe('wake-ups through BullMQ', function () {
  this.timeout(30_000);
  let redis: RedisServer;
  let publisher: WakePublisher;
  const closing: (() => Promise<void>)[] = [];

  before(async function () {
    requireProgram(this, 'redis-server', RedisServer.isInstalled());
    redis = await RedisServer.start();
  });
  beforeEach(() => {
    publisher = new WakePublisher(redis.url, logger);
    closing.push(() => publisher.close());
  });
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });
  after(() => redis?.remove());

  function listen(runner: FakeRunner): FakeRunner {
    const wakes = listenForWakes(redis.url, runner, logger);
    closing.push(() => wakes.close());
    return runner;
  }

  /** A wake-up is dropped while there is no connection, so it is repeated until it arrives. */
  async function wakeUntil(workspaceId: number, isSo: () => boolean): Promise<void> {
    await until(() => {
      publisher.wake(workspaceId);
      return isSo();
    });
  }

  it('reach a worker', async () => {
    const runner = listen(new FakeRunner());
    await wakeUntil(7, () => runner.woken.includes(7));
  });

  it('reach only one of two workers', async () => {
    const runners = [listen(new FakeRunner(true)), listen(new FakeRunner(true))];
    const woken = (): number[] => runners.flatMap((runner) => runner.woken);
    await wakeUntil(1, () => woken().length > 0);
    await wakeUntil(2, () => woken().includes(2));
    expect(woken().filter((id) => id === 1)).to.deep.equal([1]);
    for (const runner of runners) runner.finish();
  });

  it('come again after the work if they arrived during it', async () => {
    const runner = listen(new FakeRunner(true));
    await wakeUntil(3, () => runner.woken.length === 1);
    publisher.wake(3);
    await wakeUntil(4, () => runner.woken.includes(4));
    expect(runner.woken.filter((id) => id === 3)).to.deep.equal([3]);
    await until(() => {
      runner.finish();
      return runner.woken.filter((id) => id === 3).length === 2;
    });
  });

  it('are dropped without delay while Redis is unavailable, and reach the worker afterwards', async () => {
    const runner = listen(new FakeRunner());
    await wakeUntil(5, () => runner.woken.includes(5));
    await redis.kill();
    for (let id = 100; id < 200; id++) publisher.wake(id);
    await redis.start();
    await wakeUntil(6, () => runner.woken.includes(6));
  });

  it('work after all keys were deleted', async () => {
    const runner = listen(new FakeRunner());
    await wakeUntil(8, () => runner.woken.includes(8));
    await redis.flush();
    await wakeUntil(9, () => runner.woken.includes(9));
  });
});
