import { expect } from 'chai';
import { pino } from 'pino';
import type { IngestJob } from '../../src/domain/entities/ingest-job.js';
import type { JobChange } from '../../src/domain/job.js';
import { RedisRelay } from '../../src/pubsub/redis-relay.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { ingest } from '../support/graphql.js';
import { RedisServer } from '../support/redis-server.js';
import { requireProgram } from '../support/requirement.js';
import { until } from '../support/until.js';

const logger = pino({ level: 'silent' });

describe('RedisRelay', () => {
  let redis: RedisServer;

  before(async function () {
    requireProgram(this, 'redis-server', RedisServer.isInstalled());
    redis = await RedisServer.start();
  });

  after(() => redis?.remove());

  it('delivers job changes of one gateway to subscribers of another', async () => {
    const app = await startTestApp({ config: { redisUrl: redis.url } });
    const other = await startTestApp({ config: { redisUrl: redis.url, databaseUrl: app.databaseUrl } });
    try {
      await Promise.all([ready(app), ready(other)]);
      const { jobId } = await ingest(app, [{}]);
      const subscription = await other.app.events.subscribe(1, jobId, 'every change');
      await app.app.runner.runUntilEmpty();
      const states: string[] = [];
      for await (const { status } of subscription as AsyncIterable<IngestJob>) states.push(status);
      expect(states).to.deep.equal(['pending', 'running', 'succeeded']);
    } finally {
      await other.close();
      await app.close();
    }
  });

  it('delivers each completed job of another gateway once, before, during and after an outage of Redis', async function () {
    this.timeout(60_000);
    const app = await startTestApp({ config: { redisUrl: redis.url } });
    const other = await startTestApp({ config: { redisUrl: redis.url, databaseUrl: app.databaseUrl } });
    const seen: string[] = [];
    const completed: string[] = [];
    const completeOne = async (): Promise<void> => {
      completed.push((await ingest(other, [{}])).jobId);
      await other.app.runner.runUntilEmpty();
      await until(() => seen.length === completed.length);
    };
    try {
      await Promise.all([ready(app), ready(other)]);
      const subscription = await app.app.events.subscribeToCompleted(1);
      const reading = (async () => {
        for await (const { id } of subscription) seen.push(id);
      })();
      await completeOne();
      await redis.kill();
      await until(() => !app.app.events.isRelayed());
      await completeOne();
      await redis.start();
      await Promise.all([ready(app), ready(other)]);
      await completeOne();
      await app.app.events.recheck();
      await app.app.events.close();
      await reading;
      expect(seen).to.deep.equal(completed);
    } finally {
      await other.close();
      await app.close();
    }
  });

  it('calls resumed when Redis is available again, and ignores its own changes', async function () {
    this.timeout(60_000);
    const relay = newRelay(redis.url);
    const received: JobChange[][] = [];
    let resumed = 0;
    relay.listen(
      (changes) => received.push([...changes]),
      () => {
        resumed += 1;
      },
    );
    try {
      await until(() => resumed === 1);
      await redis.kill();
      relay.publish([change('ing_job_lost')]);
      await redis.start();
      await until(() => resumed === 2);
      const peer = newRelay(redis.url);
      peer.listen(
        () => undefined,
        () => undefined,
      );
      try {
        await until(() => peer.isReady());
        await until(() => {
          peer.publish([change('ing_job_seen')]);
          relay.publish([change('ing_job_own')]);
          return received.length > 0;
        });
        expect(received.flat().every(({ id }) => id === 'ing_job_seen')).to.equal(true);
      } finally {
        await peer.close();
      }
    } finally {
      await relay.close();
    }
  });
});

const newRelay = (url: string): RedisRelay<JobChange> =>
  new RedisRelay({ url, channel: 'causeloop:jobs', isChange: ({ id }) => typeof id === 'string', logger });

const change = (id: string): JobChange => ({
  workspaceId: 1,
  id,
  status: 'running',
  progress: 0,
  startedAt: 0,
  finishedAt: null,
});

/** Waits until both connections of the relay are established. */
async function ready({ app }: TestApp): Promise<void> {
  await until(async () => app.events.isRelayed());
}
