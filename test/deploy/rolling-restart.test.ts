import { expect } from 'chai';
import { createConnection } from 'mysql2/promise';
import { RollingRestartCluster } from '../../scripts/rolling-restart-cluster.js';
import { RollingRestartLoad } from '../../scripts/rolling-restart-load.js';
import { findMariadb, type MariadbServer, startMariadb } from '../support/mariadb-server.js';
import { Nginx } from '../support/nginx.js';
import { requireProgram } from '../support/requirement.js';

const TOKEN = 'a-token-of-the-operator';
const CLIENTS = 8;

describe('a rolling restart of gateways and workers behind nginx', () => {
  let mariadb: MariadbServer | undefined;
  let cluster: RollingRestartCluster | undefined;
  before(async function () {
    const programs = findMariadb();
    requireProgram(this, 'mariadb-server', programs !== null);
    requireProgram(this, 'nginx', Nginx.isInstalled());
    if (programs === null) return;
    this.timeout(120_000);
    mariadb = await startMariadb(programs);
    const connection = await createConnection(mariadb.url);
    await connection.query('CREATE DATABASE causeloop');
    await connection.end();
  });
  after(async () => {
    await cluster?.stop();
    await mariadb?.stop();
  });

  it('fails no request and loses no job while events are pushed', async function () {
    this.timeout(300_000);
    cluster = await RollingRestartCluster.start({
      DATABASE_URL: `${mariadb?.url}/causeloop`,
      BOOTSTRAP_TOKEN: TOKEN,
    });
    const load = new RollingRestartLoad(cluster.url, TOKEN);
    const loaded = load.run(CLIENTS);
    for (const index of [0, 1] as const) {
      await cluster.restartGateway(index);
      await cluster.restartWorker(index);
    }
    load.stop();
    await loaded;
    expect(load.failures).to.deep.equal([]);
    expect(load.jobIds.length).to.be.greaterThan(CLIENTS);
    expect(Object.keys(await load.settledStatuses())).to.deep.equal(['succeeded']);
  });
});
