import { expect } from 'chai';
import { createClient } from 'graphql-sse';
import { startTestApp, type TestApp } from '../../support/app.js';
import { askGraphql, ingest } from '../../support/graphql.js';
import { type Message, TestSocket } from '../../support/sockets.js';
import { until } from '../../support/until.js';

const UPDATED = 'subscription ($id: ID!) { jobUpdated(id: $id) { id status progress finishedAt } }';
const COMPLETED = 'subscription ($id: ID) { jobCompleted(id: $id) { id status records { index outcome } } }';

describe('job subscriptions', () => {
  let test: TestApp;
  let base: string;
  const sockets: TestSocket[] = [];

  beforeEach(async () => {
    test = await startTestApp();
    base = await test.listen();
  });

  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.close();
    await until(() => test.app.events.subscriberCount === 0);
    await test.close();
  });

  async function open(token = test.token): Promise<TestSocket> {
    const socket = await TestSocket.open(base, token);
    sockets.push(socket);
    return socket;
  }

  const statuses = (messages: readonly Message[]): unknown[] =>
    messages.map(({ type, payload }) => (type === 'next' ? payload.data.jobUpdated.status : type));

  it('jobUpdated sends the current state, every change and complete at the end', async () => {
    const { jobId } = await ingest(test, [{}]);
    const socket = await open();
    socket.subscribe('1', UPDATED, { id: jobId });
    const first = await socket.next();
    expect(first.payload.data.jobUpdated).to.deep.include({ id: jobId, status: 'PENDING', finishedAt: null });
    await test.app.runner.runUntilEmpty();
    const rest = await socket.rest();
    expect(statuses(rest).slice(-2)).to.deep.equal(['SUCCEEDED', 'complete']);
    expect(rest.at(-2)?.payload.data.jobUpdated.progress).to.equal(1);
  });

  it('jobUpdated and jobCompleted send one result and complete for a settled job', async () => {
    const { jobId } = await ingest(test, [{}, { title: null }]);
    await test.app.runner.runUntilEmpty();
    const socket = await open();
    socket.subscribe('1', UPDATED, { id: jobId });
    expect(statuses(await socket.rest())).to.deep.equal(['PARTIAL', 'complete']);
    socket.subscribe('2', COMPLETED, { id: jobId });
    const [{ payload } = { payload: undefined }, end] = await socket.rest();
    expect(payload.data.jobCompleted.records.map((r: { outcome: string }) => r.outcome)).to.deep.equal([
      'CREATED',
      'REJECTED',
    ]);
    expect(end?.type).to.equal('complete');
  });

  it('jobCompleted without an id sends the jobs of its own workspace', async () => {
    const other = await test.newWorkspace('other');
    const [mine, theirs] = [await open(), await open(await other.token())];
    for (const socket of [mine, theirs]) socket.subscribe('1', COMPLETED);
    await until(() => test.app.events.subscriberCount === 2);
    const { jobId } = await ingest(test, [{}]);
    const authorization = `Bearer ${await other.token()}`;
    const { jobId: theirId } = await ingest(test, [{}], { authorization });
    await test.app.runner.runUntilEmpty();
    expect((await mine.next()).payload.data.jobCompleted.id).to.equal(jobId);
    expect((await theirs.next()).payload.data.jobCompleted.id).to.equal(theirId);
    await mine.settled();
    await theirs.settled();
  });

  it('jobUpdated always sends the final state, even when it starts while the job settles', async () => {
    const socket = await open();
    for (let round = 0; round < 20; round++) {
      const { jobId } = await ingest(test, [{ externalId: `round-${round}` }]);
      const running = test.app.runner.runUntilEmpty();
      socket.subscribe(`u${round}`, UPDATED, { id: jobId });
      const messages = await socket.rest();
      expect(statuses(messages).slice(-2)).to.deep.equal(['SUCCEEDED', 'complete']);
      await running;
    }
  });

  it('jobUpdated returns NOT_FOUND for unknown jobs and jobs of another workspace', async () => {
    const { jobId } = await ingest(test, [{}]);
    const outsider = await open(await (await test.newWorkspace('outsiders')).token());
    for (const id of [jobId, 'ing_job_01kb0000000000000000000000', 'nonsense', '']) {
      outsider.subscribe('1', UPDATED, { id });
      const [{ payload } = { payload: undefined }] = await outsider.rest();
      expect(payload.errors[0].extensions.code, id).to.equal('NOT_FOUND');
    }
  });

  it('jobUpdated requires a scope for the job and issues:read for its issues', async () => {
    const { jobId } = await ingest(test, [{}]);
    await test.app.runner.runUntilEmpty();
    const workspace = await test.newWorkspace('scoped');
    const none = await open(await workspace.token('issues:read'));
    none.subscribe('1', UPDATED, { id: jobId });
    expect((await none.rest())[0]?.payload.errors[0].extensions.code).to.equal('FORBIDDEN');
    const authorization = `Bearer ${await workspace.token('ingest:write')}`;
    const { jobId: own } = await ingest(test, [{}], { authorization });
    await test.app.runner.runUntilEmpty();
    const reader = await open(await workspace.token('ingest:read'));
    reader.subscribe(
      '1',
      'subscription ($id: ID!) { jobUpdated(id: $id) { status issues { nodes { title } } } }',
      { id: own },
    );
    const [{ payload } = { payload: undefined }] = await reader.rest();
    expect(payload.data.jobUpdated).to.deep.equal({ status: 'SUCCEEDED', issues: null });
    expect(payload.errors[0].extensions.code).to.equal('FORBIDDEN');
  });

  it('closes with 4403 when the token is revoked or expires', async () => {
    const { id: workspaceId } = await test.app.access.getWorkspace('default');
    const scopes = ['ingest:read'];
    const { token, id } = await test.app.access.createToken({ workspaceId, scopes });
    const expiresAt = test.clock.now() + 60_000;
    const { token: expiring } = await test.app.access.createToken({ workspaceId, scopes, expiresAt });
    const [revoked, expired] = [await open(token), await open(expiring)];
    for (const socket of [revoked, expired]) socket.subscribe('1', COMPLETED);
    await until(() => test.app.events.subscriberCount === 2);
    await test.app.access.revokeToken(id);
    expect((await revoked.closed).code).to.equal(4403);
    test.clock.advance(60_000);
    expect((await expired.closed).code).to.equal(4403);
  });

  it('counts one request for a subscription, and for mutations over a WebSocket one for each ingest field', async () => {
    await test.close();
    test = await startTestApp({ config: { rateLimitPerMinute: 5 } });
    base = await test.listen();
    const socket = await open();
    const event = 'ingestEvent(input: { source: "jira", title: "t" }) { accepted }';
    socket.subscribe('1', `mutation { a: ${event} b: ${event} c: ${event} }`);
    expect((await socket.rest())[0]?.payload.data.c).to.deep.equal({ accepted: 1 });
    socket.subscribe('2', COMPLETED);
    await until(() => test.app.events.subscriberCount === 1);
    socket.subscribe('3', `mutation { a: ${event} b: ${event} }`);
    expect((await socket.next()).payload[0].extensions.code).to.equal('RATE_LIMITED');
    socket.subscribe('4', '{ __typename }');
    await socket.rest();
    socket.subscribe('5', COMPLETED);
    expect((await socket.next()).payload[0].extensions.code).to.equal('RATE_LIMITED');
  });

  it('jobUpdated works over an event stream', async () => {
    const { jobId } = await ingest(test, [{}]);
    const client = createClient({
      url: `${base}/graphql/stream`,
      headers: { authorization: `Bearer ${test.token}` },
    });
    const seen: unknown[] = [];
    for await (const { data } of client.iterate<{ jobUpdated: { status: string } }>({
      query: UPDATED,
      variables: { id: jobId },
    })) {
      seen.push(data?.jobUpdated.status);
      await test.app.runner.runUntilEmpty();
    }
    expect(seen[0]).to.equal('PENDING');
    expect(seen.at(-1)).to.equal('SUCCEEDED');
    client.dispose();
  });

  it('reports the number of open connections as a metric', async () => {
    const metric = async () =>
      /^causeloop_open_connections (\d+)$/m.exec((await test.get('/metrics')).body)?.[1];
    expect(await metric()).to.equal('0');
    await open();
    const left = await open();
    expect(await metric()).to.equal('2');
    left.close();
    await until(async () => (await metric()) === '1');
  });

  it('closes with 1001 when the server stops', async () => {
    const socket = await open();
    socket.subscribe('1', COMPLETED);
    await until(() => test.app.events.subscriberCount === 1);
    await test.app.stop();
    expect((await socket.closed).code).to.equal(1001);
    expect(test.app.events.subscriberCount).to.equal(0);
  });

  it('leaves a POST that offers an upgrade to HTTP/2 to the HTTP server', async () => {
    const { request } = await import('node:http');
    const answer = await new Promise<number | undefined>((resolve, reject) => {
      const sent = request(
        `${base}/graphql`,
        {
          method: 'POST',
          headers: {
            authorization: `Bearer ${test.token}`,
            'content-type': 'application/json',
            connection: 'Upgrade, HTTP2-Settings',
            upgrade: 'h2c',
            'http2-settings': 'AAMAAABkAAQAAP__',
          },
        },
        (response) => {
          response.resume();
          resolve(response.statusCode);
        },
      );
      sent.once('error', reject);
      sent.end(JSON.stringify({ query: '{ jobs { nodes { id } } }' }));
    });
    expect(answer).to.equal(200);
    expect((await askGraphql(test, '{ __typename }')).status).to.equal(200);
  });

  it('allows only pages of configured origins', async () => {
    const studio = 'https://studio.apollographql.com';
    const preflight = (origin: string, path: string) =>
      test.app.server.inject({
        method: 'OPTIONS',
        url: path,
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'authorization,content-type',
        },
      });
    for (const path of ['/graphql', '/graphql/stream']) {
      const allowed = await preflight(studio, path);
      expect(allowed.statusCode).to.equal(204);
      expect(allowed.headers['access-control-allow-origin']).to.equal(studio);
      expect(allowed.headers['access-control-allow-headers']).to.equal('authorization,content-type');
      const other = await preflight('https://evil.example', path);
      expect(other.headers).to.not.have.property('access-control-allow-origin');
    }
    const answer = await test.post('/graphql', { query: '{ __typename }' }, { origin: studio });
    expect(answer.headers['access-control-allow-origin']).to.equal(studio);
    const rest = await test.get('/v1/ingest/status/x', { origin: studio });
    expect(rest.headers).to.not.have.property('access-control-allow-origin');
  });
});
