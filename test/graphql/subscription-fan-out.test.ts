import { expect } from 'chai';
import { TestSocket } from '../support/sockets.js';
import { TestTransports } from '../support/subscriptions.js';
import { until } from '../support/until.js';

const TICKS = 'subscription { ticks { number text } }';
const TOKEN = 'w1.plain';

describe('one event for many WebSockets', () => {
  let transports: TestTransports;
  const sockets: TestSocket[] = [];

  beforeEach(async () => {
    transports = await TestTransports.start();
  });

  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.close();
    await transports.stop();
  });

  /** Subscribes and answers when the source is open. */
  async function follow(token: string, id: string, query = TICKS, variables?: Record<string, unknown>) {
    const socket = await TestSocket.open(transports.url, token);
    sockets.push(socket);
    const before = transports.feeds.size;
    socket.subscribe(id, query, variables);
    await until(() => transports.feeds.size > before);
    return socket;
  }

  it('is executed once, and each gets it under its own id', async () => {
    const ids = ['a', 'b', 'another-id', 'ünï "quoted" \u{1f600}', 'a'];
    const all = [];
    for (const id of ids) all.push(await follow(TOKEN, id));
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

  it('gives each what it selected', async () => {
    const one = await follow(TOKEN, '1', 'subscription { ticks { number } }');
    const two = await follow(TOKEN, '1', 'subscription { it: ticks { n: number n2: number } }');
    const three = await follow(TOKEN, '1', 'subscription { ticks { __typename text } }');
    transports.publish({ number: 7, text: 'seven' });
    expect((await one.next()).payload).to.deep.equal({ data: { ticks: { number: 7 } } });
    expect((await two.next()).payload).to.deep.equal({ data: { it: { n: 7, n2: 7 } } });
    expect((await three.next()).payload).to.deep.equal({
      data: { ticks: { __typename: 'Tick', text: 'seven' } },
    });
  });

  it('tells nobody what only others may read', async () => {
    const query = 'subscription { ticks { number secret } }';
    const plain = await follow('w1.plain', '1', query);
    const secret = await follow('w1.secret', '1', query);
    transports.publish({ number: 1, text: '' });
    const refused = (await plain.next()).payload;
    expect(refused.data).to.deep.equal({ ticks: { number: 1, secret: null } });
    expect(refused.errors[0].extensions.code).to.equal('FORBIDDEN');
    expect((await secret.next()).payload).to.deep.equal({ data: { ticks: { number: 1, secret: 'told' } } });
  });

  it('is executed apart for other workspaces, variables and operations of one document', async () => {
    const query = 'subscription A($of: String) { ticks(of: $of) { number } }';
    await follow('w1.plain', '1', query, { of: 'x' });
    await follow('w1.plain', '1', query, { of: 'y' });
    await follow('w2.plain', '1', query, { of: 'x' });
    await follow('w1.plain', '2', query, { of: 'x' });
    expect(transports.operations.openSubscriptions).to.equal(3);
    transports.publish({ number: 1, text: '' });
    for (const socket of sockets) await socket.next();
    expect(transports.executions).to.equal(3);
  });

  it('reaches those who joined later from then on', async () => {
    const early = await follow(TOKEN, '1');
    transports.publish({ number: 1, text: 'one' });
    const late = await follow(TOKEN, '1');
    transports.publish({ number: 2, text: 'two' });
    expect((await early.next()).payload.data.ticks.number).to.equal(1);
    expect((await early.next()).payload.data.ticks.number).to.equal(2);
    expect((await late.next()).payload.data.ticks.number).to.equal(2);
  });

  it('goes on for the others when one completes, leaves or ends', async () => {
    const [completes, leaves, stays] = [
      await follow(TOKEN, '1'),
      await follow(TOKEN, '1'),
      await follow(TOKEN, '1'),
    ];
    completes.send({ id: '1', type: 'complete' });
    leaves.close();
    await until(() => transports.feeds.size === 1);
    transports.publish({ number: 1, text: 'one' });
    expect((await stays.next()).payload.data.ticks.number).to.equal(1);
    await completes.settled();
    for (const feed of transports.feeds) feed.close();
    expect(await stays.next()).to.deep.equal({ id: '1', type: 'complete' });
    expect(transports.operations.openSubscriptions).to.equal(0);
  });

  it('arrives whole at every length at which frames change their form', async () => {
    const socket = await follow(TOKEN, 'id');
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

  it('is in order with what else is sent on the socket', async () => {
    const socket = await follow(TOKEN, 'ticks');
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
