import { expect } from 'chai';
import type { LightMyRequestResponse } from 'fastify';
import { startTestApp, type TestApp } from '../support/app.js';
import { expectAccepted, expectError } from './answers.js';
import { BATCH, EVENTS, newSender, type Sender } from './sender.js';

const LIMIT = 5;
const ANONYMOUS_LIMIT = 3;
const EVENT = { title: 'Disk full' };

/** The remaining requests and the seconds to the reset, as reported by a response. */
function stateOf({ headers }: LightMyRequestResponse): { left: number; seconds: number } {
  const left = Number(headers['x-ratelimit-remaining']);
  const seconds = Number(headers['x-ratelimit-reset']);
  expect(headers['x-ratelimit-limit']).to.equal(String(LIMIT));
  expect(headers['ratelimit-policy']).to.equal(`"default";q=${LIMIT};w=60`);
  expect(headers.ratelimit).to.equal(`"default";r=${left};t=${seconds}`);
  return { left, seconds };
}

describe('the rate limit of a workspace', () => {
  let test: TestApp;
  let sender: Sender;
  beforeEach(async () => {
    test = await startTestApp({
      config: { rateLimitPerMinute: LIMIT, anonymousLimitPerMinute: ANONYMOUS_LIMIT },
    });
    sender = await newSender(test);
  });
  afterEach(() => test?.close());

  async function exhaust(): Promise<void> {
    for (let i = 0; i < LIMIT; i++) expectAccepted(await sender.post(EVENTS, EVENT));
  }

  it('is reported by every response with the remaining requests and the reset', async () => {
    for (let used = 1; used <= LIMIT; used++) {
      expect(stateOf(await sender.post(EVENTS, EVENT))).to.deep.equal({
        left: LIMIT - used,
        seconds: 60 - (used - 1) * 10,
      });
      test.clock.advance(10_000);
    }
    // The window begins with the first request; seconds are rounded up.
    test.clock.advance(9_001);
    const refused = await sender.post(EVENTS, EVENT);
    expectError(refused, 429, 'rate_limited');
    expect(stateOf(refused)).to.deep.equal({ left: 0, seconds: 1 });
    expect(refused.headers['retry-after']).to.equal('1');
    test.clock.advance(999);
    expect(stateOf(await sender.post(EVENTS, EVENT))).to.deep.equal({ left: LIMIT - 1, seconds: 60 });
  });

  it('allows a retry exactly after Retry-After', async () => {
    await exhaust();
    test.clock.advance(12_345);
    const refused = await sender.post(EVENTS, EVENT);
    expectError(refused, 429, 'rate_limited');
    const seconds = Number(refused.headers['retry-after']);
    expect(seconds).to.equal(48);
    test.clock.advance((seconds - 1) * 1000);
    expectError(await sender.post(EVENTS, EVENT), 429, 'rate_limited');
    test.clock.advance(1000);
    expectAccepted(await sender.post(EVENTS, EVENT));
  });

  it('does not count requests that it refuses', async () => {
    await exhaust();
    for (let i = 0; i < 3 * LIMIT; i++) {
      test.clock.advance(3_000);
      expect(stateOf(await sender.post(EVENTS, EVENT)).left).to.equal(0);
    }
    test.clock.advance(15_000);
    expect(stateOf(await sender.post(EVENTS, EVENT)).left).to.equal(LIMIT - 1);
  });

  it('counts every request that is refused for another reason', async () => {
    const reader = await test.app.access.createToken({
      workspaceId: sender.workspaceId,
      scopes: ['issues:read'],
    });
    const answers = [
      await sender.post(EVENTS, '{'),
      await sender.post(EVENTS, EVENT, { 'content-type': 'text/plain' }),
      await sender.get('/v1/ingest/status/nothing'),
      await sender.post('/v1/ingest/nagios/issues', EVENT),
      await sender.post(EVENTS, EVENT, { authorization: `Bearer ${reader.token}` }),
    ];
    expect(answers.map(({ statusCode }) => statusCode)).to.deep.equal([400, 415, 404, 404, 403]);
    expect(answers.map((answer) => stateOf(answer).left)).to.deep.equal([4, 3, 2, 1, 0]);
    expectError(await sender.post(EVENTS, EVENT), 429, 'rate_limited');
  });

  it('counts a batch and a replay as one request each', async () => {
    const records = Array.from({ length: 100 }, (_, i) => ({
      external_id: `JIRA-${i}`,
      source: 'jira',
      title: 'Disk full',
    }));
    const headers = { 'idempotency-key': 'one' };
    expect(stateOf(await sender.post(BATCH, { records }, headers)).left).to.equal(4);
    expect(stateOf(await sender.post(BATCH, { records }, headers)).left).to.equal(3);
    expect(stateOf(await sender.get('/v1/ingest/status/nothing')).left).to.equal(2);
  });

  it('is shared by all tokens of the workspace', async () => {
    const { token } = await test.app.access.createToken({
      workspaceId: sender.workspaceId,
      scopes: ['ingest:write'],
    });
    await exhaust();
    expectError(await sender.post(EVENTS, EVENT, { authorization: `Bearer ${token}` }), 429, 'rate_limited');
  });

  it('does not affect other workspaces and routes without a token', async () => {
    await exhaust();
    expectError(await sender.get('/v1/ingest/status/nothing'), 429, 'rate_limited');
    const other = await newSender(test);
    expect(stateOf(await other.post(EVENTS, EVENT)).left).to.equal(LIMIT - 1);
    expect((await sender.get('/health')).statusCode).to.equal(200);
    expectError(await sender.get('/nowhere'), 404, 'not_found');
  });

  it('is not affected by requests with invalid tokens', async () => {
    for (let i = 0; i < 2; i++) await sender.post(EVENTS, EVENT, { authorization: 'Bearer guess' });
    expect(stateOf(await sender.post(EVENTS, EVENT)).left).to.equal(LIMIT - 1);
  });
});

