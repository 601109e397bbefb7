import { expect } from 'chai';
import { SECURITY_HEADERS } from '../../src/server/security-headers.js';
import { UNLIMITED } from '../rest/sender.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { recordLogs } from '../support/logs.js';
import { until } from '../support/until.js';
import { type RawAnswer, RawConnection } from './raw-connection.js';

const JSON_TEXT = '{"external_id":"raw","title":"Disk full"}';

describe('raw HTTP', () => {
  let test: TestApp;
  let url: string;
  let connection: RawConnection;
  let logs: ReturnType<typeof recordLogs>;
  before(async () => {
    logs = recordLogs();
    test = await startTestApp({ config: UNLIMITED, logger: logs.logger });
    url = await test.listen();
  });
  beforeEach(async () => {
    connection = await RawConnection.open(url);
  });
  afterEach(() => connection?.reset());
  after(() => test?.close());

  const head = (...fields: readonly string[]): string =>
    [
      'POST /v1/ingest/events HTTP/1.1',
      'Host: gateway',
      `Authorization: Bearer ${test.token}`,
      ...fields,
      '',
      '',
    ].join('\r\n');
  const json = (text = JSON_TEXT): string =>
    head('Content-Type: application/json', `Content-Length: ${Buffer.byteLength(text)}`) + text;
  const health = 'GET /health HTTP/1.1\r\nHost: gateway\r\n\r\n';

  async function expectHealthy(): Promise<void> {
    const other = await RawConnection.open(url);
    other.write(health);
    expect((await other.answer())?.status).to.equal(200);
    other.reset();
  }

  /** Reads an error response and checks its shape. */
  async function expectRefusal(status: number): Promise<RawAnswer> {
    const answer = (await connection.answer()) as RawAnswer;
    expect(answer?.status, answer?.body).to.equal(status);
    const { error } = JSON.parse(answer.body);
    expect(error).to.have.all.keys('code', 'message', 'trace_id', 'details');
    expect(answer.headers['x-request-id']).to.equal(error.trace_id);
    expect(answer.headers).to.include({
      'content-type': 'application/json; charset=utf-8',
      ...SECURITY_HEADERS,
    });
    return answer;
  }

  const malformed: Readonly<Record<string, string | Buffer>> = {
    'text that is not HTTP': 'hello\r\n\r\n',
    'a TLS handshake': Buffer.from('16030100a5010000a10303', 'hex'),
    'zero bytes': Buffer.alloc(64),
    'an unknown method': 'FETCH /health HTTP/1.1\r\nHost: a\r\n\r\n',
    'a method in lower case': 'get /health HTTP/1.1\r\nHost: a\r\n\r\n',
    'an unknown version': 'GET /health HTTP/9.9\r\nHost: a\r\n\r\n',
    'a header without a colon': 'GET /health HTTP/1.1\r\nHost a\r\n\r\n',
    'a space before the colon': 'GET /health HTTP/1.1\r\nHost : a\r\n\r\n',
    'a NUL in a header': 'GET /health HTTP/1.1\r\nHost: a\0b\r\n\r\n',
    'a line break in a header': 'GET /health HTTP/1.1\r\nHost: a\nX: b\rc\r\n\r\n',
    'a space in the path': 'GET /hea lth HTTP/1.1\r\nHost: a\r\n\r\n',
    'two different lengths':
      'POST /v1/ingest/events HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}',
    'a length that is not a number':
      'POST /v1/ingest/events HTTP/1.1\r\nHost: a\r\nContent-Length: two\r\n\r\n{}',
    'a negative length': 'POST /v1/ingest/events HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n{}',
    'both a length and chunks':
      'POST /v1/ingest/events HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  };
  for (const [name, bytes] of Object.entries(malformed))
    it(`answers ${name} with 400 and closes the connection`, async () => {
      connection.write(bytes);
      const { headers } = await expectRefusal(400);
      expect(headers.connection).to.equal('close');
      await connection.closed();
      await expectHealthy();
    });

  it('refuses an HTTP/1.1 request without Host with 400', async () => {
    connection.write('GET /health HTTP/1.1\r\n\r\n');
    await expectRefusal(400);
  });

  it('serves HTTP/1.0 without Host and closes the connection', async () => {
    connection.write('GET /health HTTP/1.0\r\n\r\n');
    expect((await connection.answer())?.status).to.equal(200);
    await connection.closed();
  });

  it('refuses too large headers with 431', async () => {
    connection.write(`GET /health HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`);
    await expectRefusal(431);
    await connection.closed();
  });

  it('refuses a too long request target with 431', async () => {
    connection.write(`GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: a\r\n\r\n`);
    await expectRefusal(431);
  });

  it('refuses a malformed chunk with 400', async () => {
    connection.write(
      `${head('Content-Type: application/json', 'Transfer-Encoding: chunked')}5\r\n{"tit\r\nzz\r\n`,
    );
    await expectRefusal(400);
    await connection.closed();
    await expectHealthy();
  });

  it('refuses an unknown Transfer-Encoding with 400', async () => {
    connection.write(`${head('Content-Type: application/json', 'Transfer-Encoding: gzip')}{}`);
    await expectRefusal(400);
    await connection.closed();
  });

  it('refuses an unknown expectation with 417', async () => {
    connection.write(head('Expect: the-impossible', 'Content-Type: application/json', 'Content-Length: 2'));
    await expectRefusal(417);
  });

  it('answers Expect: 100-continue before the body, as curl requires for large bodies', async () => {
    connection.write(
      head('Expect: 100-continue', 'Content-Type: application/json', `Content-Length: ${JSON_TEXT.length}`),
    );
    expect((await connection.answer('withoutBody'))?.status).to.equal(100);
    connection.write(JSON_TEXT);
    expect((await connection.answer())?.status).to.equal(202);
  });

  it('accepts a body in chunks of one byte', async () => {
    connection.write(head('Content-Type: application/json', 'Transfer-Encoding: chunked'));
    for (const char of JSON_TEXT) connection.write(`1\r\n${char}\r\n`);
    connection.write('0\r\nTrailer: x\r\n\r\n');
    expect((await connection.answer())?.status).to.equal(202);
  });

  it('answers pipelined requests in order', async () => {
    connection.write(json('{"external_id":"p1"}') + health + json('{') + json('{"external_id":"p2"}'));
    const statuses = [];
    for (let i = 0; i < 4; i++) statuses.push((await connection.answer())?.status);
    expect(statuses).to.deep.equal([202, 200, 400, 202]);
  });

  for (const [name, surplus] of [
    ['garbage', 'garbage\r\n\r\n'],
    ['a body longer than its Content-Length', '   '],
    ['much more than its Content-Length', 'x'.repeat(1_000_000)],
  ])
    it(`answers a complete request that is followed by ${name}, then closes the connection`, async () => {
      connection.write(json() + surplus);
      expect((await connection.answer())?.status).to.equal(202);
      expect(await connection.answer()).to.equal(null);
      await connection.closed();
    });

  it('answers every pipelined request before it closes the connection because of garbage', async () => {
    connection.write(`${json('{"external_id":"g1"}')}${health}${json('{"external_id":"g2"}')}garbage\r\n`);
    const statuses = [];
    for (let i = 0; i < 4; i++) statuses.push((await connection.answer())?.status);
    expect(statuses).to.deep.equal([202, 200, 202, undefined]);
  });

  it('answers an HTTP/1.0 POST without a length', async () => {
    connection.write(`${head('Content-Type: application/json').replace('HTTP/1.1', 'HTTP/1.0')}${JSON_TEXT}`);
    await expectRefusal(400);
    await connection.closed();
  });

  it('refuses two Host headers, and two different Authorization headers, with 400', async () => {
    for (const fields of [['Host: other'], ['Host: gateway'], ['Authorization: Bearer another']]) {
      connection.write(head(...fields, 'Content-Length: 0'));
      await expectRefusal(400);
    }
    const upgrade =
      'GET /graphql HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n';
    const other = await RawConnection.open(url);
    other.write(`${upgrade}Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`);
    expect((await other.answer())?.status).to.equal(400);
    connection.write(json().replace('\r\n', `\r\nAuthorization: Bearer ${test.token}\r\n`));
    expect((await connection.answer())?.status).to.equal(202);
  });

  it('keeps a connection open after refusals whose body was read or discarded', async () => {
    const refused = [
      [json('{}'), 400],
      [json('['), 400],
      [`${head('Content-Type: text/plain', 'Content-Length: 1000')}${'x'.repeat(1000)}`, 415],
      [json().replace('Bearer', 'Basic'), 401],
      [`POST /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n${'x'.repeat(1000)}`, 404],
      [`PUT /health HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n${'x'.repeat(1000)}`, 405],
      [json(), 202],
    ] as const;
    for (const [bytes, status] of refused) {
      connection.write(bytes);
      expect((await connection.answer())?.status).to.equal(status);
    }
  });

  it('refuses a chunked body with 413 as soon as it exceeds the limit', async () => {
    connection.write(head('Content-Type: application/json', 'Transfer-Encoding: chunked'));
    const chunk = `10000\r\n${' '.repeat(0x10000)}\r\n`;
    for (let i = 0; i < 82; i++) connection.write(chunk);
    const answer = await connection.answer();
    expect(answer?.status).to.equal(413);
  });

  it('refuses a Content-Length beyond the limit before the body arrives', async () => {
    connection.write(head('Content-Type: application/json', 'Content-Length: 999999999'));
    expect((await connection.answer())?.status).to.equal(413);
  });

  it('stores nothing when a client disconnects in the middle of a body', async () => {
    for (const [field, size] of [
      ['Content-Length: 1000', ''],
      ['Transfer-Encoding: chunked', '3e8\r\n'],
    ] as const) {
      const { connection: leaving, accepted } = await RawConnection.openBoth(url, test.app.server.server);
      leaving.write(`${head('Content-Type: application/json', field)}${size}{"external_id":"left"`);
      await until(() => accepted.bytesRead > 100);
      const gone = new Promise((resolve) => accepted.once('close', resolve));
      leaving.reset();
      await gone;
    }
    expect(await test.app.issues.findByKey(1, 'custom_api', 'left')).to.equal(null);
    expect(logs.lines.filter((line) => /"level":"(?:error|fatal)"/.test(line))).to.deep.equal([]);
    await expectHealthy();
  });

  it('accepts a request target with scheme and host', async () => {
    connection.write('GET http://gateway/health HTTP/1.1\r\nHost: gateway\r\n\r\n');
    expect((await connection.answer())?.status).to.equal(200);
    connection.write('PUT http://gateway/health HTTP/1.1\r\nHost: gateway\r\nContent-Length: 0\r\n\r\n');
    expect((await connection.answer())?.status).to.equal(405);
  });

  it('answers OPTIONS * with 404', async () => {
    connection.write('OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n');
    expect((await connection.answer())?.status).to.equal(404);
  });

  describe('an Upgrade to HTTP/2', () => {
    const OFFER = ['Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAAQ'];
    const offering = (text: string): string =>
      head(...OFFER, 'Content-Type: application/json', `Content-Length: ${Buffer.byteLength(text)}`) + text;

    it('is ignored, however often a client repeats it on one connection', async () => {
      const both = await RawConnection.openBoth(url, test.app.server.server);
      connection = both.connection;
      const answerOne = async (): Promise<void> => {
        connection.write(`GET /health HTTP/1.1\r\nHost: a\r\n${OFFER.join('\r\n')}\r\n\r\n`);
        const answer = await connection.answer();
        expect(answer?.status).to.equal(200);
        expect(answer?.headers).to.include({ connection: 'keep-alive' }).and.not.have.property('upgrade');
      };
      await answerOne();
      const listeners = (): number =>
        both.accepted.eventNames().reduce((sum, name) => sum + both.accepted.listenerCount(name), 0);
      const before = listeners();
      for (let i = 0; i < 12; i++) await answerOne();
      expect(listeners()).to.be.at.most(before);
    });

    it('is ignored for requests with a body, sent in one piece or in several', async () => {
      connection.write(offering('{"external_id":"h2c-1","title":"grün"}'));
      expect((await connection.answer())?.status).to.equal(202);
      expect(await test.app.issues.findByKey(1, 'custom_api', 'h2c-1')).to.have.property('title', 'grün');
      const text = '{"external_id":"h2c-2"}';
      connection.write(offering(text).slice(0, -5));
      await until(async () => (await test.get('/health')).statusCode === 200);
      connection.write(text.slice(-5));
      expect((await connection.answer())?.status).to.equal(202);
      connection.write(head(...OFFER, 'Content-Type: application/json', 'Transfer-Encoding: chunked'));
      for (const char of '{"external_id":"h2c-3"}') connection.write(`1\r\n${char}\r\n`);
      connection.write('0\r\n\r\n');
      expect((await connection.answer())?.status).to.equal(202);
    });

    it('is ignored between pipelined requests, which are answered in order', async () => {
      const requests = [json('{"external_id":"p"}'), offering('{'), health, offering('{"external_id":"q"}')];
      connection.write(requests.join(''));
      const statuses = [];
      for (const _ of requests) statuses.push((await connection.answer())?.status);
      expect(statuses).to.deep.equal([202, 400, 200, 202]);
    });

    it('is ignored without losing other connection options', async () => {
      connection.write(
        'GET /health HTTP/1.1\r\nHost: a\r\nConnection: close, Upgrade\r\nUpgrade: h2c\r\n\r\n',
      );
      expect((await connection.answer())?.headers.connection).to.equal('close');
      await connection.closed();
    });
  });

  it('keeps serving others after CONNECT', async () => {
    connection.write('CONNECT example.com:443 HTTP/1.1\r\nHost: example.com\r\n\r\n');
    await connection.answer();
    await expectHealthy();
  });

  describe('time limits', () => {
    it('exist for headers, for whole requests and for idle connections', () => {
      const { server } = test.app.server;
      expect(server.headersTimeout).to.be.within(1, 60_000);
      expect(server.requestTimeout).to.be.within(server.headersTimeout, 120_000);
      // Load balancers keep connections for a minute and must close them first.
      expect(server.keepAliveTimeout).to.be.within(60_001, 120_000);
    });

    it('cause 408 and a closed connection when headers or a body do not arrive', async () => {
      const { server } = test.app.server;
      for (const bytes of [
        'GET /health HTT',
        `${head('Content-Type: application/json', 'Content-Length: 99')}{`,
      ]) {
        const both = await RawConnection.openBoth(url, server);
        connection = both.connection;
        const socket = both.accepted;
        connection.write(bytes);
        await until(() => socket.bytesRead === bytes.length);
        // Node emits this event when the time is over.
        server.emit(
          'clientError',
          Object.assign(new Error('late'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' }),
          socket,
        );
        const { headers } = await expectRefusal(408);
        expect(headers.connection).to.equal('close');
        await connection.closed();
      }
      await expectHealthy();
    });
  });
});
