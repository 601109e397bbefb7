import { expect } from 'chai';
import { LIMITS } from '../../../src/domain/limits.js';
import { TestSocket } from '../../support/sockets.js';
import { TestTransports } from '../../support/subscriptions.js';
import { until } from '../../support/until.js';

const TICKS = 'subscription { ticks { number text } }';
const TOKEN = 'w1.plain';

describe('operations over a WebSocket', () => {
  let transports: TestTransports;

  const open = () => TestSocket.open(transports.url, TOKEN);

  afterEach(() => transports.stopAndExpectNothingOpen());

  beforeEach(async () => {
    transports = await TestTransports.start();
  });

  it('runs queries and mutations with variables and operation names', async () => {
    const socket = await open();
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
    ['two root fields', 'subscription { ticks { number } refused { number } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['no operation', 'fragment F on Tick { number }', 'GRAPHQL_VALIDATION_FAILED'],
    ['two operations without a name', 'query A { hello } query B { hello }', 'BAD_USER_INPUT'],
    [
      'too many aliases',
      `{ ${Array.from({ length: 101 }, (_, i) => `a${i}: hello`)} }`,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['a fragment in a circle', '{ ...A } fragment A on Query { ...A }', 'GRAPHQL_VALIDATION_FAILED'],
  ] as const)
    it(`reports ${what} as an error of that operation and keeps the socket open`, async () => {
      const socket = await open();
      socket.subscribe('1', query);
      const { id, type, payload } = await socket.next();
      expect([id, type]).to.deep.equal(['1', 'error']);
      expect(payload[0].extensions.code).to.equal(code);
      await socket.settled();
      socket.close();
    });

  it('reports invalid variables as a result', async () => {
    const socket = await open();
    socket.subscribe('1', 'subscription ($of: String!) { ticks(of: $of) { number } }', { of: 1 });
    const [{ payload } = { payload: undefined }] = await socket.rest();
    expect(payload.errors[0].extensions.code).to.equal('BAD_USER_INPUT');
    socket.close();
  });

  it('reports a subscription without a source as a result and complete', async () => {
    const socket = await open();
    socket.subscribe('1', 'subscription { refused { number } }');
    const [{ payload } = { payload: undefined }, end] = await socket.rest();
    expect(payload.errors[0].extensions.code).to.equal('NOT_FOUND');
    expect(end?.type).to.equal('complete');
    socket.close();
  });

  it('reports an overflow of the queue as an error', async () => {
    const socket = await open();
    socket.subscribe('1', TICKS);
    await until(() => transports.subscribers.size === 1);
    for (let number = 0; number <= LIMITS.queuedJobsPerSubscriber + 1; number++)
      transports.publish({ number, text: '' });
    const last = (await socket.rest()).at(-1);
    expect(last?.payload[0].extensions.code).to.equal('UNAVAILABLE');
    socket.close();
  });

  it('counts every operation against the rate limit, even a refused one', async () => {
    transports.allowed = 3;
    const socket = await open();
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
