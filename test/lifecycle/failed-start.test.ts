import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { ConfigError, readConfig } from '../../src/config.js';
import { DatabaseStartError, explainStart } from '../../src/db/start-error.js';
import { nodeProblem } from '../../src/node-version.js';
import { openDatabase } from '../support/database.js';
import { freePort } from '../support/free-port.js';
import { until } from '../support/until.js';
import { GatewayProcess } from './gateway-process.js';

const SERVER = process.env.TEST_DATABASE_URL;

describe('a start that cannot succeed', function () {
  this.timeout(120_000);
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'causeloop-start-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Opens a database that waits for minutes if the problem could be temporary. */
  async function problemOf(url: string): Promise<string> {
    try {
      await (await openDatabase(url, 300)).close();
      return 'none';
    } catch (error) {
      expect(error).to.be.instanceOf(DatabaseStartError);
      return (error as Error).message;
    }
  }

  it('fails at once and names the path, for paths that cannot be an SQLite file', async () => {
    mkdirSync(join(folder, 'a-folder'));
    writeFileSync(join(folder, 'a-text'), 'This is not a database. '.repeat(100));
    for (const [path, problem] of [
      ['a-folder', /is a folder/],
      ['a-text', /is not an SQLite database/],
      ['a-text/file.sqlite', /a-text is not a folder/],
      [`${'long'.repeat(100)}/x.sqlite`, /too long/],
    ] as const) {
      const message = await problemOf(`sqlite:${join(folder, path)}`);
      expect(message).to.match(problem).and.to.contain(folder).and.not.contain('\n');
    }
  });

  it('explains missing permissions, a full disk and a read-only file system', () => {
    for (const [code, problem] of [
      ['EACCES', /permission to write/],
      ['SQLITE_READONLY', /permission to write/],
      ['SQLITE_CANTOPEN', /permission to write/],
      ['EROFS', /read-only/],
      ['SQLITE_FULL', /full/],
    ] as const) {
      const error = explainStart(Object.assign(new Error('driver'), { code }), 'sqlite:/data/x.sqlite');
      expect((error as Error).message)
        .to.match(problem)
        .and.to.contain('/data');
    }
  });

  it('refuses URIs of SQLite and folders as settings, with the path and what to write', () => {
    const problem = (url: string): string => {
      try {
        return readConfig({ DATABASE_URL: url }).databaseUrl;
      } catch (error) {
        expect(error).to.be.instanceOf(ConfigError);
        return (error as Error).message;
      }
    };
    expect(problem('sqlite:file:/x?mode=rwc')).to.match(/write sqlite:\/x$/);
    expect(problem('sqlite:/x?mode=rwc')).to.contain('write sqlite:/x');
    expect(problem('sqlite:/x/')).to.contain('/x/causeloop.sqlite');
  });

  it('fails at once, for an unknown host, without the password', async () => {
    const message = await problemOf('mysql://somebody:a-secret@no-such-host.invalid:3306/causeloop');
    expect(message)
      .to.match(/no-such-host\.invalid/)
      .and.not.contain('a-secret');
  });

  if (SERVER !== undefined)
    it('fails at once and names the remedy, for a wrong password and an unknown database', async () => {
      const wrong = new URL(SERVER);
      wrong.username = 'nobody_of_that_name';
      wrong.password = 'a-secret';
      wrong.pathname = '/causeloop';
      expect(await problemOf(wrong.href))
        .to.match(/refuses the user nobody_of_that_name/)
        .and.not.contain('a-secret');
      const unknown = new URL(SERVER);
      unknown.pathname = '/no_such_database';
      expect(await problemOf(unknown.href)).to.match(/CREATE DATABASE no_such_database/);
    });

  it('ends the process with 1 and one sentence, without a stack trace', async () => {
    const gateway = new GatewayProcess({ DATABASE_URL: `sqlite:${folder}` });
    expect((await gateway.ended).code).to.equal(1);
    expect(gateway.stderr.trim()).to.match(/^The gateway could not start: .* is a folder\. .*$/);
  });

  it('says every few seconds that it waits for the database, and ends at SIGTERM', async () => {
    const port = await freePort();
    const gateway = new GatewayProcess({
      DATABASE_URL: `mysql://somebody:a-secret@127.0.0.1:${port}/causeloop`,
      DATABASE_WAIT_SECONDS: '300',
    });
    const waits = (): string[] =>
      gateway.stdout.split('\n').filter((line) => line.includes('waiting for the database'));
    await until(() => waits().length >= 2);
    expect(waits()[0])
      .to.contain(`127.0.0.1:${port}`)
      .and.to.contain('ECONNREFUSED')
      .and.not.contain('a-secret');
    gateway.signal('SIGTERM');
    expect(await gateway.ended).to.deep.equal({ code: 0, signal: null });
  });

  it('reports an unsupported Node version in one sentence, and supports those of package.json', () => {
    for (const version of ['16.20.2', '18.20.8', '20.18.1', '21.7.3', '22.11.0', '23.0.0', '26.0.0'])
      expect(nodeProblem(version)).to.contain(version).and.not.contain('\n');
    for (const version of ['20.19.0', '20.20.2', '22.12.0', '24.1.0'])
      expect(nodeProblem(version)).to.equal(null);
    const { engines } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(engines.node).to.equal('^20.19.0 || ^22.12.0 || ^24.0.0');
  });
});
