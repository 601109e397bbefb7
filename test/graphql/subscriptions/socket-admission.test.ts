import { expect } from 'chai';
import { clientFrame, openRawSocket } from '../../support/raw-sockets.js';
import { TestSocket, type TestSocketOptions } from '../../support/sockets.js';
import { TestTransports, type TransportOptions } from '../../support/subscriptions.js';
import { until } from '../../support/until.js';

const TICKS = 'subscription { ticks { number text } }';
const TOKEN = 'w1.plain';

describe('admission of a WebSocket', () => {
  let transports: TestTransports;

  const start = async (options?: TransportOptions): Promise<void> => {
    transports = await TestTransports.start(options);
  };
  const connect = (options?: TestSocketOptions) => TestSocket.connect(transports.url, options);
  const open = (token = TOKEN, options?: TestSocketOptions) =>
    TestSocket.open(transports.url, token, options);

  afterEach(() => transports.stopAndExpectNothingOpen());

  describe('by its token', () => {
    beforeEach(() => start());

    it('accepts Authorization in connection_init, in any case, or as a header', async () => {
      for (const key of ['Authorization', 'authorization', 'AUTHORIZATION']) {
        const socket = await connect();
        socket.send({ type: 'connection_init', payload: { [key]: `Bearer ${TOKEN}` } });
        expect(await socket.next()).to.deep.equal({ type: 'connection_ack' });
        socket.close();
      }
      const socket = await connect({ headers: { authorization: `Bearer ${TOKEN}` } });
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
      ['a token that is not a string', { Authorization: { Bearer: TOKEN } }],
    ] as const)
      it(`closes with 4403 for ${what}`, async () => {
        const socket = await connect();
        socket.send({ type: 'connection_init', payload });
        expect((await socket.closed).code).to.equal(4403);
      });

    it('closes with 1013 while the database is unavailable', async () => {
      transports.databaseUnavailable = true;
      const socket = await connect();
      socket.init(TOKEN);
      expect((await socket.closed).code).to.equal(1013);
    });

    it('closes with 4403 once its token is revoked and keeps sockets of other tokens open', async () => {
      const [revoked, other] = [await open('w1.plain'), await open('w1.other')];
      revoked.subscribe('1', TICKS);
      await until(() => transports.subscribers.size === 1);
      transports.revoked.add('w1.plain');
      await transports.connections.sweep();
      expect((await revoked.closed).code).to.equal(4403);
      await until(() => transports.subscribers.size === 0);
      await other.settled();
      other.close();
    });

    it('closes with 4403 once its token has expired, even while the database is unavailable', async () => {
      const socket = await open(`w1.plain.${transports.clock.now() + 1_000}`);
      await transports.connections.sweep();
      await socket.settled();
      transports.databaseUnavailable = true;
      await transports.connections.sweep();
      await socket.settled();
      transports.clock.advance(1_000);
      await transports.connections.sweep();
      expect((await socket.closed).code).to.equal(4403);
    });
  });

  describe('by its origin and path', () => {
    it('accepts programs, pages of this server and pages of allowed origins only', async () => {
      await start({ origins: ['https://studio.apollographql.com'] });
      for (const origin of [undefined, transports.url, 'https://studio.apollographql.com'])
        (await open(TOKEN, origin === undefined ? {} : { origin })).close();
      for (const origin of ['https://evil.example', 'null', 'http://127.0.0.1', 'nonsense'])
        expect(await connect({ origin }).catch(String)).to.include('403');
    });

    it('accepts pages of every origin when * is configured', async () => {
      await start({ origins: ['*'] });
      (await open(TOKEN, { origin: 'https://any.example' })).close();
    });

    it('refuses any other path with 404', async () => {
      await start();
      expect(await connect({ path: '/graphql/stream' }).catch(String)).to.include('404');
      expect(await connect({ path: '/' }).catch(String)).to.include('404');
      (await open(TOKEN, { path: '/graphql?x=1' })).close();
    });
  });

  describe('while the server stops', () => {
    beforeEach(() => start());

    it('closes admitted sockets with 1001 and refuses new ones with 503', async () => {
      const sockets = [await open(), await open()];
      for (const socket of sockets) socket.subscribe('1', TICKS);
      await until(() => transports.subscribers.size === 2);
      await transports.drain();
      for (const socket of sockets) expect((await socket.closed).code).to.equal(1001);
      expect(transports.subscribers.size).to.equal(0);
      expect(await connect().catch(String)).to.include('503');
    });

    it('ends a socket that is not admitted yet', async () => {
      const socket = await connect();
      await transports.drain();
      expect((await socket.closed).code).to.equal(1006);
    });

    it('ends a socket whose client does not respond to the close', async () => {
      const raw = await openRawSocket(transports.url);
      raw.write(clientFrame({ type: 'connection_init', payload: { Authorization: `Bearer ${TOKEN}` } }));
      await until(() => transports.connections.size === 1);
      await transports.drain();
      await until(() => transports.connections.size === 0);
      raw.destroy();
    });
  });
});
