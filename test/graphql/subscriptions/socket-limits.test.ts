import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect } from 'chai';
import fc from 'fast-check';
import { LIMITS } from '../../../src/domain/limits.js';
import { clientFrame, openRawSocket } from '../../support/raw-sockets.js';
import { TestSocket, type TestSocketOptions } from '../../support/sockets.js';
import { TestTransports, type TransportOptions } from '../../support/subscriptions.js';
import { until } from '../../support/until.js';

const TICKS = 'subscription { ticks { number text } }';
const TOKEN = 'w1.plain';
const EVENTS = 'text/event-stream';

/** Posts JSON and reads the response. Afterwards the agent has the connection for another request. */
async function postOn(agent: Agent, url: string, body: string): Promise<void> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}`, accept: EVENTS };
  const sent = request(url, { method: 'POST', agent, headers }).end(body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  expect(response.statusCode).to.equal(200);
  await once(response.resume(), 'end');
}

describe('limits of a WebSocket', () => {
  let transports: TestTransports;

  const start = async (options?: TransportOptions): Promise<void> => {
    transports = await TestTransports.start(options);
  };
  const connect = (options?: TestSocketOptions) => TestSocket.connect(transports.url, options);
  const open = (token = TOKEN, options?: TestSocketOptions) =>
    TestSocket.open(transports.url, token, options);

  afterEach(() => transports.stopAndExpectNothingOpen());

  describe('in normal use', () => {
    it('allows 100 open operations and another one after one completes', async () => {
      await start();
      const socket = await open();
      for (let i = 0; i < LIMITS.sockets.operationsPerSocket; i++) socket.subscribe(`${i}`, TICKS);
      await until(() => transports.subscribers.size === LIMITS.sockets.operationsPerSocket);
      socket.subscribe('more', TICKS);
      const { type, payload } = await socket.next();
      expect(type).to.equal('error');
      expect(payload[0].extensions.code).to.equal('RATE_LIMITED');
      socket.send({ id: '0', type: 'complete' });
      await until(() => transports.subscribers.size === LIMITS.sockets.operationsPerSocket - 1);
      socket.subscribe('more', TICKS);
      await until(() => transports.subscribers.size === LIMITS.sockets.operationsPerSocket);
      socket.close();
      await until(() => transports.connections.size === 0 && transports.subscribers.size === 0);
    });

    it('refuses an id of an operation that is too long', async () => {
      await start();
      const socket = await open();
      socket.subscribe('x'.repeat(LIMITS.sockets.operationIdChars + 1), '{ hello }');
      expect((await socket.next()).payload[0].extensions.code).to.equal('VALIDATION_ERROR');
      socket.close();
    });

    it('closes a socket with 1013 when its workspace has too many', async () => {
      await start({ perWorkspace: 2 });
      const [first] = [await open(), await open()];
      const third = await connect();
      third.init(TOKEN);
      expect((await third.closed).code).to.equal(1013);
      (await open('w2.plain')).close();
      first.close();
      await until(() => transports.connections.size === 1);
      await open();
    });

    it('closes a socket with 1013 when its client does not read', async () => {
      await start();
      const socket = await open();
      socket.subscribe('1', TICKS);
      await until(() => transports.subscribers.size === 1);
      socket.webSocket.pause();
      // The operating system buffers some megabytes first.
      for (let number = 0; number < 50; number++) {
        transports.publish({ number, text: 'x'.repeat(500_000) });
        await nextTurn();
      }
      socket.webSocket.resume();
      const { code, reason } = await socket.closed;
      expect(code).to.equal(1013);
      expect(reason).to.match(/^Too slow/);
    });

    it('allows one result that is larger than the buffer', async () => {
      await start();
      const socket = await open();
      const name = 'x'.repeat(LIMITS.sockets.messageBytes - 1_000);
      socket.subscribe('1', 'query ($name: String) { a: hello(name: $name) b: hello(name: $name) }', {
        name,
      });
      expect((await socket.rest())[0]?.payload.data.b).to.have.length(name.length + 6);
      socket.close();
    });

    it('closes a socket with 1009 for a message that is too long', async () => {
      await start();
      const socket = await open();
      socket.send('x'.repeat(LIMITS.sockets.messageBytes + 1));
      expect((await socket.closed).code).to.equal(1009);
    });

    it('ends a socket that sends more than 16 KiB before it is admitted', async () => {
      await start();
      const socket = await connect();
      socket.send({ type: 'ping', payload: { long: 'x'.repeat(LIMITS.sockets.openingBytes) } });
      expect((await socket.closed).code).to.equal(1006);
    });

    it('admits a socket on a connection that carried a larger request before', async () => {
      await start();
      const connection = new Agent({ keepAlive: true, maxSockets: 1 });
      const body = JSON.stringify({ query: `query { hello } #${'x'.repeat(LIMITS.sockets.openingBytes)}` });
      await postOn(connection, `${transports.url}/graphql/stream`, body);
      const socket = await TestSocket.open(transports.url, TOKEN, { agent: connection });
      socket.close();
      connection.destroy();
    });

    it('closes a socket with 4408 when connection_init does not arrive in time', async () => {
      await start({ openingMs: 20 });
      const socket = await connect();
      expect((await socket.closed).code).to.equal(4408);
    });
  });

  describe('after a violation of the protocol', () => {
    beforeEach(() => start());

    for (const [what, code, message] of [
      ['a text that is not JSON', 4400, 'not JSON'],
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
      it(`closes a socket with ${code} for ${what}`, async () => {
        const socket = await open();
        socket.send(message);
        expect((await socket.closed).code).to.equal(code);
      });

    it('closes a socket with 1003 for a binary message', async () => {
      const socket = await open();
      socket.webSocket.send(Buffer.from([1, 2, 3]));
      expect((await socket.closed).code).to.equal(1003);
    });

    it('closes a socket with 4401 for an operation before connection_init', async () => {
      const socket = await connect();
      socket.subscribe('1', '{ hello }');
      expect((await socket.closed).code).to.equal(4401);
    });

    it('closes a socket with 4409 for an id that is in use', async () => {
      const socket = await open();
      socket.subscribe('1', TICKS);
      socket.subscribe('1', TICKS);
      expect((await socket.closed).code).to.equal(4409);
      await until(() => transports.subscribers.size === 0);
    });

    it('refuses a socket with another subprotocol', async () => {
      const socket = await connect({ protocol: 'graphql-ws' }).catch((error: Error) => error);
      // The client of ws fails when the server selects no subprotocol.
      expect(socket).to.be.an('error');
    });

    it('protects other sockets from one that sends random bytes', async () => {
      const good = await open();
      await fc.assert(
        fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 200 }), async (bytes) => {
          const raw = await openRawSocket(transports.url);
          raw.end(bytes);
          await once(raw, 'close');
          await good.settled();
        }),
        { numRuns: 100 },
      );
      good.close();
    });
  });

  describe('for a silent client', () => {
    beforeEach(() => start());

    it('ends a socket that does not respond to pings', async () => {
      const raw = await openRawSocket(transports.url);
      raw.write(clientFrame({ type: 'connection_init', payload: { Authorization: `Bearer ${TOKEN}` } }));
      await until(() => transports.connections.size === 1);
      raw.write(clientFrame({ type: 'subscribe', id: '1', payload: { query: TICKS } }));
      await until(() => transports.subscribers.size === 1);
      for (let i = 0; i < LIMITS.sockets.dropAfterSweeps; i++) await transports.connections.sweep();
      await until(() => transports.connections.size === 0 && transports.subscribers.size === 0);
      raw.destroy();
    });

    it('keeps a socket that responds to pings', async () => {
      const socket = await open();
      for (let round = 0; round < 3; round++) {
        const pinged = once(socket.webSocket, 'ping');
        for (let i = 0; i < LIMITS.sockets.pingAfterSweeps; i++) await transports.connections.sweep();
        await pinged;
        await socket.settled();
      }
      socket.close();
    });
  });
});
