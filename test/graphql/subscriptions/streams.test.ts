import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect } from 'chai';
import { createClient } from 'graphql-sse';
import { TestTransports } from '../../support/subscriptions.js';
import { until } from '../../support/until.js';

const TICKS = 'subscription { ticks { number text } }';
const TOKEN = 'w1.plain';

describe('/graphql/stream', () => {
  let transports: TestTransports;

  beforeEach(async () => {
    transports = await TestTransports.start({ perWorkspace: 2 });
  });

  afterEach(() => transports.stopAndExpectNothingOpen());

  const ask = (body: unknown, headers: Record<string, string | undefined> = {}, path = '') =>
    fetch(`${transports.url}/graphql/stream${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: Object.fromEntries(
        Object.entries({
          authorization: `Bearer ${TOKEN}`,
          accept: 'text/event-stream',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        }).filter((entry): entry is [string, string] => entry[1] !== undefined),
      ),
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });

  it('sends each event as it occurs, then complete', async () => {
    const answer = await ask({ query: TICKS });
    expect(answer.status).to.equal(200);
    expect(answer.headers.get('content-type')).to.match(/^text\/event-stream/);
    await until(() => transports.subscribers.size === 1);
    transports.publish({ number: 1, text: 'line\nbreak' });
    transports.publish({ number: 2, text: 'two' });
    for (const queue of transports.subscribers) queue.close();
    expect(eventsOf(await answer.text())).to.deep.equal([
      { event: 'next', data: { data: { ticks: { number: 1, text: 'line\nbreak' } } } },
      { event: 'next', data: { data: { ticks: { number: 2, text: 'two' } } } },
      { event: 'complete', data: null },
    ]);
  });

  it('works with the client of graphql-sse', async () => {
    const client = createClient({
      url: `${transports.url}/graphql/stream`,
      headers: { authorization: `Bearer ${TOKEN}` },
    });
    const results = client.iterate({ query: TICKS });
    const first = results.next();
    await until(() => transports.subscribers.size === 1);
    transports.publish({ number: 1, text: 'one' });
    expect((await first).value).to.deep.equal({ data: { ticks: { number: 1, text: 'one' } } });
    await results.return?.();
    await until(() => transports.subscribers.size === 0);
    client.dispose();
  });

  it('runs queries and mutations, but refuses a mutation with GET', async () => {
    const variables = { name: 'you' };
    const query = await ask({ query: 'query ($name: String) { hello(name: $name) }', variables });
    expect(eventsOf(await query.text())[0]?.data).to.deep.equal({ data: { hello: 'hello you' } });
    const mutation = await ask({ query: 'mutation { touch }' });
    expect(eventsOf(await mutation.text())[0]?.data).to.deep.equal({ data: { touch: 1 } });
    const search = `?query=${encodeURIComponent('query ($name: String) { hello(name: $name) }')}`;
    const got = await ask(undefined, {}, `${search}&variables=${encodeURIComponent('{"name":"you"}')}`);
    expect(eventsOf(await got.text())[0]?.data).to.deep.equal({ data: { hello: 'hello you' } });
    expect((await ask(undefined, {}, '?query=mutation{touch}')).status).to.equal(405);
  });

  it('executes an event once for two streams of the same subscription', async () => {
    const answers = [await ask({ query: TICKS }), await ask({ query: TICKS })];
    await until(() => transports.subscribers.size === 2);
    transports.publish({ number: 1, text: 'one' });
    for (const queue of transports.subscribers) queue.close();
    for (const answer of answers) expect(eventsOf(await answer.text())).to.have.length(2);
    expect(transports.executions).to.equal(1);
  });

  for (const [what, query, code] of [
    ['a syntax error', 'subscription {', 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', '{ nothing }', 'GRAPHQL_VALIDATION_FAILED'],
    ['a subscription without a source', 'subscription { refused { number } }', 'NOT_FOUND'],
  ] as const)
    it(`reports ${what} as an event`, async () => {
      const events = eventsOf(await (await ask({ query })).text());
      expect(events.map(({ event }) => event)).to.deep.equal(['next', 'complete']);
      expect((events[0]?.data as Errors | undefined)?.errors[0]?.extensions.code).to.equal(code);
    });

  for (const [what, status, body, headers] of [
    ['no token', 401, { query: TICKS }, { authorization: undefined }],
    ['an unknown token', 401, { query: TICKS }, { authorization: 'Bearer nobody' }],
    ['a request that does not accept events', 400, { query: TICKS }, { accept: 'application/json' }],
    ['a body that is not JSON', 400, '{', {}],
    ['a body of another type', 415, 'query', { 'content-type': 'text/plain' }],
    ['no document', 400, {}, {}],
    ['a list of operations', 400, [{ query: TICKS }], {}],
    ['variables that are a list', 400, { query: TICKS, variables: [1] }, {}],
    ['an operation name that is not a string', 400, { query: TICKS, operationName: 1 }, {}],
  ] as const)
    it(`refuses ${what} with ${status}`, async () => {
      const answer = await ask(body, headers);
      expect(answer.status).to.equal(status);
      const { errors } = (await answer.json()) as Errors;
      expect(errors[0]?.message).to.be.a('string').that.is.not.empty;
      expect(transports.connections.size).to.equal(0);
    });

  it('returns 429 beyond the rate limit and beyond the connections of a workspace', async () => {
    const open = [await ask({ query: TICKS }), await ask({ query: TICKS })];
    expect((await ask({ query: TICKS })).status).to.equal(429);
    await Promise.all(open.map((answer) => answer.body?.cancel()));
    await until(() => transports.connections.size === 0);
    transports.allowed = transports.taken;
    const refused = await ask({ query: TICKS });
    expect(refused.status).to.equal(429);
    expect(refused.headers.get('retry-after')).to.equal('60');
  });

  it('releases the subscription when the client disconnects', async () => {
    const answer = await ask({ query: TICKS });
    await until(() => transports.subscribers.size === 1);
    await answer.body?.cancel();
    await until(() => transports.subscribers.size === 0 && transports.connections.size === 0);
  });

  it('ends without complete when the token is revoked and refuses the next request', async () => {
    const answer = await ask({ query: TICKS });
    await until(() => transports.subscribers.size === 1);
    transports.revoked.add(TOKEN);
    await transports.connections.sweep();
    expect(eventsOf(await answer.text())).to.deep.equal([]);
    expect((await ask({ query: TICKS })).status).to.equal(401);
    await until(() => transports.subscribers.size === 0);
  });

  it('ends without complete when the server stops and refuses the next request', async () => {
    const answer = await ask({ query: TICKS });
    await until(() => transports.subscribers.size === 1);
    await transports.drain();
    expect(eventsOf(await answer.text())).to.deep.equal([]);
    expect((await ask({ query: TICKS })).status).to.equal(503);
  });

  it('closes the stream of a client that does not read', async () => {
    const answer = await unread(transports.url);
    await until(() => transports.subscribers.size === 1);
    for (let number = 0; number < 50; number++) {
      transports.publish({ number, text: 'x'.repeat(500_000) });
      await nextTurn();
    }
    await until(() => transports.subscribers.size === 0 && transports.connections.size === 0);
    answer.destroy();
  });
});

interface Errors {
  readonly errors: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
}

/** Returns a response whose body is not read. */
async function unread(base: string): Promise<IncomingMessage> {
  const asking = request(`${base}/graphql/stream`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${TOKEN}`,
      accept: 'text/event-stream',
      'content-type': 'application/json',
    },
  });
  asking.end(JSON.stringify({ query: TICKS }));
  const [answer] = (await once(asking, 'response')) as [IncomingMessage];
  answer.on('error', () => undefined);
  return answer;
}

/** Parses the events of a stream and skips its keep-alive comments. */
function eventsOf(text: string): { event: string | undefined; data: unknown }[] {
  return text
    .split('\n\n')
    .filter((block) => block.startsWith('event: '))
    .map((block) => {
      const data = /^data: ?(.*)$/m.exec(block)?.[1] ?? '';
      return { event: /^event: (.*)$/m.exec(block)?.[1], data: data === '' ? null : JSON.parse(data) };
    });
}
