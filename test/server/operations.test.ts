import BetterSqlite3 from 'better-sqlite3';
import { expect } from 'chai';
import { expectAccepted, expectError } from '../rest/answers.js';
import { BATCH, EVENTS, newSender, UNLIMITED } from '../rest/sender.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { testsRunOnSqlite } from '../support/database.js';
import { recordLogs } from '../support/logs.js';
import { RedisServer } from '../support/redis-server.js';
import { requireProgram } from '../support/requirement.js';
import { until } from '../support/until.js';

const ANONYMOUS = { authorization: undefined };

describe('GET /health, /ready and /metrics', () => {
  let test: TestApp;
  beforeEach(async () => {
    test = await startTestApp({ config: UNLIMITED });
  });
  afterEach(() => test?.close());

  it('reports a running process without a token', async () => {
    const response = await test.get('/health', ANONYMOUS);
    expect(response.statusCode).to.equal(200);
    expect(response.json()).to.deep.equal({ status: 'ok' });
  });

  it('reports that every dependency responds', async () => {
    const response = await test.get('/ready', ANONYMOUS);
    expect(response.statusCode).to.equal(200);
    expect(response.json()).to.deep.equal({ status: 'ok', checks: { database: 'ok' } });
  });

  describe('GET /metrics', () => {
    async function metric(line: RegExp): Promise<number> {
      const response = await test.get('/metrics', ANONYMOUS);
      expect(response.headers['content-type']).to.match(/^text\/plain; version=0\.0\.4/);
      const match = new RegExp(`^${line.source} (.+)$`, 'm').exec(response.body);
      return match === null ? Number.NaN : Number(match[1]);
    }

    it('counts requests by route and status, and records by outcome and source', async () => {
      await test.post(BATCH, {
        records: [
          { external_id: 'JIRA-1', source: 'jira', title: 'a' },
          { external_id: 'JIRA-1', source: 'jira', title: 'b' },
          { external_id: 'JIRA-1', source: 'jira', title: 'b' },
          { external_id: 'x', source: 'slack', title: 'b' },
          {},
        ],
      });
      await test.post(EVENTS, '{');
      await test.post('/v1/ingest/jira/issues', { title: 'a' });
      const records = 'causeloop_records_total';
      expect(await metric(new RegExp(`${records}{outcome="created",source="jira"}`))).to.equal(1);
      expect(await metric(new RegExp(`${records}{outcome="updated",source="jira"}`))).to.equal(1);
      expect(await metric(new RegExp(`${records}{outcome="unchanged",source="jira"}`))).to.equal(1);
      expect(await metric(new RegExp(`${records}{outcome="created",source="slack"}`))).to.equal(1);
      expect(await metric(new RegExp(`${records}{outcome="rejected",source="unknown"}`))).to.equal(1);
      expect(await metric(new RegExp(`${records}{outcome="rejected",source="jira"}`))).to.equal(1);
      const requests = 'causeloop_http_requests_total';
      expect(
        await metric(new RegExp(`${requests}{method="POST",route="/v1/ingest/batch",status="202"}`)),
      ).to.equal(1);
      expect(
        await metric(new RegExp(`${requests}{method="POST",route="/v1/ingest/events",status="400"}`)),
      ).to.equal(1);
      expect(await metric(/causeloop_stage_duration_seconds_count{stage="persist"}/)).to.equal(1);
    });

    it('measures the duration of requests by route', async () => {
      for (let i = 0; i < 3; i++) await test.get('/health', ANONYMOUS);
      await test.get('/ready', ANONYMOUS);
      const seconds = 'causeloop_http_request_duration_seconds';
      const { body } = await test.get('/metrics', ANONYMOUS);
      const buckets = [...body.matchAll(/_bucket{le="(.+)",route="\/health"} (\d+)$/gm)];
      expect(buckets.map(([, bound]) => bound)).to.have.members(
        '0.001 0.0025 0.005 0.01 0.025 0.05 0.1 0.25 0.5 1 2.5 5 10 +Inf'.split(' '),
      );
      const counts = buckets.map(([, , count]) => Number(count));
      expect(counts).to.deep.equal([...counts].sort((a, b) => a - b));
      expect(counts.at(-1)).to.equal(3);
      expect(await metric(new RegExp(`${seconds}_count{route="/health"}`))).to.equal(3);
      expect(await metric(new RegExp(`${seconds}_count{route="/ready"}`))).to.equal(1);
      const sum = await metric(new RegExp(`${seconds}_sum{route="/health"}`));
      expect(sum).to.be.greaterThan(0);
      // Every bucket above the sum contains all requests.
      for (const [, bound, count] of buckets) if (Number(bound) >= sum) expect(Number(count)).to.equal(3);
    });

    it('reports the number of unfinished jobs and the age of the oldest one', async () => {
      expect(await metric(/causeloop_job_queue_depth/)).to.equal(0);
      expect(await metric(/causeloop_job_queue_oldest_age_seconds/)).to.equal(0);
      await test.post(EVENTS, { title: 'a' });
      test.clock.advance(7_000);
      await test.post(EVENTS, { title: 'a' });
      expect(await metric(/causeloop_job_queue_depth/)).to.equal(2);
      expect(await metric(/causeloop_job_queue_oldest_age_seconds/)).to.equal(7);
      await test.app.runner.runUntilEmpty();
      expect(await metric(/causeloop_job_queue_depth/)).to.equal(0);
      expect(await metric(/causeloop_stage_duration_seconds_count{stage="process"}/)).to.be.at.least(1);
    });

    it('has no label that a caller can fill, and none that names a workspace', async () => {
      const sender = await newSender(test);
      for (let i = 0; i < 30; i++) {
        await test.get(`/nowhere/${i}`);
        await sender.get(`/v1/ingest/status/ing_job_${i}`);
        await sender.post(`/v1/ingest/vendor${i}/issues`, {});
        await sender.event({ title: 'a', source: `vendor${i}`, external_id: `id-${i}` });
      }
      const { body } = await test.get('/metrics', ANONYMOUS);
      expect(body).not.to.match(/vendor\d|ing_job_\d|nowhere|id-\d/);
      expect(body).not.to.match(/workspace|tenant|token/i);
      expect(body).not.to.contain(sender.token);
      expect(
        body.split('\n').filter((line) => line.startsWith('causeloop_http_requests_total')).length,
      ).to.be.lessThan(10);
    });

    it('has a help text and a type for every metric', async () => {
      const { body } = await test.get('/metrics', ANONYMOUS);
      const families = new Set(
        [...body.matchAll(/^([a-z_]+?)(?:_bucket|_sum|_count)?(?:{| )/gm)].map(([, name]) => name),
      );
      for (const name of families) {
        if (!name?.startsWith('causeloop_')) continue;
        expect(body).to.contain(`# HELP ${name} `);
        expect(body).to.contain(`# TYPE ${name} `);
      }
    });
  });
});

describe('GET /ready with Redis', () => {
  let redis: RedisServer;
  let test: TestApp;
  before(function () {
    requireProgram(this, 'redis-server', RedisServer.isInstalled());
  });
  beforeEach(async () => {
    redis = await RedisServer.start();
    test = await startTestApp({ config: { redisUrl: redis.url, rateLimitPerMinute: 5 } });
  });
  afterEach(async () => {
    await test?.close();
    await redis?.remove();
  });

  const readiness = async () => {
    const response = await test.get('/ready', ANONYMOUS);
    return `${response.statusCode} ${response.json().checks.redis}`;
  };

  it('answers 200 when the database and Redis respond', async () => {
    // The first connection to Redis can take longer than a check on a busy machine.
    await until(async () => (await readiness()) === '200 ok');
  });

  it('answers 503 while Redis is down, although requests are served, and recovers without a restart', async () => {
    await redis.kill();
    expect(await readiness()).to.equal('503 unavailable');
    expectAccepted(await test.post(EVENTS, { title: 'a' }));
    await redis.start();
    await until(async () => (await readiness()) === '200 ok');
  });

  it('answers 503 in bounded time while Redis is frozen', async () => {
    await readiness();
    await redis.freeze();
    try {
      expect(await readiness()).to.equal('503 unavailable');
      expectAccepted(await test.post(EVENTS, { title: 'a' }));
    } finally {
      redis.thaw();
    }
  });
});

describe('a failing database', () => {
  const files = testsRunOnSqlite ? ['file'] : [];
  for (const name of files)
    it(`causes 503 with Retry-After when another process locks the ${name} for too long`, async () => {
      const test = await startTestApp({ config: UNLIMITED });
      const other = new BetterSqlite3(test.databaseUrl.slice('sqlite:'.length));
      try {
        const { job_id } = expectAccepted(await test.post(EVENTS, { external_id: 'a' }));
        other.exec('BEGIN IMMEDIATE');
        const refused = await test.post(EVENTS, { external_id: 'b' });
        expectError(refused, 503, 'unavailable');
        expect(refused.headers['retry-after']).to.match(/^[1-9]\d*$/);
        expect((await test.get(`/v1/ingest/status/${job_id}`)).statusCode).to.equal(200);
        other.exec('ROLLBACK');
        expectAccepted(await test.post(EVENTS, { external_id: 'b' }));
      } finally {
        other.close();
        await test.close();
      }
    });

  it('causes 500 without the reason, which is logged once under the trace id', async () => {
    const { logger, lines } = recordLogs();
    const test = await startTestApp({ config: UNLIMITED, logger });
    try {
      await test.app.database.write((tx) => tx.execute('DROP TABLE ingest_job', []));
      const response = await test.post(EVENTS, { title: 'a' });
      const { message, details, trace_id } = expectError(response, 500, 'internal_error');
      expect(message).not.to.match(/table|sql|ingest_job|select|insert/i);
      expect(details).to.deep.equal({});
      const logged = lines.map((line) => JSON.parse(line)).filter(({ level }) => level === 'error');
      expect(logged).to.have.lengthOf(1);
      expect(logged[0].traceId).to.equal(trace_id);
      expect(logged[0].err.message).to.contain('ingest_job');
    } finally {
      await test.close();
    }
  });
});
