import { expect } from 'chai';
import { TestSocket } from '../../support/sockets.js';
import { TestTransports } from '../../support/subscriptions.js';
import { until } from '../../support/until.js';

const TICKS = 'subscription { ticks { number text } }';
const TOKEN = 'w1.plain';

describe('fan-out of an event to WebSockets', () => {
  let transports: TestTransports;
  const sockets: TestSocket[] = [];

  beforeEach(async () => {
    transports = await TestTransports.start();
  });

  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.close();
    await transports.stop();
  });

  /** Opens a socket with one subscription and returns once its source is open. */
  async function subscribe(token: string, id: string, query = TICKS, variables?: Record<string, unknown>) {
    const socket = await TestSocket.open(transports.url, token);
    sockets.push(socket);
    const before = transports.subscribers.size;
    socket.subscribe(id, query, variables);
    await until(() => transports.subscribers.size > before);
    return socket;
  }

  it('executes an event once and sends it to each subscriber under its own id', async () => {
    const ids = ['a', 'b', 'another-id', 'ünï "quoted" \u{1f600}', 'a'];
    const all = [];
    for (const id of ids) all.push(await subscribe(TOKEN, id));
    transports.publish({ number: 1, text: 'one' });
    transports.publish({ number: 2, text: 'two' });
    for (const [i, socket] of all.entries())
      for (const [number, text] of [
        [1, 'one'],
        [2, 'two'],
      ])
        expect(await socket.next()).to.deep.equal({
          id: ids[i],
          type: 'next',
          payload: { data: { ticks: { number, text } } },
        });
    expect(transports.executions).to.equal(2);
    expect(transports.operations.openSubscriptions).to.equal(1);
  });

  it('sends each subscriber the fields that it selected', async () => {
    const one = await subscribe(TOKEN, '1', 'subscription { ticks { number } }');
    const two = await subscribe(TOKEN, '1', 'subscription { it: ticks { n: number n2: number } }');
    const three = await subscribe(TOKEN, '1', 'subscription { ticks { __typename text } }');
    transports.publish({ number: 7, text: 'seven' });
    expect((await one.next()).payload).to.deep.equal({ data: { ticks: { number: 7 } } });
    expect((await two.next()).payload).to.deep.equal({ data: { it: { n: 7, n2: 7 } } });
    expect((await three.next()).payload).to.deep.equal({
      data: { ticks: { __typename: 'Tick', text: 'seven' } },
    });
  });

  it('omits a field for subscribers without its scope', async () => {
    const query = 'subscription { ticks { number secret } }';
    const plain = await subscribe('w1.plain', '1', query);
    const secret = await subscribe('w1.secret', '1', query);
    transports.publish({ number: 1, text: '' });
    const refused = (await plain.next()).payload;
    expect(refused.data).to.deep.equal({ ticks: { number: 1, secret: null } });
    expect(refused.errors[0].extensions.code).to.equal('FORBIDDEN');
    expect((await secret.next()).payload).to.deep.equal({ data: { ticks: { number: 1, secret: 'told' } } });
  });

  it('executes an event separately for other workspaces and variables', async () => {
    const query = 'subscription A($of: String) { ticks(of: $of) { number } }';
    await subscribe('w1.plain', '1', query, { of: 'x' });
    await subscribe('w1.plain', '1', query, { of: 'y' });
    await subscribe('w2.plain', '1', query, { of: 'x' });
    await subscribe('w1.plain', '2', query, { of: 'x' });
    expect(transports.operations.openSubscriptions).to.equal(3);
    transports.publish({ number: 1, text: '' });
    for (const socket of sockets) await socket.next();
    expect(transports.executions).to.equal(3);
  });

  it('sends a late subscriber the events from its start', async () => {
    const early = await subscribe(TOKEN, '1');
    transports.publish({ number: 1, text: 'one' });
    const late = await subscribe(TOKEN, '1');
    transports.publish({ number: 2, text: 'two' });
    expect((await early.next()).payload.data.ticks.number).to.equal(1);
    expect((await early.next()).payload.data.ticks.number).to.equal(2);
    expect((await late.next()).payload.data.ticks.number).to.equal(2);
  });

  it('continues for the other subscribers when one completes or disconnects', async () => {
    const [completes, leaves, stays] = [
      await subscribe(TOKEN, '1'),
      await subscribe(TOKEN, '1'),
      await subscribe(TOKEN, '1'),
    ];
    completes.send({ id: '1', type: 'complete' });
    leaves.close();
    await until(() => transports.subscribers.size === 1);
    transports.publish({ number: 1, text: 'one' });
    expect((await stays.next()).payload.data.ticks.number).to.equal(1);
    await completes.settled();
    for (const queue of transports.subscribers) queue.close();
    expect(await stays.next()).to.deep.equal({ id: '1', type: 'complete' });
    expect(transports.operations.openSubscriptions).to.equal(0);
  });

  it('delivers results of any length unchanged', async () => {
    const socket = await subscribe(TOKEN, 'id');
    const shell = JSON.stringify({
      id: 'id',
      type: 'next',
      payload: { data: { ticks: { number: 1, text: '' } } },
    }).length;
    const lengths = [shell, 125, 126, 127, 16_384, 16_600, 65_535, 65_536, 65_537, 300_000];
    for (const length of lengths) {
      const text = 'x'.repeat(length - shell);
      transports.publish({ number: 1, text });
      expect((await socket.next()).payload.data.ticks.text).to.equal(text);
    }
    transports.publish({ number: 1, text: '\u{1f600}'.repeat(20_000) });
    expect((await socket.next()).payload.data.ticks.text).to.equal('\u{1f600}'.repeat(20_000));
  });

  it('keeps the order of events and other messages on a socket', async () => {
    const socket = await subscribe(TOKEN, 'ticks');
    socket.subscribe('hello', '{ hello }');
    expect((await socket.rest()).map(({ id, type }) => [id, type])).to.deep.equal([
      ['hello', 'next'],
      ['hello', 'complete'],
    ]);
    transports.publish({ number: 1, text: 'one' });
    socket.send({ type: 'ping' });
    expect((await socket.next()).id).to.equal('ticks');
    expect((await socket.next()).type).to.equal('pong');
  });
});
