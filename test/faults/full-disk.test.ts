import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { testsRunOnSqlite } from '../support/database.js';
import { canMount, inSmallFileSystem, SmallFileSystem } from '../support/small-file-system.js';
import { Deployment } from './deployment.js';
import { Load, seeded } from './load.js';
import { expectPromisesKept } from './promises.js';
import { PUSHES, REPEATS, TIMEOUT_MS } from './strength.js';

const SEED = 28;
const REFUSALS = 50;
const FILE = 'gateway.sqlite';

/** Fills a disk repeatedly under load. Nothing but 202 and 503 may be returned. */
async function fillRepeatedly(url: string, load: Load, fill: () => void, free: () => void): Promise<void> {
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

// MariaDB 10.11 ends itself when its disk is full, because not even a rollback fits; failed-database.test.ts shows what follows.
if (testsRunOnSqlite)
  describe('a gateway on SQLite whose disk becomes full under load', function () {
    this.timeout(TIMEOUT_MS);
    let folder: string;
    let deployment: Deployment | undefined;
    let load: Load;
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'causeloop-disk-'));
      load = new Load(seeded(SEED));
    });
    afterEach(async () => {
      await deployment?.kill();
      rmSync(folder, { recursive: true });
    });

    async function start(wrapper: readonly string[] = []): Promise<Deployment> {
      deployment = await Deployment.start({ databaseUrl: `sqlite:${join(folder, FILE)}`, wrapper });
      await deployment.warmUp(load);
      return deployment;
    }

    it('returns 503 where files may not grow, loses no acknowledged record and recovers', async () => {
      const started = await start();
      const limit = (bytes: string): void => {
        execFileSync('prlimit', [`--pid=${started.gateway.process.pid}`, `--fsize=${bytes}:`]);
      };
      await fillRepeatedly(
        started.url,
        load,
        () => limit('65536'),
        () => limit('unlimited'),
      );
      await started.expectRecovered(load);
    });

    if (canMount())
      it('returns 503 on a full file system, loses no acknowledged record and recovers', async () => {
        const started = await start(inSmallFileSystem(folder, '64m'));
        const disk = new SmallFileSystem(started.gateway.process.pid, folder);
        try {
          await fillRepeatedly(
            started.url,
            load,
            () => disk.fill(),
            () => disk.free(),
          );
          await started.stop(load);
          copyFileSync(disk.pathOf(FILE), join(folder, FILE));
          await expectPromisesKept(`sqlite:${join(folder, FILE)}`, load);
        } finally {
          disk.close();
        }
      });
  });
