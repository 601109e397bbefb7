import { expect } from 'chai';
import type { LightMyRequestResponse } from 'fastify';
import { SECURITY_HEADERS } from '../../src/server/security-headers.js';
import { BATCH, EVENTS } from '../rest/sender.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { RawConnection } from './raw-connection.js';

const ANONYMOUS = { authorization: undefined };

describe('security headers', () => {
  let test: TestApp;
  beforeEach(async () => {
    test = await startTestApp({ config: { anonymousLimitPerMinute: 1 } });
  });
  afterEach(() => test?.close());

  function expectHeaders(response: LightMyRequestResponse, status: number): void {
    expect(response.statusCode, response.body).to.equal(status);
    expect(response.headers).to.include(SECURITY_HEADERS);
  }

  it('are on every response that is not a page, whatever its status', async () => {
    expectHeaders(await test.get('/health', ANONYMOUS), 200);
    expectHeaders(await test.get('/metrics', ANONYMOUS), 200);
    expectHeaders(await test.post(EVENTS, { title: 'a' }), 202);
    expectHeaders(await test.post(BATCH, '{'), 400);
    expectHeaders(await test.get('/v1/ingest/status/%zz'), 404);
    expectHeaders(await test.post(EVENTS, '{}', ANONYMOUS), 401);
    expectHeaders(await test.post(EVENTS, '{}', ANONYMOUS), 429);
    const { workspaceId } = await test.newWorkspace('reader');
    const { token } = await test.app.access.createToken({ workspaceId, scopes: ['issues:read'] });
    expectHeaders(await test.post(EVENTS, '{}', { authorization: `Bearer ${token}` }), 403);
    expectHeaders(await test.get('/nowhere'), 404);
    expectHeaders(await test.app.server.inject({ method: 'DELETE', url: '/health' }), 405);
    expectHeaders(await test.post(EVENTS, ' '.repeat(5_242_881)), 413);
    expectHeaders(await test.post(EVENTS, 'a', { 'content-type': 'text/plain' }), 415);
    expectHeaders(await test.post('/graphql', { query: '{ __typename }' }), 200);
    expectHeaders(await test.post('/graphql', '{'), 400);
    await test.app.database.write((tx) => tx.execute('DROP TABLE ingest_job', []));
    expectHeaders(await test.post(EVENTS, { title: 'a' }), 500);
  });

  it('are on pages too, which replace the policy and may be cached', async () => {
    for (const [path, status] of [
      ['/docs', 200],
      ['/docs/swagger-ui.css', 200],
      ['/explorer', 200],
    ] as const) {
      const response = await test.get(path, { ...ANONYMOUS, accept: 'text/html' });
      const { 'content-security-policy': policy, 'cache-control': caching, ...others } = SECURITY_HEADERS;
      expect(response.statusCode, path).to.equal(status);
      expect(response.headers, path).to.include(others);
      expect(response.headers, path).to.include.keys('content-security-policy', 'cache-control');
      if (path === '/docs/swagger-ui.css')
        expect(response.headers['cache-control']).to.contain('max-age').and.not.equal(caching);
      else expect(response.headers['content-security-policy'], path).not.to.equal(policy);
    }
  });

  it('are on responses that are written to a bare socket', async () => {
    const url = await test.listen();
    const upgrade = 'Connection: Upgrade\r\nUpgrade: websocket';
    const keys = 'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==';
    for (const [request, status] of [
      ['not HTTP\r\n\r\n', 400],
      [`GET /health HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
      ['POST /v1/ingest/events HTTP/1.1\r\nHost: a\r\nExpect: a-miracle\r\n\r\n', 417],
      [`GET /nowhere HTTP/1.1\r\nHost: a\r\n${upgrade}\r\n${keys}\r\n\r\n`, 404],
      [`GET /graphql HTTP/1.1\r\nHost: a\r\n${upgrade}\r\n\r\n`, 400],
    ] as const) {
      const connection = await RawConnection.open(url);
      connection.write(request);
      const answer = await connection.answer();
      expect(answer?.status).to.equal(status);
      expect(answer?.headers, request.slice(0, 40)).to.include(SECURITY_HEADERS);
      await connection.closed();
    }
  });

  it('are on event streams', async () => {
    const response = await fetch(`${await test.listen()}/graphql/stream`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${test.token}`,
        'content-type': 'application/json',
        accept: 'text/event-stream',
      },
      body: JSON.stringify({ query: 'subscription { jobCompleted { id } }' }),
    });
    expect(response.status).to.equal(200);
    expect(Object.fromEntries(response.headers)).to.include(SECURITY_HEADERS);
    await response.body?.cancel();
  });
});
