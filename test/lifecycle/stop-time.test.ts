import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { createConnection } from 'mysql2/promise';
import { Load, seeded, settledStatuses, TOKEN } from '../faults/load.js';
import { expectPromisesKept } from '../faults/promises.js';
import { freePort } from '../support/free-port.js';
import { findMariadb, type OwnMariadbServer, startMariadb } from '../support/mariadb-server.js';
import { findProgram } from '../support/program.js';
import { requireProgram } from '../support/requirement.js';
import { until } from '../support/until.js';
import { type Ending, GatewayProcess } from './gateway-process.js';

const TIMEOUT_SECONDS = 3;
/** What a busy machine may take on top of a promised time. */
const MARGIN_MS = 2_500;
const CLEAN: Ending = { code: 0, signal: null };

/** The time of a stop is a promise to the operator, so these tests measure it. */
describe('the duration of a stop', function () {
  this.timeout(120_000);
  let gateway: GatewayProcess;
  afterEach(() => gateway?.kill());

  function start(env: NodeJS.ProcessEnv, wrapper: readonly string[] = []): GatewayProcess {
    const settings = { BOOTSTRAP_TOKEN: TOKEN, SHUTDOWN_TIMEOUT_SECONDS: String(TIMEOUT_SECONDS) };
    gateway = new GatewayProcess({ ...settings, ...env }, wrapper);
    return gateway;
  }

  /** Milliseconds from the signal to the end of the process, and how it ended. */
  async function stop(signal: NodeJS.Signals): Promise<{ ms: number; ending: Ending }> {
    const begun = performance.now();
    gateway.signal(signal);
    const ending = await gateway.ended;
    return { ms: performance.now() - begun, ending };
  }

  it('is short on an idle gateway, which exits with 0', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'causeloop-stop-'));
    try {
      await start({ DATABASE_URL: `sqlite:${join(folder, 'db.sqlite')}` }).serving;
      const { ms, ending } = await stop('SIGTERM');
      expect(ending).to.deep.equal(CLEAN);
      expect(ms).to.be.lessThan(MARGIN_MS);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  describe('the duration of a stop while the start waits for its database', () => {
    async function waiting(): Promise<NodeJS.ProcessEnv> {
      const url = `mysql://root@127.0.0.1:${await freePort()}/causeloop`;
      return { DATABASE_URL: url, DATABASE_WAIT_SECONDS: '60' };
    }

    for (const signal of ['SIGTERM', 'SIGINT'] as const)
      it(`is short after ${signal}, and the process exits with 0`, async () => {
        start(await waiting());
        await until(() => gateway.stdout.includes('"starting"'));
        const { ms, ending } = await stop(signal);
        expect(ending).to.deep.equal(CLEAN);
        expect(ms).to.be.lessThan(MARGIN_MS);
        expect(gateway.stderr).to.equal('');
      });

    // Not a skipped test, which CI=true forbids: many containers cannot run it.
    const unshare = unshareProgram();
    if (unshare !== null)
      it('is short for PID 1, to which the kernel delivers only signals that have a listener', async () => {
        start(await waiting(), [unshare, '--pid', '--fork', '--kill-child']);
        await until(() => gateway.stdout.includes('"starting"'));
        const begun = performance.now();
        gateway.signalChild('SIGTERM');
        expect(await gateway.ended).to.deep.equal(CLEAN);
        expect(performance.now() - begun).to.be.lessThan(MARGIN_MS);
      });
  });

  describe('the duration of a stop with a frozen database', () => {
    let server: OwnMariadbServer | undefined;
    let env: NodeJS.ProcessEnv;
    before(async function () {
      const programs = findMariadb();
      requireProgram(this, 'mariadbd', programs !== null);
      server = await startMariadb(programs as NonNullable<typeof programs>);
    });
    beforeEach(async () => {
      const name = `causeloop_${randomBytes(6).toString('hex')}`;
      const connection = await createConnection(server?.url as string);
      await connection.query(`CREATE DATABASE ${name}`);
      await connection.end();
      env = { DATABASE_URL: `${server?.url}/${name}` };
    });
    afterEach(() => server?.thaw());
    after(() => server?.stop());

    it('is the configured one under load; the process exits with 0, and nothing accepted is lost', async () => {
      const url = await start(env).serving;
      const load = new Load(seeded(1));
      let isStopped = false;
      const sending = load.run(url, () => !isStopped);
      await until(() => load.promised.length >= 50);
      await server?.freeze();
      const { ms, ending } = await stop('SIGTERM');
      isStopped = true;
      expect(ending).to.deep.equal(CLEAN);
      expect(ms).to.be.lessThan(TIMEOUT_SECONDS * 1_000 + MARGIN_MS);
      expect(gateway.stdout).to.match(
        /"unfinished":\[[^\]]*"database"[^\]]*\].*not everything stopped in time/,
      );
      server?.thaw();
      await sending;
      await settledStatuses(await start(env).serving, load);
      expect((await stop('SIGTERM')).ending).to.deep.equal(CLEAN);
      await expectPromisesKept(env.DATABASE_URL as string, load);
    });

    it('ends at once with the exit code of a second signal', async () => {
      // Long enough that the stop does not end by itself.
      const url = await start({ ...env, SHUTDOWN_TIMEOUT_SECONDS: '60' }).serving;
      await server?.freeze();
      const unanswered = fetch(`${url}/v1/ingest/events`, {
        method: 'POST',
        headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
        body: '{"title":"Disk full"}',
      }).catch(() => undefined);
      gateway.signal('SIGTERM');
      await until(() => gateway.stdout.includes('"stopping"'));
      const { ms, ending } = await stop('SIGINT');
      expect(ending).to.deep.equal({ code: 130, signal: null });
      expect(ms).to.be.lessThan(MARGIN_MS);
      await unanswered;
    });

    it('is at most the configured one during a start', async () => {
      await server?.freeze();
      start(env);
      await until(() => gateway.stdout.includes('"starting"'));
      const { ms, ending } = await stop('SIGTERM');
      expect(ending).to.deep.equal(CLEAN);
      expect(ms).to.be.lessThan(TIMEOUT_SECONDS * 1_000 + MARGIN_MS);
    });
  });
});

/** The path of `unshare`, or null if this machine does not allow it, as in many containers. */
function unshareProgram(): string | null {
  const program = findProgram('unshare');
  if (program === null) return null;
  try {
    execFileSync(program, ['--pid', '--fork', 'true'], { stdio: 'ignore' });
    return program;
  } catch {
    return null;
  }
}
