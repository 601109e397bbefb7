import { expect } from 'chai';
import type { InjectOptions } from 'fastify';
import { startTestApp, type TestApp } from '../support/app.js';
import { expectError } from './answers.js';
import { BATCH, EVENTS, UNLIMITED } from './sender.js';

type Method = NonNullable<InjectOptions['method']>;

const STATUS = '/v1/ingest/status/ing_job_01hx5e5f6g';
const WRITES = [EVENTS, BATCH, '/v1/ingest/jira/issues'];
const READS = [STATUS, '/health', '/ready', '/metrics', '/openapi.json', '/docs'];
const METHODS: readonly Method[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

describe('routes', () => {
  let test: TestApp;
  before(async () => {
    test = await startTestApp({ config: UNLIMITED });
  });
  after(() => test?.close());

  const send = (method: Method, url: string, headers: Record<string, string> = {}) =>
    test.app.server.inject({ method, url, headers });

  describe('a known path', () => {
    const cases = [
      ...WRITES.map((path) => ({ path, allow: 'POST' })),
      ...READS.map((path) => ({ path, allow: 'HEAD, GET' })),
    ];
    for (const { path, allow } of cases)
      it(`answers 405 with Allow for every method except ${allow} on ${path}`, async () => {
        for (const method of METHODS.filter((name) => !allow.split(', ').includes(name))) {
          const response = await send(method, path, { 'content-type': 'nonsense' });
          expect(response.statusCode, method).to.equal(405);
          expect(String(response.headers.allow).split(', '), method).to.have.members(allow.split(', '));
          if (method !== 'HEAD') expectError(response, 405, 'method_not_allowed');
        }
      });

    it('answers 405 with a query or an unknown source, too', async () => {
      expectError(await send('GET', `${EVENTS}?a=1`), 405, 'method_not_allowed');
      expectError(await send('GET', '/v1/ingest/nagios/issues'), 405, 'method_not_allowed');
    });

    it('answers an uncommon method with 405', async () => {
      for (const method of ['TRACE', 'QUERY', 'PROPFIND', 'M-SEARCH'])
        expectError(await send(method as Method, EVENTS), 405, 'method_not_allowed');
    });

    it('answers HEAD like GET, without the body', async () => {
      const head = await send('HEAD', '/health');
      const get = await send('GET', '/health');
      expect(head.statusCode).to.equal(200);
      expect(head.body).to.equal('');
      expect(head.headers['content-length']).to.equal(get.headers['content-length']);
    });
  });

  describe('an unknown path', () => {
    const paths = [
      '/v1',
      '/v1/ingest',
      '/v1/ingest/event',
      '/v1/ingest/events/',
      '/v1/ingest/batch/',
      '/v1/ingest/jira/issues/',
      '/v1/ingest/jira',
      '/v1/ingest/a/b/issues',
      '/v1/ingest/status',
      '/v1/ingest/status/a/b',
      '/V1/ingest/events',
      '/v1/ingest/EVENTS',
      '//v1/ingest/events',
      '/v1/ingest/../ingest/events/..',
      '/v1/ingest/events%00',
      '/v1/ingest/events%0d%0aset-cookie:x',
      '/v1/ingest/%zz/issues',
      '/%',
      '/%c0%af',
      '/docs/../package.json',
      '/docs/..%2fpackage.json',
      '/docs/%2e%2e/package.json',
      '/docs/index.html',
      '/favicon.ico',
      `/${'x'.repeat(12_000)}`,
      `/${'%2f'.repeat(4_000)}`,
      `/${'/'.repeat(12_000)}`,
    ];
    for (const path of paths)
      it(`answers 404 for ${path.slice(0, 60)}`, async () => {
        for (const method of ['GET', 'POST'] as const) {
          const response = await send(method, path);
          expectError(response, 404, 'not_found');
          expect(response.headers).not.to.have.property('allow');
        }
      });

    it('answers 404 if the source or the job id is empty', async () => {
      expectError(await test.post('/v1/ingest//issues', { title: 'Disk full' }), 404, 'not_found');
      expectError(await test.get('/v1/ingest/status/'), 404, 'not_found');
    });

    it('answers 404 without repeating the path', async () => {
      const response = await send('GET', '/<script>alert(1)</script>');
      expect(expectError(response, 404, 'not_found').message).not.to.contain('script');
    });

    it('answers 404 whatever the Content-Type, the token and the body', async () => {
      const headers = { 'content-type': '/', authorization: 'Basic x', 'content-encoding': 'zstd' };
      const response = await test.app.server.inject({
        method: 'POST',
        url: '/nowhere',
        headers,
        payload: 'x',
      });
      expectError(response, 404, 'not_found');
    });
  });

  describe('X-Request-Id', () => {
    const kept = ['a', 'A-Za.z0_9:-', '0'.repeat(128), '01HX5E5F6G7H8J9KAMNBPCQDRE'];
    for (const id of kept)
      it(`keeps the valid id ${id.slice(0, 30)} of ${id.length} characters`, async () => {
        const response = await send('GET', '/nowhere', { 'x-request-id': id });
        expect(response.headers['x-request-id']).to.equal(id);
        expectError(response, 404, 'not_found');
      });

    const replaced = ['', ' ', 'a b', 'a/b', 'a"b', 'é', '\t', '0'.repeat(129), '<b>', 'a,b', '%41', '{}'];
    for (const id of replaced)
      it(`replaces the invalid id ${JSON.stringify(id.slice(0, 30))} of ${id.length} characters`, async () => {
        const response = await send('GET', '/nowhere', { 'x-request-id': id });
        expect(response.headers['x-request-id']).to.match(/^[A-Za-z0-9._:-]{1,128}$/);
        expect(response.headers['x-request-id']).not.to.equal(id);
        expectError(response, 404, 'not_found');
      });

    it('is generated for every request without one', async () => {
      const ids = new Set<unknown>();
      for (let i = 0; i < 20; i++) ids.add((await send('GET', '/health')).headers['x-request-id']);
      expect(ids.size).to.equal(20);
    });
  });

  describe('responses over a connection', () => {
    let url: string;
    before(async () => {
      url = await test.listen();
    });

    async function headersOf(method: string, path: string, body?: string): Promise<Record<string, string>> {
      const headers = { authorization: `Bearer ${test.token}`, 'content-type': 'application/json' };
      const response = await fetch(url + path, { method, headers, ...(body === undefined ? {} : { body }) });
      await response.arrayBuffer();
      return Object.fromEntries(response.headers);
    }

    it('have the security headers', async () => {
      const answers = [
        await headersOf('GET', '/health'),
        await headersOf('HEAD', '/health'),
        await headersOf('GET', '/ready'),
        await headersOf('GET', '/metrics'),
        await headersOf('GET', '/openapi.json'),
        await headersOf('GET', '/docs'),
        await headersOf('GET', '/nowhere'),
        await headersOf('GET', '/%zz'),
        await headersOf('PUT', EVENTS),
        await headersOf('POST', EVENTS),
        await headersOf('POST', EVENTS, '{"title":"Disk full"}'),
        await headersOf('POST', EVENTS, '{'),
        await headersOf('GET', STATUS),
        await headersOf('POST', '/graphql', '{"query":"{ __typename }"}'),
      ];
      for (const headers of answers) {
        expect(headers).to.include(SECURITY_HEADERS);
        expect(headers['content-security-policy']).to.match(/^default-src 'none'/);
        expect(headers['x-request-id']).to.be.a('string').and.not.empty;
        expect(headers).not.to.have.any.keys('server', 'x-powered-by', 'set-cookie');
      }
    });

    it('allow caching only for the reference page and its files', async () => {
      const headers = await headersOf('GET', '/docs/swagger-ui.css');
      expect(headers['cache-control'])
        .to.match(/max-age/)
        .and.not.include('no-store');
      expect(headers).to.include({ 'x-content-type-options': 'nosniff' });
    });
  });
});
