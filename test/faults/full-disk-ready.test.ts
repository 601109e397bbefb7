import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { GatewayProcess } from '../lifecycle/gateway-process.js';
import { until } from '../support/until.js';
import { TOKEN } from './load.js';

/** Limits the size of each file, in blocks of 512 bytes, like a disk that is nearly full. */
const LIMITED = ['sh', '-c', 'ulimit -S -f 3000 && exec "$@"', 'sh'];

describe('a gateway whose SQLite file cannot grow', () => {
  let folder: string;
  let gateway: GatewayProcess;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'causeloop-full-'));
  });
  afterEach(async () => {
    await gateway.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  it('refuses writes with the reason in /ready, and accepts them again when there is room', async function () {
    this.timeout(60_000);
    gateway = new GatewayProcess(
      { DATABASE_URL: `sqlite:${join(folder, 'full.sqlite')}`, BOOTSTRAP_TOKEN: TOKEN },
      LIMITED,
    );
    const url = await gateway.serving;
    const push = async (): Promise<number> => {
      const response = await fetch(`${url}/v1/ingest/events`, {
        method: 'POST',
        headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
        body: JSON.stringify({ title: 'Disk full', body: 'x'.repeat(30_000) }),
      });
      await response.arrayBuffer();
      return response.status;
    };
    const readiness = async (): Promise<string> => {
      const response = await fetch(`${url}/ready`);
      const { reasons } = (await response.json()) as { reasons?: { database?: string } };
      return [response.status, reasons?.database ?? 'ok'].join(' ');
    };
    expect(await push()).to.equal(202);
    expect(await readiness()).to.equal('200 ok');
    const statuses = new Set<number>();
    // Small writes still fit after larger ones do not.
    await until(async () => {
      statuses.add(await push());
      return (await readiness()) === '503 The database file cannot be written.';
    });
    expect([...statuses]).to.have.members([202, 503]);
    execFileSync('prlimit', ['--pid', String(gateway.pid), '--fsize=unlimited']);
    await until(async () => (await readiness()) === '200 ok');
    expect(await push()).to.equal(202);
  });
});
