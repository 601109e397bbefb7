import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findMariadb } from './mariadb-server.js';
import { ROOT } from './suite-runs.js';

const SCRIPT = join(ROOT, 'scripts/galera.sh');
const PROVIDERS = ['/usr/lib/galera/libgalera_smm.so', '/usr/lib64/galera-4/libgalera_smm.so'];

/** Whether a cluster can be started without installing anything. */
export function isGaleraInstalled(): boolean {
  return findMariadb() !== null && PROVIDERS.some((path) => existsSync(path));
}

/** A private Galera cluster of two nodes, started by `scripts/galera.sh`. It ends with this process at the latest. */
export class GaleraCluster {
  private constructor(
    private readonly script: ChildProcess,
    /** The address of each node, without the name of a database. */
    readonly urls: readonly string[],
  ) {}

  static async start(): Promise<GaleraCluster> {
    // The nodes may run as another user, which cannot enter the folder that the tests use.
    const env = { ...process.env, TMPDIR: '/tmp' };
    const script = spawn(SCRIPT, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const kill = (): void => void script.kill('SIGTERM');
    process.once('exit', kill);
    script.once('exit', () => process.off('exit', kill));
    let output = '';
    const ready = new Promise<void>((resolve, reject) => {
      script.stdout.on('data', (chunk: Buffer) => {
        output += chunk.toString();
        if (output.endsWith('ready\n')) resolve();
      });
      script.stderr.on('data', (chunk: Buffer) => {
        output += chunk.toString();
      });
      script.once('exit', () => reject(new Error(`the cluster did not start:\n${output}`)));
    });
    await ready;
    return new GaleraCluster(script, output.match(/^mysql:.*$/gm) ?? []);
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.script.once('exit', resolve));
    this.script.kill('SIGINT');
    await ended;
  }
}
