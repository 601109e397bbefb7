import { execFileSync } from 'node:child_process';
import { closeSync, copyFileSync, mkdtempSync, openSync, rmSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { findProgram } from '../support/program.js';
import { requireProgram } from '../support/requirement.js';
import { Deployment } from './deployment.js';
import { Load, seeded } from './load.js';
import { expectPromisesKept } from './promises.js';
import { PUSHES, REPEATS, TIMEOUT_MS } from './strength.js';

const SEED = 28;
const REFUSALS = 50;
const DATABASE = 'gateway.sqlite';
const BALLAST = 'ballast';
const SIZE = '64m';

/** Starts a program in a mount namespace of its own, where the folder is a small file system. Its process id stays the same. */
const inSmallFileSystem = (folder: string): string[] => [
  'unshare',
  '--map-root-user',
  '--mount',
  'sh',
  '-c',
  `mount -t tmpfs -o size=${SIZE} tmpfs "$0" && exec "$@"`,
  folder,
];

/** Whether this machine allows an unprivileged user to mount a file system. */
function canMount(folder: string): boolean {
  const [program, ...args] = [...inSmallFileSystem(folder), 'true'];
  try {
    execFileSync(program as string, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe('a gateway on SQLite whose disk becomes full under load', function () {
  this.timeout(TIMEOUT_MS);
  let folder: string;
  let deployment: Deployment | undefined;
  let load: Load;
  before(function () {
    requireProgram(this, 'prlimit', findProgram('prlimit') !== null);
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'causeloop-disk-'));
    load = new Load(seeded(SEED));
  });
  afterEach(async () => {
    await deployment?.kill();
    rmSync(folder, { recursive: true });
  });

  async function start(wrapper: readonly string[] = []): Promise<Deployment> {
    deployment = await Deployment.start({ databaseUrl: `sqlite:${join(folder, DATABASE)}`, wrapper });
    await deployment.warmUp(load);
    return deployment;
  }

  /** Nothing but 202 and 503 may be returned. */
  async function fillRepeatedly({ url }: Deployment, fill: () => void, free: () => void): Promise<void> {
    for (let repeat = 0; repeat < REPEATS; repeat++)
      await load.during(url, PUSHES, async () => {
        await load.acknowledges(PUSHES);
        fill();
        await load.refuses(REFUSALS);
        expect((await fetch(`${url}/health`)).status).to.equal(200);
        free();
      });
    expect([...load.refusals.keys()]).to.deep.equal([503]);
  }

  it('returns 503 where files may not grow, loses no acknowledged record and recovers', async () => {
    const started = await start();
    const limit = (bytes: string): void => {
      const { pid } = started.gateway.process;
      execFileSync('prlimit', [`--pid=${pid}`, `--fsize=${bytes}:`]);
    };
    await fillRepeatedly(
      started,
      () => limit('65536'),
      () => limit('unlimited'),
    );
    await started.expectRecovered(load);
  });

  if (canMount(tmpdir()))
    it('returns 503 on a full file system, loses no acknowledged record and recovers', async () => {
      const started = await start(inSmallFileSystem(folder));
      // The folder as the gateway sees it, kept after its end.
      const mounted = openSync(`/proc/${started.gateway.process.pid}/root${folder}`, 'r');
      const inMounted = (name: string): string => `/proc/self/fd/${mounted}/${name}`;
      try {
        await fillRepeatedly(
          started,
          () => fillUp(inMounted(BALLAST)),
          () => unlinkSync(inMounted(BALLAST)),
        );
        await started.stop(load);
        copyFileSync(inMounted(DATABASE), join(folder, DATABASE));
        await expectPromisesKept(`sqlite:${join(folder, DATABASE)}`, load);
      } finally {
        closeSync(mounted);
      }
    });
});

/** Writes a file until its file system is full. */
function fillUp(path: string): void {
  const file = openSync(path, 'w');
  try {
    // The last bytes one by one, so that not even a page is left.
    for (const bytes of [Buffer.alloc(2 ** 20), Buffer.alloc(4_096), Buffer.alloc(1)])
      for (let full = false; !full; ) full = !writes(file, bytes);
  } finally {
    closeSync(file);
  }
}

function writes(file: number, bytes: Buffer): boolean {
  try {
    writeSync(file, bytes);
    return true;
  } catch {
    return false;
  }
}
