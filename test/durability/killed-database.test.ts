import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { createConnection } from 'mysql2/promise';
import { GatewayProcess } from '../lifecycle/gateway-process.js';
import { findMariadb, type OwnMariadbServer, startMariadb } from '../support/mariadb-server.js';
import { requireProgram } from '../support/requirement.js';
import { until } from '../support/until.js';
import { emptyQueue, Load, seeded, settledStatuses, TOKEN } from './load.js';
import { expectPromisesKept } from './promises.js';

const KILLS = process.env.CI === 'true' ? 5 : 2;
const SEED = 4711;

describe('a gateway whose database server fails under load', () => {
  let server: OwnMariadbServer | undefined;
  let gateway: GatewayProcess | undefined;
  let url: string;
  let databaseUrl: string;
  before(async function () {
    this.timeout(120_000);
    const programs = findMariadb();
    requireProgram(this, 'mariadbd', programs !== null);
    server = await startMariadb(programs as NonNullable<typeof programs>, true);
  });
  beforeEach(async () => {
    const name = `causeloop_${randomBytes(6).toString('hex')}`;
    const { port } = new URL(server?.url as string);
    const connection = await createConnection({ host: '127.0.0.1', port: Number(port), user: 'root' });
    await connection.query(`CREATE DATABASE ${name}`);
    await connection.end();
    databaseUrl = `${server?.url}/${name}`;
    gateway = new GatewayProcess({ DATABASE_URL: databaseUrl, BOOTSTRAP_TOKEN: TOKEN, LOG_LEVEL: 'info' });
    url = await gateway.serving;
  });
  afterEach(async () => {
    server?.thaw();
    await gateway?.kill();
  });
  after(() => server?.stop());

  const readiness = async (): Promise<number> => (await fetch(`${url}/ready`)).status;

  it('returns only 202 and 503 while the server is killed repeatedly, loses no acknowledged record and recovers', async function () {
    this.timeout(300_000);
    const random = seeded(SEED);
    const load = new Load(random);
    for (let kill = 0; kill < KILLS; kill++) {
      const target = load.promised.length + 30 + Math.floor(random() * 100);
      let killed: Promise<void> | undefined;
      let refusedBefore = 0;
      const refused = (): number => [...load.refusals.values()].reduce((sum, count) => sum + count, 0);
      // The senders continue for a while without a database.
      await load.run(url, () => {
        if (killed === undefined && load.promised.length >= target) {
          refusedBefore = refused();
          killed = server?.kill();
        }
        return killed === undefined || refused() < refusedBefore + 50;
      });
      await killed;
      expect(await readiness()).to.equal(503);
      expect((await fetch(`${url}/health`)).status).to.equal(200);
      expect((await fetch(`${url}/metrics`)).status).to.equal(200);
      await server?.restart();
      await until(async () => (await readiness()) === 200);
    }
    expect([...load.refusals.keys()]).to.deep.equal([503]);
    await load.finish(url);
    await settledStatuses(url, load);
    await emptyQueue(url);
    gateway?.signal('SIGTERM');
    expect((await gateway?.ended)?.code).to.equal(0);
    await expectPromisesKept(databaseUrl, load);
    expect(gateway?.stdout).not.to.contain(TOKEN);
    expect(gateway?.stdout).not.to.contain('Disk of');
  });

  it('reports that it is not ready while the database is frozen, and recovers', async function () {
    this.timeout(120_000);
    expect(await readiness()).to.equal(200);
    await server?.freeze();
    expect(await readiness()).to.equal(503);
    expect((await fetch(`${url}/health`)).status).to.equal(200);
    server?.thaw();
    await until(async () => (await readiness()) === 200);
    const load = new Load(seeded(SEED));
    await load.run(url, () => load.promised.length < 5);
    expect([...load.refusals.keys()]).to.deep.equal([]);
  });

  it('exits with 0 when it is stopped while the database is frozen in the middle of a large batch', async function () {
    this.timeout(60_000);
    await gateway?.kill();
    const settings = { DATABASE_URL: databaseUrl, BOOTSTRAP_TOKEN: TOKEN, SHUTDOWN_TIMEOUT_SECONDS: '1' };
    gateway = new GatewayProcess(settings);
    url = await gateway.serving;
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
    expect((await send()).status).to.equal(202);
    await server?.freeze();
    const waiting = send().catch(() => undefined);
    // A response shows that the gateway has read the batch, which was sent before.
    expect((await fetch(`${url}/health`)).status).to.equal(200);
    gateway.signal('SIGTERM');
    expect(await gateway.ended).to.deep.equal({ code: 0, signal: null });
    await waiting;
  });
});
