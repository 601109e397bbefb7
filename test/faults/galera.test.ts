import { once } from 'node:events';
import { expect } from 'chai';
import { createConnection } from 'mysql2/promise';
import { GatewayProcess } from '../lifecycle/gateway-process.js';
import { GaleraCluster, isGaleraInstalled } from '../support/galera.js';
import { requireProgram } from '../support/requirement.js';
import { holdStartLock } from '../support/start-lock.js';
import { emptyQueue, Load, seeded, settledStatuses, TOKEN } from './load.js';
import { expectPromisesKept } from './promises.js';

const STARTS = process.env.CI === 'true' ? 5 : 2;
const PUSHES = 400;
const SEED = 26;

describe('two gateways on two nodes of a Galera cluster', () => {
  let cluster: GaleraCluster | undefined;
  let gateways: GatewayProcess[] = [];
  before(async function () {
    this.timeout(120_000);
    requireProgram(this, 'galera-4', isGaleraInstalled());
    cluster = await GaleraCluster.start();
  });
  afterEach(() => killAll());
  after(async function () {
    this.timeout(30_000);
    await cluster?.stop();
  });

  async function killAll(): Promise<void> {
    await Promise.all(gateways.splice(0).map((gateway) => gateway.kill()));
  }

  /** Creates a database and returns its URL on each node. */
  async function emptyDatabase(name: string): Promise<string[]> {
    const urls = cluster?.urls ?? [];
    const connection = await createConnection(urls[0] as string);
    await connection.query(`CREATE DATABASE ${name}`);
    await connection.end();
    return urls.map((url) => `${url}/${name}`);
  }

  /** Starts a gateway on each node at the same moment and returns their addresses. */
  async function startOnEmptyDatabase(name: string): Promise<string[]> {
    const urls = await emptyDatabase(name);
    gateways = urls.map((url) => new GatewayProcess({ DATABASE_URL: url, BOOTSTRAP_TOKEN: TOKEN }));
    return Promise.all(gateways.map((gateway) => gateway.serving));
  }

  it(`start at the same moment on an empty database, ${STARTS} times`, async function () {
    this.timeout(120_000);
    for (let start = 0; start < STARTS; start++) {
      for (const url of await startOnEmptyDatabase(`empty_${start}`))
        expect((await fetch(`${url}/ready`)).status).to.equal(200);
      await killAll();
    }
  });

  it('start although a process on the other node was killed while it prepared the database', async function () {
    this.timeout(60_000);
    const [first, second] = (await emptyDatabase('taken_over')) as [string, string];
    const holder = await holdStartLock(first);
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    gateways = [new GatewayProcess({ DATABASE_URL: second, BOOTSTRAP_TOKEN: TOKEN })];
    await gateways[0]?.serving;
  });

  it('store every acknowledged record once when both receive pushes, also for the same issues', async function () {
    this.timeout(180_000);
    const urls = await startOnEmptyDatabase('pushed');
    const load = new Load(seeded(SEED));
    await Promise.all(urls.map((url) => load.run(url, () => load.promised.length < PUSHES)));
    await load.finish(urls[1] as string);
    expect([...load.refusals.keys()].filter((status) => status !== 503)).to.deep.equal([]);
    await settledStatuses(urls[0] as string, load);
    await emptyQueue(urls[0] as string);
    for (const gateway of gateways) gateway.signal('SIGTERM');
    for (const gateway of gateways) expect((await gateway.ended).code).to.equal(0);
    await expectPromisesKept(`${cluster?.urls[1]}/pushed`, load);
  });
});
