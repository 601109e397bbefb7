import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { emptyDatabaseUrl, type TestDatabaseUrl } from '../support/database.js';
import { GatewayProcess } from './gateway-process.js';

const run = promisify(execFile);
const CLI = fileURLToPath(new URL('../../src/cli.js', import.meta.url));
const NODE_OPTIONS = `--import=${new URL('../support/loaded-modules.js', import.meta.url).href}`;

describe('what the programs load', function () {
  this.timeout(120_000);
  let database: TestDatabaseUrl;
  beforeEach(async () => {
    database = await emptyDatabaseUrl();
  });
  afterEach(() => database.remove());

  const lines = (text: string): string[] => text.trim().split('\n');

  /** What each of its threads said about itself. */
  async function served(): Promise<string[]> {
    const gateway = new GatewayProcess({ DATABASE_URL: database.url, NODE_OPTIONS });
    await gateway.serving;
    gateway.signal('SIGTERM');
    await gateway.ended;
    return lines(gateway.stderr);
  }

  async function commanded(...args: string[]): Promise<string[]> {
    const env = { DATABASE_URL: database.url, NODE_OPTIONS };
    return lines((await run(process.execPath, [CLI, ...args], { env })).stderr);
  }

  it('has TypeORM in a thread that makes the tables, and then no more', async () => {
    expect(await served()).to.deep.equal(['thread: with TypeORM', 'program: without TypeORM']);
    expect(await served()).to.deep.equal(['program: without TypeORM']);
  });

  it('has it no more than that for the command line', async () => {
    expect(await commanded('workspace', 'create', 'a')).to.deep.equal([
      'thread: with TypeORM',
      'program: without TypeORM',
    ]);
    expect(await commanded('workspace', 'list')).to.deep.equal(['program: without TypeORM']);
  });
});
