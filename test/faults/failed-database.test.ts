import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { createConnection } from 'mysql2/promise';
import { GatewayProcess } from '../lifecycle/gateway-process.js';
import { findMariadb, type OwnMariadbServer, startMariadb } from '../support/mariadb-server.js';
import { requireProgram } from '../support/requirement.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { until } from '../support/until.js';
import { Deployment } from './deployment.js';
import { Load, seeded, TOKEN } from './load.js';
import { isLong, PUSHES, REPEATS, TIMEOUT_MS } from './strength.js';

const SEED = 4711;
/** Pushes that are refused before a database returns. */
const REFUSALS = 50;

describe('a database server that fails under load', function () {
  this.timeout(TIMEOUT_MS);
  let server: OwnMariadbServer;
  let proxy: TcpProxy;
  let deployment: Deployment | undefined;
  let databaseUrl: string;
  let load: Load;
  before(async function () {
    const programs = findMariadb();
    requireProgram(this, 'mariadbd', programs !== null);
    server = await startMariadb(programs as NonNullable<typeof programs>, true);
  });
  beforeEach(async () => {
    const name = `causeloop_${randomBytes(6).toString('hex')}`;
    const connection = await createConnection({ host: '127.0.0.1', port: server.port, user: 'root' });
    await connection.query(`CREATE DATABASE ${name}`);
    await connection.end();
    proxy = await TcpProxy.start(server.port);
    databaseUrl = `mysql://root@127.0.0.1:${proxy.port}/${name}`;
    load = new Load(seeded(SEED));
  });
  afterEach(async () => {
    server?.thaw();
    await deployment?.kill();
    await proxy?.close();
  });
  after(() => server?.stop());

  async function start(): Promise<Deployment> {
    deployment = await Deployment.start({ databaseUrl });
    await deployment.warmUp(load);
    return deployment;
  }

  const statusOf = async (path: string): Promise<number> => (await fetch(`${deployment?.url}${path}`)).status;
  const untilReady = (): Promise<void> => until(async () => (await statusOf('/ready')) === 200);

  /** Repeats a fault under load. Nothing but 202 and 503 may be returned. */
  async function expectRecovery(fault: () => Promise<void>): Promise<void> {
    const { url } = deployment as Deployment;
    for (let repeat = 0; repeat < REPEATS; repeat++)
      await load.during(url, PUSHES, async () => {
        await load.acknowledges(PUSHES);
        await fault();
        await untilReady();
      });
    for (const status of load.refusals.keys()) expect(status).to.equal(503);
    await deployment?.expectRecovered(load);
  }

  it('leads to 503 while it is killed, to no lost record, and to no job that fails', async () => {
    await start();
    await expectRecovery(async () => {
      await server.kill();
      await load.refuses(REFUSALS);
      expect(await statusOf('/ready')).to.equal(503);
      expect(await statusOf('/health')).to.equal(200);
      expect(await statusOf('/metrics')).to.equal(200);
      await server.restart();
    });
  });

  it('leads to 503 while it is frozen, to no lost record, and to no job that fails', async () => {
    await start();
    await expectRecovery(async () => {
      await server.freeze();
      expect(await statusOf('/ready')).to.equal(503);
      expect(await statusOf('/health')).to.equal(200);
      // Requests wait for a while before they are refused.
      if (isLong) await load.refuses(REFUSALS);
      server.thaw();
    });
  });

  it('loses no record and fails no job when a standby takes its place behind the same address', async () => {
    await start();
    await expectRecovery(async () => {
      const refused = load.refuses(1);
      await server.failOver();
      proxy.target = server.port;
      await refused;
    });
  });

  if (isLong)
    it('loses no record and fails no job when a standby takes its place and the old connections become silent', async () => {
      await start();
      await expectRecovery(async () => {
        const refused = load.refuses(1);
        proxy.silence();
        await server.failOver();
        proxy.target = server.port;
        await refused;
      });
    });

  it('does not keep a gateway from exiting with 0 while it is frozen in the middle of a large batch', async () => {
    const settings = { DATABASE_URL: databaseUrl, BOOTSTRAP_TOKEN: TOKEN, SHUTDOWN_TIMEOUT_SECONDS: '1' };
    const gateway = new GatewayProcess(settings);
    const url = await gateway.serving;
    const records = Array.from({ length: 100 }, (_, i) => ({
      external_id: `K-${i}`,
      source: 'jira',
      title: 'Leak',
    }));
    const send = (): Promise<Response> =>
      fetch(`${url}/v1/ingest/batch`, {
        method: 'POST',
        headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
        body: JSON.stringify({ records }),
      });
    try {
      expect((await send()).status).to.equal(202);
      await server.freeze();
      const waiting = send().catch(() => undefined);
      // A response shows that the gateway has read the batch, which was sent before.
      expect((await fetch(`${url}/health`)).status).to.equal(200);
      gateway.signal('SIGTERM');
      expect(await gateway.ended).to.deep.equal({ code: 0, signal: null });
      await waiting;
    } finally {
      await gateway.kill();
    }
  });
});
