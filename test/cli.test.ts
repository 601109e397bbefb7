import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { AccessStore } from '../src/access/access-store.js';
import { ALL_SCOPES } from '../src/access/scopes.js';
import { runCli } from '../src/cli.js';
import { startTestApp } from './support/app.js';
import { TestClock } from './support/clock.js';
import { emptyDatabaseUrl, openDatabase, type TestDatabaseUrl, testDatabaseUrl } from './support/database.js';

const PROGRAM = fileURLToPath(new URL('../src/cli.js', import.meta.url));

interface Run {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

describe('the command-line program', () => {
  let target: TestDatabaseUrl;
  let clock: TestClock;

  beforeEach(async () => {
    target = await testDatabaseUrl();
    clock = new TestClock();
  });
  afterEach(() => target.remove());

  async function run(...args: string[]): Promise<Run> {
    return runWith({ DATABASE_URL: target.url }, ...args);
  }

  async function runWith(env: NodeJS.ProcessEnv, ...args: string[]): Promise<Run> {
    let out = '';
    let err = '';
    const status = await runCli(args, {
      env,
      clock,
      readFile: () => Buffer.alloc(0),
      stdout: async (text) => {
        out += text;
      },
      stderr: (text) => {
        err += text;
      },
    });
    return { status, out, err };
  }

  /** Runs the program as a shell does. */
  function start(...args: string[]): Promise<Run> {
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [PROGRAM, ...args], {
        env: { ...process.env, DATABASE_URL: target.url },
      });
      let out = '';
      let err = '';
      child.stdout.on('data', (chunk: Buffer) => {
        out += chunk.toString();
      });
      child.stderr.on('data', (chunk: Buffer) => {
        err += chunk.toString();
      });
      child.once('error', reject);
      child.once('close', (status) => resolve({ status, out, err }));
    });
  }

  describe('the database', () => {
    it('is named by every command for people', async () => {
      const { err } = await run('workspace', 'list');
      const name = target.url.startsWith('sqlite:') ? target.url.slice('sqlite:'.length) : '127.0.0.1:';
      expect(err)
        .to.match(/^Database: /)
        .and.to.contain(name);
    });

    it('is never created by a command that reads', async () => {
      const empty = await emptyDatabaseUrl();
      try {
        for (const command of [
          ['workspace', 'list'],
          ['token', 'list', '--workspace', 'default'],
          ['connector', 'list'],
          ['issue', 'list'],
          ['job', 'show', 'ing_job_01hx5e5f6g7h8j9kamnbpcqdre'],
        ]) {
          const { status, err } = await runWith({ DATABASE_URL: empty.url }, ...command);
          expect(status, command.join(' ')).to.equal(1);
          expect(err).to.match(/no gateway database was found at .*DATABASE_URL/);
        }
        if (empty.url.startsWith('sqlite:'))
          expect(existsSync(empty.url.slice('sqlite:'.length))).to.equal(false);
      } finally {
        await empty.remove();
      }
    });
  });

  describe('output that cannot be printed', () => {
    const closed = async (): Promise<void> => {
      throw Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
    };
    const runClosed = async (...args: string[]): Promise<Run> => {
      let err = '';
      const status = await runCli(args, {
        env: { DATABASE_URL: target.url },
        clock,
        readFile: () => Buffer.alloc(0),
        stdout: closed,
        stderr: (text) => {
          err += text;
        },
      });
      return { status, out: '', err };
    };

    it('ends a list quietly', async () => {
      expect(await runClosed('workspace', 'list', '--json')).to.deep.equal({ status: 0, out: '', err: '' });
    });

    it('revokes a new token at once', async () => {
      await json('workspace', 'create', 'default');
      const { status, err } = await runClosed(
        'token',
        'create',
        '--workspace',
        'default',
        '--scopes',
        'ingest:write',
      );
      expect(status).to.equal(1);
      expect(err).to.match(/undone/);
      const { tokens } = (await json('token', 'list', '--workspace', 'default')) as {
        tokens: { status: string }[];
      };
      expect(tokens.at(-1)?.status).to.equal('revoked');
    });
  });

  it('prints its version', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(await run('--version')).to.deep.equal({ status: 0, out: `${version}\n`, err: '' });
  });

  it('lists and shows issues and jobs', async () => {
    const test = await startTestApp({ config: { databaseUrl: target.url } });
    const event = {
      external_id: 'DB-1',
      title: 'Disk full',
      severity: 'p1',
      assignee: 'Ann',
      body: 'on db-1',
    };
    const { issue_id, job_id } = (await test.post('/v1/ingest/events', event)).json();
    await test.app.runner.runUntilEmpty();
    await test.app.stop();
    expect((await json('issue', 'list', '--limit', '5')).issues).to.have.lengthOf(1);
    expect(await json('issue', 'show', issue_id)).to.include({
      id: issue_id,
      external_id: 'DB-1',
      assignee: 'Ann',
      body: 'on db-1',
    });
    expect(await json('job', 'show', job_id)).to.deep.include({
      job_id,
      status: 'succeeded',
      result: { accepted: 1, rejected_count: 0, total: 1 },
      records: [{ index: 0, outcome: 'created', issue_id }],
    });
    const { out } = await run('issue', 'show', issue_id);
    expect(out).to.match(/^title: +Disk full$/m);
    expect((await run('issue', 'show', 'iss_01hx5f6g7h8j9kamnbpcqdresf')).status).to.equal(1);
    expect((await run('issue', 'list', '--limit', '0')).status).to.equal(1);
  });

  /** Returns the object on the last line of a command's output. */
  async function json(...args: string[]): Promise<Record<string, unknown>> {
    const { status, out, err } = await run(...args, '--json');
    expect({ status, err }).to.deep.equal({ status: 0, err: '' });
    return lastLine(out);
  }

  function lastLine(out: string): Record<string, unknown> {
    return JSON.parse(out.trimEnd().split('\n').at(-1) ?? '') as Record<string, unknown>;
  }

  async function withAccess<T>(act: (access: AccessStore) => Promise<T>): Promise<T> {
    const database = await openDatabase(target.url);
    try {
      return await act(new AccessStore(database, clock));
    } finally {
      await database.close();
    }
  }

  const createToken = (...more: string[]) =>
    json('token', 'create', '--workspace', 'payments', '--scopes', 'ingest:write,ingest:read', ...more);

  function expectRefused(refused: Run, ...mentioned: string[]): void {
    expect(refused.status).to.be.above(0);
    expect(refused.out).to.equal('');
    for (const text of mentioned) expect(refused.err).to.include(text);
    expect(refused.err).not.to.match(/\n\s+at /);
  }

  describe('causeloop-gateway workspace', () => {
    it('creates a workspace and prints its id and name', async () => {
      expect(await json('workspace', 'create', 'payments')).to.deep.equal({ id: 'ws_1', name: 'payments' });
      const { status, out } = await run('workspace', 'create', 'Zahlungen ü \u{1F600}');
      expect(status).to.equal(0);
      expect(out).to.include('Zahlungen ü \u{1F600}').and.include('ws_2');
    });

    it('refuses to create a workspace with a duplicate or invalid name', async () => {
      await run('workspace', 'create', 'payments');
      expectRefused(await run('workspace', 'create', 'payments'), 'payments', 'exists');
      expectRefused(await run('workspace', 'create', ' '), 'name');
      expectRefused(await run('workspace', 'create'), 'name', '--help');
      expectRefused(await run('workspace', 'create', 'one', 'two'), 'too many arguments');
    });

    it('lists all workspaces, oldest first', async () => {
      for (const name of ['payments', 'billing']) await run('workspace', 'create', name);
      const { workspaces } = await json('workspace', 'list');
      expect(workspaces).to.deep.equal([
        { id: 'ws_1', name: 'payments', created_at: '2026-06-14T15:00:00.000Z' },
        { id: 'ws_2', name: 'billing', created_at: '2026-06-14T15:00:00.000Z' },
      ]);
      const { out } = await run('workspace', 'list');
      expect(out.indexOf('payments')).to.be.within(0, out.indexOf('billing'));
    });
  });

  describe('causeloop-gateway token', () => {
    beforeEach(() => run('workspace', 'create', 'payments'));

    it('creates a token that works for its scopes', async () => {
      const made = await createToken('--name', 'ci');
      expect(made).to.have.all.keys('id', 'token', 'workspace', 'scopes', 'expires_at');
      expect(made).to.deep.include({
        workspace: 'payments',
        scopes: ['ingest:write', 'ingest:read'],
        expires_at: null,
      });
      const caller = await withAccess(async (access) => access.authenticate(`Bearer ${made.token}`));
      expect(caller.tokenId).to.equal(made.id);
      expect([...caller.scopes]).to.deep.equal(['ingest:write', 'ingest:read']);
    });

    it('shows the text of a token once', async () => {
      const { out } = await run('token', 'create', '--workspace', 'payments', '--scopes', ALL_SCOPES.join());
      const [token = ''] = /cl_[\w-]{43}/.exec(out) ?? [];
      expect(token).not.to.equal('');
      expect((await run('token', 'list', '--workspace', 'payments')).out).not.to.include(token);
      expect((await run('token', 'list', '--workspace', 'payments', '--json')).out).not.to.include(token);
    });

    it('accepts an expiry in RFC 3339', async () => {
      const { expires_at } = await createToken('--expires', '2030-01-31T02:00:00+02:00');
      expect(expires_at).to.equal('2030-01-31T00:00:00.000Z');
    });

    it('refuses to create a token with invalid options', async () => {
      const create = (...args: string[]) => run('token', 'create', ...args);
      const scopes = ['--scopes', 'ingest:write'];
      const workspace = ['--workspace', 'payments'];
      expectRefused(await create(...scopes), '--workspace');
      expectRefused(await create(...workspace), '--scopes');
      expectRefused(await create(...workspace, '--scopes', 'ingest:write,admin'), 'admin', 'patterns:read');
      expectRefused(await create(...workspace, '--scopes', ','), 'scope');
      expectRefused(await create('--workspace', 'Payments', ...scopes), 'Payments');
      for (const expires of ['2030-01-31', 'tomorrow', '2030-02-30T00:00:00Z'])
        expectRefused(await create(...workspace, ...scopes, '--expires', expires), 'RFC 3339');
      expectRefused(await create(...workspace, ...scopes, '--expires', '2020-01-01T00:00:00Z'), 'future');
      expect((await json('token', 'list', ...workspace)).tokens).to.deep.equal([]);
    });

    it('lists the tokens of one workspace with their status', async () => {
      await run('workspace', 'create', 'other');
      const active = await createToken('--name', 'ci');
      clock.advance(1);
      const short = await createToken('--expires', '2026-06-14T15:00:01Z');
      clock.advance(1);
      const revoked = await createToken();
      await run('token', 'revoke', String(revoked.id));
      clock.advance(1_000);
      const { tokens } = await json('token', 'list', '--workspace', 'payments');
      expect(tokens).to.have.length(3);
      const [first, second, third] = tokens as Record<string, unknown>[];
      expect(first).to.deep.equal({
        id: active.id,
        name: 'ci',
        status: 'active',
        scopes: ['ingest:write', 'ingest:read'],
        created_at: '2026-06-14T15:00:00.000Z',
        expires_at: null,
        revoked_at: null,
      });
      expect(second).to.include({ id: short.id, status: 'expired', expires_at: '2026-06-14T15:00:01.000Z' });
      expect(third).to.include({ id: revoked.id, status: 'revoked', revoked_at: '2026-06-14T15:00:00.002Z' });
      expect(await json('token', 'list', '--workspace', 'other')).to.deep.equal({ tokens: [] });
      expectRefused(await run('token', 'list', '--workspace', 'unknown'), 'unknown');
    });

    it('permanently revokes a token', async () => {
      const { id, token } = await createToken();
      expect(await json('token', 'revoke', String(id))).to.deep.equal({
        id,
        revoked_at: '2026-06-14T15:00:00.000Z',
      });
      const error: unknown = await withAccess(async (access) => access.authenticate(`Bearer ${token}`)).catch(
        (e: unknown) => e,
      );
      expect(error).to.include({ code: 'unauthorized' });
      expect((await run('token', 'revoke', String(id))).status).to.equal(0);
      expectRefused(
        await run('token', 'revoke', 'tok_01hx5f6g7h8j9kamnbpcqdresf'),
        'tok_01hx5f6g7h8j9kamnbpcqdresf',
      );
      expectRefused(await run('token', 'revoke'), 'token-id');
    });
  });

  describe('causeloop-gateway --help', () => {
    it('describes the program and every command, with examples', async () => {
      const commands = [
        [],
        ['workspace'],
        ['workspace', 'create'],
        ['workspace', 'list'],
        ['token'],
        ['token', 'create'],
        ['token', 'list'],
        ['token', 'revoke'],
      ];
      for (const command of commands) {
        const { status, out, err } = await run(...command, '--help');
        expect({ status, err }, command.join(' ')).to.deep.equal({ status: 0, err: '' });
        expect(out).to.include(`Usage: causeloop-gateway ${command.join(' ')}`.trimEnd());
      }
      const { out } = await run('--help');
      expect(out).to.include('Examples:').and.include('DATABASE_URL');
      expect((await run('token', 'create', '--help')).out)
        .to.include('Examples:')
        .and.include('patterns:read');
    });

    it('is printed to standard error for a missing or unknown command', async () => {
      expectRefused(await run(), 'Usage:');
      expectRefused(await run('workspace'), 'Usage:');
      expectRefused(await run('workspce'), 'workspace');
      expectRefused(await run('token', 'list', '--workspace', 'payments', '--scope', 'x'), '--scope');
    });
  });

  describe('causeloop-gateway with an unusable database', () => {
    it('reports every problem of the settings', async () => {
      const refused = await runWith(
        { DATABASE_URL: 'postgres://u:sesame@db/x', PORT: 'x' },
        'workspace',
        'list',
      );
      expectRefused(refused, 'DATABASE_URL', 'PORT');
      expect(refused.err).not.to.include('sesame');
    });

    it('explains the error without the password', async () => {
      const env = { DATABASE_URL: 'mysql://user:sesame@127.0.0.1:1/db' };
      const refused = await runWith(env, 'workspace', 'list');
      expectRefused(refused, 'error: ');
      expect(refused.err).not.to.include('sesame');
    });
  });

  describe('causeloop-gateway as a process', () => {
    it('prints one JSON object on the last line and exits with 0', async () => {
      const { status, out, err } = await start('--json', 'workspace', 'create', 'payments');
      expect({ status, err }).to.deep.equal({ status: 0, err: '' });
      expect(lastLine(out)).to.deep.equal({ id: 'ws_1', name: 'payments' });
    });

    it('writes errors to standard error and exits with another status', async () => {
      expectRefused(await start('token', 'list', '--workspace', 'none'), 'error: ', 'none');
      expectRefused(await start('nonsense'), 'error: ');
    });

    it('works while another process serves from the same database', async () => {
      const server = await openDatabase(target.url);
      try {
        const access = new AccessStore(server, clock);
        await access.bootstrap();
        const made = lastLine(
          (await start('token', 'create', '--workspace', 'default', '--scopes', 'ingest:write', '--json'))
            .out,
        );
        const caller = await access.authenticate(`Bearer ${made.token}`);
        expect(caller.tokenId).to.equal(made.id);
        expect((await start('token', 'revoke', String(made.id))).status).to.equal(0);
        clock.advance(1_000);
        const error: unknown = await Promise.resolve()
          .then(() => access.authenticate(`Bearer ${made.token}`))
          .catch((e: unknown) => e);
        expect(error).to.include({ code: 'unauthorized' });
      } finally {
        await server.close();
      }
    });

    it('creates the tables once if several processes start on an empty database', async () => {
      await target.remove();
      target = await emptyDatabaseUrl();
      const names = ['a', 'b', 'c', 'd'];
      const runs = await Promise.all(names.map((name) => start('workspace', 'create', name)));
      for (const { status, err } of runs) expect(status, err).to.equal(0);
      const { workspaces } = await json('workspace', 'list');
      expect((workspaces as { name: string }[]).map(({ name }) => name).sort()).to.deep.equal(names);
    });
  });
});
