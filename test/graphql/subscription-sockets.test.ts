import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect } from 'chai';
import fc from 'fast-check';
import { LIMITS } from '../../src/domain/limits.js';
import { TestSocket, type TestSocketOptions } from '../support/sockets.js';
import { TestTransports, type TransportOptions } from '../support/subscriptions.js';
import { until } from '../support/until.js';

const TICKS = 'subscription { ticks { number text } }';
const TOKEN = 'w1.plain';

describe('a WebSocket of GraphQL', () => {
  let transports: TestTransports;

  const start = async (options?: TransportOptions): Promise<void> => {
    transports = await TestTransports.start(options);
  };
  const connecting = (options?: TestSocketOptions) => TestSocket.connect(transports.url, options);
  const opening = (token = TOKEN, options?: TestSocketOptions) =>
    TestSocket.open(transports.url, token, options);

  /** Leaves the server as it was found, whatever the test did to it. */
  afterEach(async () => {
    await transports.stop();
    expect(transports.feeds.size).to.equal(0);
    expect(transports.connections.size).to.equal(0);
    expect(transports.operations.openSubscriptions).to.equal(0);
  });

  describe('and its token', () => {
    beforeEach(() => start());

    it('is let in with Authorization in connection_init, in any case, or with the header', async () => {
      for (const key of ['Authorization', 'authorization', 'AUTHORIZATION']) {
        const socket = await connecting();
        socket.send({ type: 'connection_init', payload: { [key]: `Bearer ${TOKEN}` } });
        expect(await socket.next()).to.deep.equal({ type: 'connection_ack' });
        socket.close();
      }
      const socket = await connecting({ headers: { authorization: `Bearer ${TOKEN}` } });
      socket.send({ type: 'connection_init' });
      expect(await socket.next()).to.deep.equal({ type: 'connection_ack' });
      socket.close();
    });

    for (const [what, payload] of [
      ['no payload', undefined],
      ['no token', {}],
      ['another scheme', { Authorization: 'Basic abc' }],
      ['a malformed token', { Authorization: 'Bearer two words' }],
      ['an unknown token', { Authorization: 'Bearer nobody' }],
      ['a token that is no text', { Authorization: { Bearer: TOKEN } }],
    ] as const)
      it(`is closed with 4403 for ${what}`, async () => {
        const socket = await connecting();
        socket.send({ type: 'connection_init', payload });
        expect((await socket.closed).code).to.equal(4403);
      });

    it('is asked to come back when the token cannot be looked up', async () => {
      transports.away = true;
      const socket = await connecting();
      socket.init(TOKEN);
      expect((await socket.closed).code).to.equal(1013);
    });

    it('is closed with 4403 once the token was revoked, and only that one', async () => {
      const [revoked, other] = [await opening('w1.plain'), await opening('w1.other')];
      revoked.subscribe('1', TICKS);
      await until(() => transports.feeds.size === 1);
      transports.revoked.add('w1.plain');
      await transports.connections.sweep();
      expect((await revoked.closed).code).to.equal(4403);
      await until(() => transports.feeds.size === 0);
      await other.settled();
      other.close();
    });

    it('is closed with 4403 once the token has expired, also while tokens cannot be looked up', async () => {
      const socket = await opening(`w1.plain.${transports.clock.now() + 1_000}`);
      await transports.connections.sweep();
      await socket.settled();
      transports.away = true;
      await transports.connections.sweep();
      await socket.settled();
      transports.clock.advance(1_000);
      await transports.connections.sweep();
      expect((await socket.closed).code).to.equal(4403);
    });
  });

  describe('and its operations', () => {
    beforeEach(() => start());

    it('answers queries and mutations, with variables and operation names', async () => {
      const socket = await opening();
      socket.send({
        id: '1',
        type: 'subscribe',
        payload: {
          query: 'query A { hello } query B($name: String) { hello(name: $name) }',
          operationName: 'B',
          variables: { name: 'you' },
        },
      });
      expect((await socket.rest())[0]?.payload).to.deep.equal({ data: { hello: 'hello you' } });
      socket.subscribe('2', 'mutation { touch }');
      expect((await socket.rest())[0]?.payload).to.deep.equal({ data: { touch: 1 } });
      socket.close();
    });

    for (const [what, query, code] of [
      ['a syntax error', 'subscription {', 'GRAPHQL_PARSE_FAILED'],
      ['an unknown field', '{ nothing }', 'GRAPHQL_VALIDATION_FAILED'],
      [
        'two root fields',
        'subscription { ticks { number } refused { number } }',
        'GRAPHQL_VALIDATION_FAILED',
      ],
      ['no operation', 'fragment F on Tick { number }', 'GRAPHQL_VALIDATION_FAILED'],
      ['two operations without a name', 'query A { hello } query B { hello }', 'BAD_USER_INPUT'],
      [
        'too many aliases',
        `{ ${Array.from({ length: 101 }, (_, i) => `a${i}: hello`)} }`,
        'GRAPHQL_VALIDATION_FAILED',
      ],
      ['a fragment in a circle', '{ ...A } fragment A on Query { ...A }', 'GRAPHQL_VALIDATION_FAILED'],
    ] as const)
      it(`answers ${what} with an error of that operation and stays open`, async () => {
        const socket = await opening();
        socket.subscribe('1', query);
        const { id, type, payload } = await socket.next();
        expect([id, type]).to.deep.equal(['1', 'error']);
        expect(payload[0].extensions.code).to.equal(code);
        await socket.settled();
        socket.close();
      });

    it('tells what is wrong with variables', async () => {
      const socket = await opening();
      socket.subscribe('1', 'subscription ($of: String!) { ticks(of: $of) { number } }', { of: 1 });
      const [{ payload } = { payload: undefined }] = await socket.rest();
      expect(payload.errors[0].extensions.code).to.equal('BAD_USER_INPUT');
      socket.close();
    });

    it('tells why a subscription does not begin', async () => {
      const socket = await opening();
      socket.subscribe('1', 'subscription { refused { number } }');
      const [{ payload } = { payload: undefined }, end] = await socket.rest();
      expect(payload.errors[0].extensions.code).to.equal('NOT_FOUND');
      expect(end?.type).to.equal('complete');
      socket.close();
    });

    it('tells when a source breaks off', async () => {
      const socket = await opening();
      socket.subscribe('1', TICKS);
      await until(() => transports.feeds.size === 1);
      for (let number = 0; number <= LIMITS.feedItems + 1; number++) transports.publish({ number, text: '' });
      const last = (await socket.rest()).at(-1);
      expect(last?.payload[0].extensions.code).to.equal('UNAVAILABLE');
      socket.close();
    });

    it('counts each against the rate limit, refused ones too', async () => {
      transports.allowed = 3;
      const socket = await opening();
      for (const query of ['{ hello }', '{', 'subscription { refused { number } }']) {
        socket.subscribe('1', query);
        await socket.rest();
      }
      socket.subscribe('1', TICKS);
      const { type, payload } = await socket.next();
      expect(type).to.equal('error');
      expect(payload[0].extensions).to.deep.equal({ code: 'RATE_LIMITED', retryAfterSeconds: 60 });
      socket.close();
    });
  });

  describe('within its bounds', () => {
    it('may have 100 operations open, and one more when one is complete', async () => {
      await start();
      const socket = await opening();
      for (let i = 0; i < LIMITS.sockets.operationsPerSocket; i++) socket.subscribe(`${i}`, TICKS);
      await until(() => transports.feeds.size === LIMITS.sockets.operationsPerSocket);
      socket.subscribe('more', TICKS);
      const { type, payload } = await socket.next();
      expect(type).to.equal('error');
      expect(payload[0].extensions.code).to.equal('RATE_LIMITED');
      socket.send({ id: '0', type: 'complete' });
      await until(() => transports.feeds.size === LIMITS.sockets.operationsPerSocket - 1);
      socket.subscribe('more', TICKS);
      await until(() => transports.feeds.size === LIMITS.sockets.operationsPerSocket);
      socket.close();
      await until(() => transports.connections.size === 0 && transports.feeds.size === 0);
    });

    it('refuses an id that is too long', async () => {
      await start();
      const socket = await opening();
      socket.subscribe('x'.repeat(LIMITS.sockets.operationIdChars + 1), '{ hello }');
      expect((await socket.next()).payload[0].extensions.code).to.equal('VALIDATION_ERROR');
      socket.close();
    });

    it('is one of as many as its workspace may have', async () => {
      await start({ perWorkspace: 2 });
      const [first] = [await opening(), await opening()];
      const third = await connecting();
      third.init(TOKEN);
      expect((await third.closed).code).to.equal(1013);
      (await opening('w2.plain')).close();
      first.close();
      await until(() => transports.connections.size === 1);
      await opening();
    });

    it('is closed with 1013 when it does not read what it asked for', async () => {
      await start();
      const socket = await opening();
      socket.subscribe('1', TICKS);
      await until(() => transports.feeds.size === 1);
      socket.webSocket.pause();
      // The operating system takes some megabytes before anything waits here.
      for (let number = 0; number < 50; number++) {
        transports.publish({ number, text: 'x'.repeat(500_000) });
        await nextTurn();
      }
      socket.webSocket.resume();
      const { code, reason } = await socket.closed;
      expect(code).to.equal(1013);
      expect(reason).to.match(/^Too slow/);
    });

    it('takes one answer that is longer than what may wait', async () => {
      await start();
      const socket = await opening();
      const name = 'x'.repeat(LIMITS.sockets.messageBytes - 1_000);
      socket.subscribe('1', 'query ($name: String) { a: hello(name: $name) b: hello(name: $name) }', {
        name,
      });
      expect((await socket.rest())[0]?.payload.data.b).to.have.length(name.length + 6);
      socket.close();
    });

    it('is closed with 1009 for a message that is too long', async () => {
      await start();
      const socket = await opening();
      socket.send('x'.repeat(LIMITS.sockets.messageBytes + 1));
      expect((await socket.closed).code).to.equal(1009);
    });

    it('is ended when it sends more than a token before it is let in', async () => {
      await start();
      const socket = await connecting();
      socket.send({ type: 'ping', payload: { long: 'x'.repeat(LIMITS.sockets.openingBytes) } });
      expect((await socket.closed).code).to.equal(1006);
    });

    it('is closed with 4408 when it does not say who it is', async () => {
      await start({ openingMs: 20 });
      const socket = await connecting();
      expect((await socket.closed).code).to.equal(4408);
    });
  });

  describe('that goes wrong', () => {
    beforeEach(() => start());

    for (const [what, code, message] of [
      ['no JSON', 4400, 'not JSON'],
      ['another JSON', 4400, '[1]'],
      ['an unknown type', 4400, '{"type":"start","id":"1"}'],
      ['no document', 4400, '{"type":"subscribe","id":"1","payload":{}}'],
      ['an empty id', 4400, '{"type":"subscribe","id":"","payload":{"query":"{hello}"}}'],
      [
        'variables that are a list',
        4400,
        '{"type":"subscribe","id":"1","payload":{"query":"{hello}","variables":[1]}}',
      ],
      ['a nest of brackets', 4400, '['.repeat(200_000)],
      ['a second connection_init', 4429, '{"type":"connection_init"}'],
    ] as const)
      it(`is closed with ${code} for ${what}`, async () => {
        const socket = await opening();
        socket.send(message);
        expect((await socket.closed).code).to.equal(code);
      });

    it('is closed with 1003 for bytes', async () => {
      const socket = await opening();
      socket.webSocket.send(Buffer.from([1, 2, 3]));
      expect((await socket.closed).code).to.equal(1003);
    });

    it('is closed with 4401 for an operation before it was let in', async () => {
      const socket = await connecting();
      socket.subscribe('1', '{ hello }');
      expect((await socket.closed).code).to.equal(4401);
    });

    it('is closed with 4409 for an id that is in use', async () => {
      const socket = await opening();
      socket.subscribe('1', TICKS);
      socket.subscribe('1', TICKS);
      expect((await socket.closed).code).to.equal(4409);
      await until(() => transports.feeds.size === 0);
    });

    it('is closed with 4406 for another protocol', async () => {
      const socket = await connecting({ protocol: 'graphql-ws' }).catch((error: Error) => error);
      // ws refuses a server that chose none of what it offered.
      expect(socket).to.be.an('error');
    });

    it('harms nobody, whatever bytes it sends', async () => {
      const good = await opening();
      await fc.assert(
        fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 200 }), async (bytes) => {
          const raw = await rawSocket(transports.url);
          raw.end(bytes);
          await once(raw, 'close');
          await good.settled();
        }),
        { numRuns: 100 },
      );
      good.close();
    });
  });

  describe('that falls silent', () => {
    beforeEach(() => start());

    it('is dropped when it answers no ping', async () => {
      const raw = await rawSocket(transports.url);
      raw.write(clientFrame({ type: 'connection_init', payload: { Authorization: `Bearer ${TOKEN}` } }));
      await until(() => transports.connections.size === 1);
      raw.write(clientFrame({ type: 'subscribe', id: '1', payload: { query: TICKS } }));
      await until(() => transports.feeds.size === 1);
      for (let i = 0; i < LIMITS.sockets.dropAfterSweeps; i++) await transports.connections.sweep();
      await until(() => transports.connections.size === 0 && transports.feeds.size === 0);
      raw.destroy();
    });

    it('stays when it answers', async () => {
      const socket = await opening();
      for (let round = 0; round < 3; round++) {
        const pinged = once(socket.webSocket, 'ping');
        for (let i = 0; i < LIMITS.sockets.pingAfterSweeps; i++) await transports.connections.sweep();
        await pinged;
        await socket.settled();
      }
      socket.close();
    });
  });

  describe('and who may open it', () => {
    it('is any program, a page of this server and pages of allowed origins', async () => {
      await start({ origins: ['https://studio.apollographql.com'] });
      for (const origin of [undefined, transports.url, 'https://studio.apollographql.com'])
        (await opening(TOKEN, origin === undefined ? {} : { origin })).close();
      for (const origin of ['https://evil.example', 'null', 'http://127.0.0.1', 'nonsense'])
        expect(await connecting({ origin }).catch(String)).to.include('403');
    });

    it('is every page if so configured', async () => {
      await start({ origins: ['*'] });
      (await opening(TOKEN, { origin: 'https://any.example' })).close();
    });

    it('is nobody at another path', async () => {
      await start();
      expect(await connecting({ path: '/graphql/stream' }).catch(String)).to.include('404');
      expect(await connecting({ path: '/' }).catch(String)).to.include('404');
      (await opening(TOKEN, { path: '/graphql?x=1' })).close();
    });
  });

  describe('when the server stops', () => {
    beforeEach(() => start());

    it('is closed with 1001 and its subscriptions are released', async () => {
      const sockets = [await opening(), await opening()];
      for (const socket of sockets) socket.subscribe('1', TICKS);
      await until(() => transports.feeds.size === 2);
      await transports.drain();
      for (const socket of sockets) expect((await socket.closed).code).to.equal(1001);
      expect(transports.feeds.size).to.equal(0);
      expect(await connecting().catch(String)).to.include('503');
    });

    it('is ended when it was not let in yet', async () => {
      const socket = await connecting();
      await transports.drain();
      expect((await socket.closed).code).to.equal(1006);
    });

    it('is ended when it does not answer the close', async () => {
      const raw = await rawSocket(transports.url);
      raw.write(clientFrame({ type: 'connection_init', payload: { Authorization: `Bearer ${TOKEN}` } }));
      await until(() => transports.connections.size === 1);
      await transports.drain();
      await until(() => transports.connections.size === 0);
      raw.destroy();
    });
  });
});

/** A WebSocket that answers nothing by itself. */
async function rawSocket(base: string): Promise<Socket> {
  const { hostname, port } = new URL(base);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  socket.write(
    [
      'GET /graphql HTTP/1.1',
      `Host: ${hostname}:${port}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
      'Sec-WebSocket-Protocol: graphql-transport-ws',
      '\r\n',
    ].join('\r\n'),
  );
  await once(socket, 'data');
  socket.resume();
  return socket;
}

/** A short or middling text frame of a client, masked with zeros. */
function clientFrame(message: unknown): Buffer {
  const payload = Buffer.from(JSON.stringify(message));
  const header =
    payload.length < 126
      ? [0x81, 0x80 | payload.length]
      : [0x81, 0xfe, payload.length >> 8, payload.length & 0xff];
  return Buffer.concat([Buffer.from([...header, 0, 0, 0, 0]), payload]);
}
