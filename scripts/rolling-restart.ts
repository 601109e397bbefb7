import { parseArgs } from 'node:util';
import { createConnection } from 'mysql2/promise';
import { findMariadb, startMariadb } from '../test/support/mariadb-server.js';
import { Nginx } from '../test/support/nginx.js';
import { RedisServer } from '../test/support/redis-server.js';
import { RollingRestartCluster } from './rolling-restart-cluster.js';
import { RollingRestartLoad } from './rolling-restart-load.js';

/*
 *   npm run rolling-restart [-- --rounds 2 --clients 16]
 *
 * Starts MariaDB, Redis, two gateways, two workers and nginx (with deploy/nginx.conf) on free ports of 127.0.0.1, pushes
 * events through nginx, and restarts gateways and workers one after the other meanwhile. The exit code is 1 if a request
 * failed or a job did not succeed.
 */

const TOKEN = 'a-token-for-the-rehearsal';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '2' }, clients: { type: 'string', default: '16' } },
});
const programs = findMariadb();
if (programs === null || !Nginx.isInstalled() || !RedisServer.isInstalled())
  throw new Error('install mariadb-server, nginx and redis-server first');

const mariadb = await startMariadb(programs, true);
const redis = await RedisServer.start();
const connection = await createConnection(mariadb.url);
await connection.query('CREATE DATABASE causeloop');
await connection.end();

const cluster = await RollingRestartCluster.start({
  DATABASE_URL: `${mariadb.url}/causeloop`,
  REDIS_URL: redis.url,
  BOOTSTRAP_TOKEN: TOKEN,
  TRUSTED_PROXIES: 'loopback',
});
const load = new RollingRestartLoad(cluster.url, TOKEN);
const started = performance.now();
const loaded = load.run(Number(values.clients));
for (let round = 1; round <= Number(values.rounds); round++)
  for (const index of [0, 1] as const) {
    await timed(`round ${round}: gateway ${index + 1}`, cluster.restartGateway(index));
    await timed(`round ${round}: worker ${index + 1}`, cluster.restartWorker(index));
  }
load.stop();
await loaded;
const perSecond = Math.round((load.jobIds.length / (performance.now() - started)) * 1000);
const statuses = await load.settledStatuses();
print(`in total: ${load.summary()}, ${perSecond} requests/s; jobs: ${JSON.stringify(statuses)}`);
for (const failure of load.failures.slice(0, 10)) print(failure);
await cluster.stop();
await redis.remove();
await mariadb.stop();
process.exitCode = load.failures.length === 0 && Object.keys(statuses).join() === 'succeeded' ? 0 : 1;

async function timed(name: string, restart: Promise<void>): Promise<void> {
  const begun = performance.now();
  await restart;
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  print(`${name} restarted in ${seconds} s; ${load.summary()}`);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
