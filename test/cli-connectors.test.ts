import { statSync } from 'node:fs';
import { expect } from 'chai';
import { runCli } from '../src/cli.js';
import { startTestApp } from './support/app.js';
import { TestClock } from './support/clock.js';
import { connectorsOn, TEST_SECRETS_KEY } from './support/connectors.js';
import { openDatabase, type TestDatabaseUrl, testDatabaseUrl, testsRunOnSqlite } from './support/database.js';
import { signed } from './support/webhooks.js';

interface Run {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

describe('causeloop-gateway connector', () => {
  let target: TestDatabaseUrl;
  let clock: TestClock;
  const files = new Map<string, string>();

  beforeEach(async () => {
    target = await testDatabaseUrl();
    clock = new TestClock();
    files.clear();
    await run('workspace', 'create', 'default');
  });
  afterEach(() => target.remove());

  async function runWith(key: string, ...args: string[]): Promise<Run> {
    let out = '';
    let err = '';
    const status = await runCli(args, {
      env: { DATABASE_URL: target.url, CONNECTOR_SECRETS_KEY: key },
      clock,
      stdout: async (text) => {
        out += text;
      },
      stderr: (text) => {
        err += text;
      },
      readFile: (path) => {
        const text = files.get(path);
        if (text === undefined) throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
        return Buffer.from(text);
      },
    });
    return { status, out, err };
  }

  const run = (...args: string[]): Promise<Run> => runWith(TEST_SECRETS_KEY, ...args);

  async function json(...args: string[]): Promise<Record<string, unknown>> {
    const { status, out, err } = await run(...args, '--json');
    expect(err).to.equal('');
    expect(status).to.equal(0);
    return JSON.parse(out.trimEnd().split('\n').at(-1) as string);
  }

  const create = (source: string, ...more: string[]) =>
    json('connector', 'create', '--workspace', 'default', '--source', source, ...more);

  /** The secrets that the server verifies deliveries with. */
  async function secretsOf(id: unknown): Promise<readonly string[]> {
    const database = await openDatabase(target.url);
    const connector = await connectorsOn({ database, clock }).findForDelivery(String(id));
    await database.close();
    return connector?.secrets ?? [];
  }

  it('creates a connector and shows its secret once', async () => {
    const made = await create('github', '--name', 'shop');
    expect(Object.keys(made)).to.deep.equal(['id', 'source', 'secret']);
    expect(made.source).to.equal('github');
    expect(made.secret).to.match(/^[\w-]{43}$/);
    expect(await secretsOf(made.id)).to.deep.equal([made.secret]);
    const { connectors } = await json('connector', 'list');
    expect(connectors).to.deep.equal([
      {
        id: made.id,
        workspace: 'default',
        source: 'github',
        name: 'shop',
        active_secrets: 1,
        created_at: '2026-06-14T15:00:00.000Z',
        disabled_at: null,
      },
    ]);
    const { out } = await run('connector', 'list');
    expect(out).to.contain(String(made.id)).and.not.contain(String(made.secret));
  });

  it('generates secrets in the form of Standard Webhooks for sources that use it', async () => {
    for (const source of ['custom_api', 'email', 'database', 'servicenow'])
      expect((await create(source)).secret, source).to.match(/^whsec_[A-Za-z\d+/]{43}=$/);
  });

  it('reads a secret from a file or standard input and does not show it to people', async () => {
    files.set('slack.txt', '8f742231b10e8888abcd99yyyzzz85a5\n');
    files.set('-', 'lDQHScfUeXUKaQRNF+8XIiDKZ7XX3itBAYzwU0TARw8l');
    const slack = await create('slack', '--secret-file', 'slack.txt');
    expect(await secretsOf(slack.id)).to.deep.equal(['8f742231b10e8888abcd99yyyzzz85a5']);
    const pagerduty = await create('pagerduty', '--secret-file', '-');
    expect(await secretsOf(pagerduty.id)).to.deep.equal(['lDQHScfUeXUKaQRNF+8XIiDKZ7XX3itBAYzwU0TARw8l']);
    const { out } = await run('connector', 'rotate', String(slack.id), '--secret-file', 'slack.txt');
    expect(out).to.not.contain('8f742231');
  });

  it('rotates a secret with an overlap of a day by default', async () => {
    const first = await create('github');
    const second = await json('connector', 'rotate', String(first.id));
    expect(second).to.include({ id: first.id, source: 'github' });
    expect(await secretsOf(first.id)).to.deep.equal([second.secret, first.secret]);
    clock.advance(24 * 3_600_000);
    expect(await secretsOf(first.id)).to.deep.equal([second.secret]);
    const third = await json('connector', 'rotate', String(first.id), '--overlap-hours', '0');
    expect(await secretsOf(first.id)).to.deep.equal([third.secret]);
  });

  it('disables and enables a connector', async () => {
    const { id, secret } = await create('github');
    expect(await json('connector', 'disable', String(id))).to.deep.equal({
      id,
      disabled_at: '2026-06-14T15:00:00.000Z',
    });
    expect(await secretsOf(id)).to.deep.equal([]);
    clock.advance(1_000);
    expect(await json('connector', 'disable', String(id))).to.deep.equal({
      id,
      disabled_at: '2026-06-14T15:00:00.000Z',
    });
    expect(await json('connector', 'enable', String(id))).to.deep.equal({ id, disabled_at: null });
    expect(await secretsOf(id)).to.deep.equal([secret]);
  });

  it('creates a connector with settings and changes them', async () => {
    files.set('settings.json', '{"team": "ops", "severities": {" Showstopper ": "p1"}}');
    const { id } = await create('jira', '--settings-file', 'settings.json');
    files.set('settings.json', '{"accountUrl": "https://acme.atlassian.net/"}');
    const changed = await json(
      'connector',
      'update',
      String(id),
      '--settings-file',
      'settings.json',
      '--name',
      'ours',
    );
    expect(changed).to.deep.include({ id, name: 'ours' });
    expect(changed.settings).to.include({ accountUrl: 'https://acme.atlassian.net', team: null });
  });

  it('explains what is wrong and what to do', async () => {
    const { id } = await create('github');
    // Differs from the id whatever its last letter is.
    const unknown = String(id).replace(/.$/, (last) => (last === 'z' ? '0' : 'z'));
    const make = ['connector', 'create', '--workspace', 'default', '--source'];
    files.set('short', 'abc');
    files.set('two lines', 'one line\nand another\n');
    files.set('bad', '{');
    files.set('odd', '{"colour": "red"}');
    files.set('zendesk', 'dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ==');
    files.set('long', 'x'.repeat(70_000));
    for (const [expected, ...args] of [
      ['--source must be one of jira', ...make, 'trello'],
      ['no workspace named "nobody"', 'connector', 'create', '--workspace', 'nobody', '--source', 'jira'],
      ['--secret-file cannot be read (ENOENT)', ...make, 'jira', '--secret-file', 'nowhere'],
      ['8 to 512 characters', ...make, 'jira', '--secret-file', 'short'],
      ['one line of text', ...make, 'jira', '--secret-file', 'two lines'],
      ['is the published one for Zendesk test deliveries', ...make, 'zendesk', '--secret-file', 'zendesk'],
      ['at most 65536 bytes', ...make, 'jira', '--secret-file', 'long'],
      ['--settings-file is not valid JSON', ...make, 'jira', '--settings-file', 'bad'],
      ['unknown setting "colour"', ...make, 'jira', '--settings-file', 'odd'],
      ['no such connector', 'connector', 'rotate', 'con_nothing'],
      ['no such connector', 'connector', 'disable', unknown],
      ['--overlap-hours must be', 'connector', 'rotate', String(id), '--overlap-hours', '-1'],
    ] as const) {
      const { status, out, err } = await run(...args);
      expect(status, args.join(' ')).to.equal(1);
      expect(err.toLowerCase()).to.contain(expected.toLowerCase());
      expect(out).to.equal('');
    }
  });

  const CREATE = ['connector', 'create', '--workspace', 'default', '--source', 'github', '--json'];

  if (testsRunOnSqlite)
    it('creates the key of an embedded database on first use, readable only by its owner', async () => {
      const first = await runWith('', ...CREATE);
      expect(first.status).to.equal(0);
      const file = `${target.url.slice('sqlite:'.length)}.key`;
      expect(first.err)
        .to.contain(file)
        .and.to.match(/back it up/);
      expect(statSync(file).mode & 0o777).to.equal(0o600);
      const second = await runWith('', ...CREATE);
      expect([second.status, second.err]).to.deep.equal([0, '']);

      // A server without the setting verifies deliveries with that key, and one with the setting still reads the secrets.
      const { id, secret } = JSON.parse(first.out);
      for (const connectorSecretsKeys of [[], [Buffer.alloc(32, 7)]]) {
        const test = await startTestApp({ config: { databaseUrl: target.url, connectorSecretsKeys } });
        try {
          const body = Buffer.from('{"zen":"Keep it simple."}');
          const headers = {
            'content-type': 'application/json',
            ...signed('github', secret, body, test.clock.now()),
          };
          const response = await test.post(`/v1/webhooks/inbound/${id}`, body, {
            ...headers,
            'x-github-event': 'ping',
          });
          expect(response.statusCode).to.equal(200);
        } finally {
          await test.close();
        }
      }
    });

  if (!testsRunOnSqlite)
    it('requires an encryption key and explains how to generate one, on a database server', async () => {
      const { status, err } = await runWith(
        '',
        'connector',
        'create',
        '--workspace',
        'default',
        '--source',
        'jira',
      );
      expect(status).to.equal(1);
      expect(err)
        .to.contain('CONNECTOR_SECRETS_KEY')
        .and.contain('openssl rand -base64 32')
        .and.contain('restart');
      expect((await runWith('', 'connector', 'list')).status).to.equal(0);
      const wrong = await runWith('a-short-key', 'connector', 'list');
      expect(wrong.status).to.equal(1);
      expect(wrong.err).to.contain('CONNECTOR_SECRETS_KEY must be 32 bytes').and.not.contain('a-short-key');
    });
});
