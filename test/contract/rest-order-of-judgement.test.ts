import { expect } from 'chai';
import type { InjectOptions } from 'fastify';
import { EVENTS, newSender, UNLIMITED } from '../rest/sender.js';
import { startTestApp, type TestApp } from '../support/app.js';

/** The faults that a request can have, in the order in which they are checked. */
const STAGES = [
  'route',
  'token',
  'scope',
  'rate',
  'source',
  'contentType',
  'size',
  'syntax',
  'content',
] as const;
type Stage = (typeof STAGES)[number];

const LABELS: Record<Stage, string> = {
  route: 'route',
  token: 'token',
  scope: 'scope',
  rate: 'number of requests',
  source: 'source path',
  contentType: 'content type',
  size: 'size',
  syntax: 'syntax',
  content: 'content',
};

const ANSWERS: Record<Stage, string> = {
  route: '404 not_found',
  token: '401 unauthorized',
  scope: '403 forbidden',
  rate: '429 rate_limited',
  source: '404 not_found',
  contentType: '415 unsupported_media_type',
  size: '413 payload_too_large',
  syntax: '400 validation_error',
  content: '400 validation_error',
};

const LARGE = Buffer.alloc(5_242_881, ' ');

describe('the order of checks on a REST request', () => {
  let free: TestApp;
  let exhausted: TestApp;
  const tokens = new Map<string, string>();

  before(async () => {
    free = await startTestApp({ config: UNLIMITED });
    exhausted = await startTestApp({ config: { ...UNLIMITED, rateLimitPerMinute: 1 } });
    for (const [name, test] of Object.entries({ free, exhausted })) {
      const workspace = await test.newWorkspace('orders');
      tokens.set(`${name} full`, await workspace.token());
      tokens.set(`${name} reader`, await workspace.token('ingest:read'));
    }
    const headers = { authorization: `Bearer ${tokens.get('exhausted full')}` };
    await exhausted.app.server.inject({ method: 'POST', url: EVENTS, headers });
  });
  after(async () => {
    await free?.close();
    await exhausted?.close();
  });

  function requestWith(faults: ReadonlySet<Stage>): InjectOptions {
    const name = faults.has('rate') ? 'exhausted' : 'free';
    const token = tokens.get(`${name} ${faults.has('scope') ? 'reader' : 'full'}`);
    const text = faults.has('syntax') ? '{"title":' : faults.has('content') ? '{}' : '{"title":"Disk full"}';
    const path = faults.has('source')
      ? '/v1/ingest/nagios/issues'
      : faults.has('route')
        ? '/v1/ingest/nowhere'
        : EVENTS;
    return {
      method: 'POST',
      url: faults.has('route') ? `${path}/` : path,
      headers: {
        authorization: faults.has('token') ? 'Bearer nobody' : `Bearer ${token}`,
        'content-type': faults.has('contentType') ? 'text/plain' : 'application/json',
      },
      payload: faults.has('size') ? Buffer.concat([Buffer.from(text), LARGE]) : text,
    };
  }

  async function answerTo(faults: ReadonlySet<Stage>, changes: Partial<InjectOptions> = {}): Promise<string> {
    const { server } = (faults.has('rate') ? exhausted : free).app;
    const response = await server.inject({ ...requestWith(faults), ...changes });
    if (response.statusCode === 202) return '202';
    return `${response.statusCode} ${response.json().error.code}`;
  }

  STAGES.forEach((stage, first) => {
    it(`returns ${ANSWERS[stage]} for a wrong ${LABELS[stage]} even if every later check would fail`, async () => {
      const later = STAGES.slice(first + 1);
      for (const also of [[], ...later.map((one) => [one]), later])
        expect(await answerTo(new Set([stage, ...also])), `${stage}, then ${also}`).to.equal(ANSWERS[stage]);
    });
  });

  it('accepts a request without faults', async () => {
    expect(await answerTo(new Set())).to.equal('202');
  });

  it('checks the method before the token', async () => {
    expect(await answerTo(new Set(['token', 'contentType']), { method: 'PUT' })).to.equal(
      '405 method_not_allowed',
    );
  });

  for (const contentType of [undefined, '', 'nonsense', 'application/json; charset=latin1', '/', 'text/html'])
    it(`checks the source before the content type ${JSON.stringify(contentType) ?? 'that is missing'}`, async () => {
      const { headers } = requestWith(new Set(['source']));
      expect(
        await answerTo(new Set(['source']), {
          headers: { ...headers, 'content-type': contentType } as never,
        }),
      ).to.equal('404 not_found');
    });

  it('checks the content encoding before the size', async () => {
    const { headers } = requestWith(new Set());
    expect(
      await answerTo(new Set(['size']), { headers: { ...headers, 'content-encoding': 'zstd' } as never }),
    ).to.equal('415 unsupported_media_type');
  });

  it('checks the Idempotency-Key after the content type', async () => {
    const { headers } = requestWith(new Set());
    const changes = { headers: { ...headers, 'idempotency-key': '' } as never };
    expect(
      await answerTo(new Set(['contentType']), {
        headers: { ...headers, 'content-type': 'text/plain' } as never,
      }),
    ).to.equal('415 unsupported_media_type');
    expect(await answerTo(new Set(), changes)).to.equal('400 validation_error');
  });

  it('counts requests that fail a check after the rate limit', async () => {
    const limited = await startTestApp({ config: { rateLimitPerMinute: 3 } });
    try {
      const sender = await newSender(limited);
      expect((await sender.post('/v1/ingest/nagios/issues', {})).statusCode).to.equal(404);
      expect((await sender.post(EVENTS, 'x', { 'content-type': 'text/plain' })).statusCode).to.equal(415);
      expect((await sender.post(EVENTS, {})).statusCode).to.equal(400);
      expect((await sender.post('/v1/ingest/nagios/issues', {})).statusCode).to.equal(429);
    } finally {
      await limited.close();
    }
  });
});
