import { expect } from 'chai';
import { RawConnection } from '../server/raw-connection.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { until } from '../support/until.js';

const JSON_TEXT = '{"external_id":"last","title":"Disk full"}';

describe('App.stop', () => {
  let test: TestApp;
  let url: string;
  const open: RawConnection[] = [];
  beforeEach(async () => {
    test = await startTestApp({ config: { shutdownSeconds: 1 } });
    url = await test.listen();
  });
  afterEach(async () => {
    for (const connection of open.splice(0)) connection.reset();
    await test?.close();
  });

  /** Opens a connection, sends bytes, and waits until the server has received them. */
  async function connect(bytes: string): Promise<RawConnection> {
    const { connection, accepted } = await RawConnection.openBoth(url, test.app.server.server);
    open.push(connection);
    connection.write(bytes);
    await until(() => accepted.bytesRead === Buffer.byteLength(bytes));
    return connection;
  }
  const health = 'GET /health HTTP/1.1\r\nHost: a\r\n\r\n';
  const head = (): string =>
    `POST /v1/ingest/events HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${test.token}\r\nContent-Type: application/json\r\nContent-Length: ${JSON_TEXT.length}\r\n\r\n`;

  it('finishes requests in progress and closes their connections', async () => {
    const connection = await connect(`${head()}{`);
    const stopping = test.app.stop();
    connection.write(JSON_TEXT.slice(1));
    const answer = await connection.answer();
    expect(answer?.status).to.equal(202);
    expect(answer?.headers.connection).to.equal('close');
    await connection.closed();
    await stopping;
  });

  it('answers further requests with Connection: close while /ready reports that it is stopping', async () => {
    const connection = await connect(health);
    expect((await connection.answer())?.headers.connection).to.equal('keep-alive');
    const ready = await connect(health);
    await ready.answer();
    const stopping = test.app.stop();
    connection.write(head() + JSON_TEXT);
    const answer = await connection.answer();
    expect(answer?.status).to.equal(202);
    expect(answer?.headers.connection).to.equal('close');
    ready.write('GET /ready HTTP/1.1\r\nHost: a\r\n\r\n');
    const unready = await ready.answer();
    expect(unready?.status).to.equal(503);
    expect(JSON.parse(unready?.body ?? '')).to.deep.include({ status: 'stopping' });
    await stopping;
  });

  it('serves new connections as before while /ready reports the stop, for the configured delay', async () => {
    await test.close();
    test = await startTestApp({ config: { shutdownSeconds: 10, drainDelaySeconds: 1 } });
    url = await test.listen();
    const stopping = test.app.stop();
    expect((await fetch(`${url}/ready`)).status).to.equal(503);
    const late = await fetch(`${url}/health`);
    expect(late.status).to.equal(200);
    expect(late.headers.get('connection')).to.equal('keep-alive');
    await stopping;
  });

  it('does not wait for idle connections', async () => {
    const idle = await connect(health);
    await idle.answer();
    const silent = await connect('');
    const half = await connect('GET /hea');
    await test.app.stop();
    await Promise.all([idle.closed(), silent.closed(), half.closed()]);
  });

  it('does not wait for an unfinished body beyond its deadline', async () => {
    const connection = await connect(`${head()}{`);
    await test.app.stop();
    await connection.closed();
  });

  it('leaves nothing listening', async () => {
    await test.app.stop();
    let refused = false;
    await RawConnection.open(url).catch(() => {
      refused = true;
    });
    expect(refused).to.equal(true);
  });

  it('can be called again, at once and later', async () => {
    const first = test.app.stop();
    expect(test.app.stop()).to.equal(first);
    await first;
    await test.app.stop();
  });

  it('can be called before start', async () => {
    const unstarted = await startTestApp();
    await unstarted.close();
  });

  it('allows another start on the same database', async () => {
    await test.app.stop();
    const next = await startTestApp({ config: { databaseUrl: test.databaseUrl } });
    try {
      expect((await next.post('/v1/ingest/events', JSON_TEXT)).statusCode).to.equal(202);
    } finally {
      await next.close();
    }
  });

  it('leaves jobs that have not begun to the next start', async () => {
    const { job_id } = (await test.post('/v1/ingest/events', JSON_TEXT)).json();
    await test.app.stop();
    const { clock, databaseUrl } = test;
    clock.advance(60_000);
    const next = await startTestApp({ clock, config: { databaseUrl } });
    try {
      await next.app.runner.runUntilEmpty();
      expect((await next.get(`/v1/ingest/status/${job_id}`)).json().status).to.equal('succeeded');
    } finally {
      await next.close();
    }
  });
});
