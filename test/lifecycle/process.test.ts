import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { expect } from 'chai';
import { emptyDatabaseUrl, type TestDatabaseUrl } from '../support/database.js';
import { freePort } from '../support/free-port.js';
import { until } from '../support/until.js';
import { GatewayProcess } from './gateway-process.js';

const TOKEN = 'a-token-of-the-operator';

describe('the gateway process', function () {
  // Each test starts one or more programs.
  this.timeout(120_000);
  let database: TestDatabaseUrl;
  const processes: GatewayProcess[] = [];
  beforeEach(async () => {
    database = await emptyDatabaseUrl();
  });
  afterEach(async () => {
    await Promise.all(processes.splice(0).map((gateway) => gateway.kill()));
    await database.remove();
  });

  function start(env: NodeJS.ProcessEnv = {}): GatewayProcess {
    const gateway = new GatewayProcess({ DATABASE_URL: database.url, ...env });
    processes.push(gateway);
    return gateway;
  }
  const send = (url: string, token: string, body: object = { title: 'Disk full' }) =>
    fetch(`${url}/v1/ingest/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const tokenIn = (gateway: GatewayProcess): string | undefined =>
    /^ {2}(cl_[\w-]+)$/m.exec(gateway.stdout)?.[1];

  it('prints a working first token once, and not to the log', async () => {
    const first = start();
    const url = await first.serving;
    await until(() => tokenIn(first) !== undefined);
    const token = tokenIn(first) as string;
    expect((await send(url, token)).status).to.equal(202);
    const logged = first.stdout.split('\n').filter((line) => line.startsWith('{'));
    expect(logged.join()).not.to.contain(token);
    first.signal('SIGTERM');
    await first.ended;

    const second = start();
    expect((await send(await second.serving, token)).status).to.equal(202);
    expect(tokenIn(second)).to.equal(undefined);
  });

  it('uses BOOTSTRAP_TOKEN as the first token and prints it nowhere', async () => {
    const gateway = start({ BOOTSTRAP_TOKEN: TOKEN, LOG_LEVEL: 'trace' });
    expect((await send(await gateway.serving, TOKEN)).status).to.equal(202);
    expect(gateway.stdout + gateway.stderr).not.to.contain(TOKEN);
  });

  it('runs jobs without a request', async () => {
    const url = await start({ BOOTSTRAP_TOKEN: TOKEN }).serving;
    const { job_id } = (await (await send(url, TOKEN)).json()) as { job_id: string };
    await until(async () => {
      const response = await fetch(`${url}/v1/ingest/status/${job_id}`, {
        headers: { authorization: `Bearer ${TOKEN}` },
      });
      return ((await response.json()) as { status: string }).status === 'succeeded';
    });
  });

  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    it(`exits with 0 after ${signal}`, async () => {
      const gateway = start();
      await gateway.serving;
      gateway.signal(signal);
      expect(await gateway.ended).to.deep.equal({ code: 0, signal: null });
      expect(gateway.stderr).to.equal('');
    });

  it('exits with 1 and names the port and the setting if the port is in use', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    try {
      const gateway = start({ PORT: String(port) });
      expect((await gateway.ended).code).to.equal(1);
      expect(gateway.stderr)
        .to.contain(String(port))
        .and.to.contain('PORT')
        .and.to.match(/in use/);
      expect(gateway.stderr, 'a stack trace').not.to.match(/^ +at /m);
    } finally {
      other.close();
    }
  });

  it('exits with 1 and lists every invalid setting', async () => {
    const gateway = start({ PORT: 'http', LOG_LEVEL: 'loud', BOOTSTRAP_TOKEN: 'short', DATABASE_URL: 'x' });
    expect((await gateway.ended).code).to.equal(1);
    for (const name of ['PORT', 'LOG_LEVEL', 'BOOTSTRAP_TOKEN', 'DATABASE_URL'])
      expect(gateway.stderr).to.contain(name);
    expect(gateway.stderr).not.to.match(/^ +at /m);
  });

  it('exits with 1 and explains that the database does not respond, without the password', async () => {
    const port = await freePort();
    const gateway = start({
      DATABASE_URL: `mysql://somebody:a-secret@127.0.0.1:${port}/causeloop`,
      DATABASE_WAIT_SECONDS: '0',
    });
    expect((await gateway.ended).code).to.equal(1);
    expect(gateway.stderr).to.contain('ECONNREFUSED').and.not.contain('a-secret');
  });

  it('can be started several times at once on an empty database', async () => {
    const gateways = [0, 1, 2].map(() => start({ BOOTSTRAP_TOKEN: TOKEN }));
    const urls = await Promise.all(gateways.map(({ serving }) => serving));
    const answers = await Promise.all(urls.map((url) => send(url, TOKEN, { external_id: 'same' })));
    expect(answers.map(({ status }) => status)).to.deep.equal([202, 202, 202]);
    const ids = await Promise.all(
      answers.map(async (answer) => ((await answer.json()) as { issue_id: string }).issue_id),
    );
    expect(new Set(ids).size).to.equal(1);
  });
});
