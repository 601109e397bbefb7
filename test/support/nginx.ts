import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.js';
import { findProgram } from './program.js';
import { ROOT } from './suite-runs.js';
import { until } from './until.js';

/** Otherwise its processes belong to another user, who cannot store large bodies in the folder of the tests. */
function asRoot(): string {
  return process.getuid?.() === 0 ? ' user root;' : '';
}

/** A gateway behind nginx. */
export interface Upstream {
  readonly port: number;
  /** Whether nginx sends it no new requests. */
  readonly isDown?: boolean;
}

/** nginx with `deploy/nginx.conf` on a free port. Only the addresses and the number of processes differ from that file. */
export class Nginx {
  private constructor(
    private readonly child: ChildProcess,
    private readonly folder: string,
    private readonly port: number,
  ) {}

  static isInstalled(): boolean {
    return findProgram('nginx') !== null;
  }

  /** @param upstreams the two gateways */
  static async start(upstreams: readonly [Upstream, Upstream]): Promise<Nginx> {
    const program = findProgram('nginx');
    if (program === null) throw new Error('nginx is not installed');
    const folder = mkdtempSync(join(tmpdir(), 'causeloop-nginx-'));
    const log = join(folder, 'error.log');
    const port = await freePort();
    writeFileSync(join(folder, 'nginx.conf'), configuration(port, upstreams));
    const options = [
      '-p',
      folder,
      '-c',
      join(folder, 'nginx.conf'),
      '-e',
      'stderr',
      '-g',
      `daemon off;${asRoot()}`,
    ];
    const output = openSync(log, 'w');
    const child = spawn(program, options, { stdio: ['ignore', 'ignore', output] });
    closeSync(output);
    const nginx = new Nginx(child, folder, port);
    process.once('exit', nginx.killAtExit);
    await until(() => {
      if (child.exitCode !== null) throw new Error(`nginx ended: ${readFileSync(log, 'utf8')}`);
      return accepts(port);
    });
    return nginx;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /**
   * Changes the gateways. Processes with the old configuration take no new connections from then on and end after their
   * last request; resolves when they have ended, after `waitMs` at the latest. Open WebSockets and event streams keep them.
   */
  async reload(upstreams: readonly [Upstream, Upstream], waitMs: number): Promise<void> {
    const old = this.workers();
    writeFileSync(join(this.folder, 'nginx.conf'), configuration(this.port, upstreams));
    this.child.kill('SIGHUP');
    await until(() => this.workers().some((pid) => !old.includes(pid)) && old.every(isStopping));
    const end = Date.now() + waitMs;
    await until(() => !old.some((pid) => this.workers().includes(pid)) || Date.now() > end);
  }

  /** Stops it without waiting for requests, and removes its folder. */
  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    if (this.child.exitCode === null && this.child.kill('SIGTERM')) await ended;
    process.off('exit', this.killAtExit);
    rmSync(this.folder, { recursive: true, force: true });
  }

  private workers(): number[] {
    const { pid } = this.child;
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number);
  }

  private readonly killAtExit = (): void => {
    this.child.kill('SIGTERM');
  };
}

function configuration(port: number, [first, second]: readonly [Upstream, Upstream]): string {
  const line = ({ port, isDown }: Upstream): string =>
    `server 127.0.0.1:${port}${isDown === true ? ' down' : ''} max_fails`;
  return readFileSync(join(ROOT, 'deploy/nginx.conf'), 'utf8')
    .replace('worker_processes auto', 'worker_processes 1')
    .replace('listen 8080', `listen 127.0.0.1:${port}`)
    .replace('server gateway-1:4000 max_fails', line(first))
    .replace('server gateway-2:4000 max_fails', line(second));
}

/** Whether a process of nginx has ended or says in its title that it only finishes what it has. */
function isStopping(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('is shutting down');
  } catch {
    return true;
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('error', () => resolve(false));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}