describe('the limit of requests without a valid token', () => {
  let test: TestApp;
  let sender: Sender;
  const start = async (trustedProxies: readonly string[] = []): Promise<void> => {
    test = await startTestApp({
      config: { rateLimitPerMinute: LIMIT, anonymousLimitPerMinute: ANONYMOUS_LIMIT, trustedProxies },
    });
    sender = await newSender(test);
  };
  afterEach(() => test?.close());

  const knock = (remoteAddress: string, headers: Record<string, string> = {}) =>
    test.app.server.inject({ method: 'POST', url: EVENTS, remoteAddress, headers });
  const knockOften = async (remoteAddress: string, headers?: (i: number) => Record<string, string>) => {
    for (let i = 0; i < ANONYMOUS_LIMIT; i++)
      expectError(await knock(remoteAddress, headers?.(i)), 401, 'unauthorized');
  };

  it('refuses an address that exceeds it, with an exact Retry-After', async () => {
    await start();
    await knockOften('192.0.2.1');
    test.clock.advance(20_500);
    const refused = await knock('192.0.2.1', { authorization: 'Bearer guess' });
    expectError(refused, 429, 'rate_limited');
    expect(refused.headers['retry-after']).to.equal('40');
    expect(refused.headers).not.to.have.property('www-authenticate');
    test.clock.advance(40_000);
    expectError(await knock('192.0.2.1'), 401, 'unauthorized');
  });

  it('counts each address separately', async () => {
    await start();
    await knockOften('192.0.2.1');
    expectError(await knock('192.0.2.2'), 401, 'unauthorized');
  });

  it('never refuses a valid token from the same address', async () => {
    await start();
    await knockOften('127.0.0.1');
    expectError(await knock('127.0.0.1'), 429, 'rate_limited');
    expectAccepted(await sender.post(EVENTS, EVENT));
  });

  it('ignores X-Forwarded-For from an address that is not a configured proxy', async () => {
    await start();
    await knockOften('192.0.2.1', (i) => ({ 'x-forwarded-for': `198.51.100.${i}` }));
    expectError(await knock('192.0.2.1', { 'x-forwarded-for': '198.51.100.9' }), 429, 'rate_limited');
  });

  it('counts the address that a configured proxy adds to X-Forwarded-For, not one that the client sent', async () => {
    await start(['10.0.0.0/8']);
    await knockOften('10.0.0.1', (i) => ({ 'x-forwarded-for': `203.0.113.${i}, 198.51.100.7` }));
    const again = { 'x-forwarded-for': '203.0.113.99, 198.51.100.7' };
    expectError(await knock('10.0.0.2', again), 429, 'rate_limited');
    expectError(await knock('10.0.0.1', { 'x-forwarded-for': '198.51.100.8' }), 401, 'unauthorized');
  });
});
