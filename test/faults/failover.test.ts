import { expect } from 'chai';
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { GatewayProcess } from '../lifecycle/gateway-process.js';
import { findMariadb, type OwnMariadbServer, startMariadb } from '../support/mariadb-server.js';
import { requireProgram } from '../support/requirement.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { until } from '../support/until.js';
import { TOKEN } from './load.js';

/** More than the gateway has connections to its database. */
const AT_ONCE = 24;

describe('a gateway whose database moves to another server', () => {
  const servers: OwnMariadbServer[] = [];
  const connections: Connection[] = [];
  let proxy: TcpProxy | undefined;
  let gateway: GatewayProcess | undefined;
  let url: string;
  before(async function () {
    this.timeout(120_000);
    const programs = findMariadb();
    requireProgram(this, 'mariadbd', programs !== null);
    for (let i = 0; i < 2; i++) {
      const server = await startMariadb(programs as NonNullable<typeof programs>);
      servers.push(server);
      const connection = await createConnection(server.url);
      connections.push(connection);
      await connection.query('CREATE DATABASE causeloop');
      // Unlike root, this user is bound by read_only.
      await connection.query("CREATE USER gateway@'127.0.0.1'");
      await connection.query("GRANT ALL ON causeloop.* TO gateway@'127.0.0.1'");
    }
    proxy = await TcpProxy.start(portOf(servers[0]));
    gateway = new GatewayProcess({
      DATABASE_URL: `mysql://gateway@127.0.0.1:${proxy.port}/causeloop`,
      BOOTSTRAP_TOKEN: TOKEN,
      LOG_LEVEL: 'info',
    });
    url = await gateway.serving;
  });
  after(async () => {
    await gateway?.kill();
    await proxy?.close();
    await Promise.all(connections.map((connection) => connection.end()));
    await Promise.all(servers.map((server) => server.stop()));
  });

  const send = (path: string, body: unknown): Promise<Response> =>
    fetch(url + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const push = (externalId: string): Promise<Response> =>
    send('/v1/ingest/events', { source: 'jira', external_id: externalId, title: 'Disk full' });
  const pushMany = (name: string): Promise<Response[]> =>
    Promise.all(Array.from({ length: AT_ONCE }, (_, i) => push(`${name}-${i}`)));
  const statuses = async (responses: Promise<Response[]>): Promise<number[]> => [
    ...new Set((await responses).map(({ status }) => status)),
  ];
  const readiness = async (): Promise<string> => {
    const response = await fetch(`${url}/ready`);
    const { reasons } = (await response.json()) as { reasons?: { database?: string } };
    return [response.status, reasons?.database ?? 'ok'].join(' ');
  };

  it('refuses writes with the reason in /ready while the server is read-only, and writes to the new one without a restart', async function () {
    this.timeout(120_000);
    const [oldPrimary, newPrimary] = connections as [Connection, Connection];
    expect(await statuses(pushMany('OLD'))).to.deep.equal([202]);
    await until(async () => (await readiness()) === '200 ok');

    await oldPrimary.query('SET GLOBAL read_only = 1');
    const refused = await push('REFUSED-1');
    expect(refused.status).to.equal(503);
    expect(refused.headers.get('retry-after')).to.match(/^[1-9]\d*$/);
    expect(await readiness()).to.equal('503 The database is read-only.');

    await copyTables(oldPrimary, newPrimary);
    if (proxy !== undefined) proxy.target = portOf(servers[1]);
    await until(async () => (await readiness()) === '200 ok');
    expect(await statuses(pushMany('NEW'))).to.deep.equal([202]);
    // No connection to the old server, which does not have the issue, is left to read from.
    const { issue_id: id } = (await (await push('NEW-LAST')).json()) as { issue_id: string };
    const query = { query: 'query ($id: ID!) { issue(id: $id) { externalId } }', variables: { id } };
    const read = await Promise.all(Array.from({ length: AT_ONCE }, () => send('/graphql', query)));
    for (const response of read)
      expect(await response.json()).to.deep.equal({ data: { issue: { externalId: 'NEW-LAST' } } });
    expect(await countIssues(oldPrimary)).to.equal(AT_ONCE);
    expect(await countIssues(newPrimary)).to.equal(2 * AT_ONCE + 1);
  });

  it('starts on a read-only server that has its tables, and writes once the server accepts it', async function () {
    this.timeout(60_000);
    await gateway?.kill();
    const [primary] = connections as [Connection];
    await primary.query('SET GLOBAL read_only = 1');
    gateway = new GatewayProcess({
      DATABASE_URL: `mysql://gateway@127.0.0.1:${portOf(servers[0])}/causeloop`,
    });
    url = await gateway.serving;
    expect(await readiness()).to.equal('503 The database is read-only.');
    await primary.query('SET GLOBAL read_only = 0');
    await until(async () => (await readiness()) === '200 ok');
    expect((await push('WRITABLE-1')).status).to.equal(202);
  });
});

function portOf(server: OwnMariadbServer | undefined): number {
  return Number(new URL(server?.url as string).port);
}

async function countIssues(connection: Connection): Promise<number> {
  const [[row]] = await connection.query<RowDataPacket[]>('SELECT COUNT(*) AS n FROM causeloop.issue');
  return Number(row?.n);
}

/** Stands for replication. */
async function copyTables(from: Connection, to: Connection): Promise<void> {
  const [tables] = await from.query<RowDataPacket[][]>({
    sql: 'SHOW TABLES FROM causeloop',
    rowsAsArray: true,
  });
  for (const [table] of tables) {
    const name = `causeloop.${table}`;
    const [[definition]] = await from.query<RowDataPacket[]>(`SHOW CREATE TABLE ${name}`);
    await to.query(String(definition?.['Create Table']).replace('CREATE TABLE ', 'CREATE TABLE causeloop.'));
    const [rows] = await from.query<RowDataPacket[][]>({ sql: `SELECT * FROM ${name}`, rowsAsArray: true });
    if (rows.length > 0) await to.query(`INSERT INTO ${name} VALUES ?`, [rows]);
  }
}
