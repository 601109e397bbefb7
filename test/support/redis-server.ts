import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from './free-port.js';
import { stopped } from './process-state.js';
import { findProgram } from './program.js';

/** A private in-memory Redis server that a test can kill, freeze and restart at the same address. */
export class RedisServer {
  private process: ChildProcess | undefined;
  private readonly killAtExit = (): void => {
    this.process?.kill('SIGKILL');
  };

  private constructor(
    private readonly program: string,
    private readonly port: number,
    private readonly folder: string,
    private readonly password: string | undefined,
  ) {}

  /** Whether `redis-server` is installed. */
  static isInstalled(): boolean {
    return findProgram('redis-server') !== null;
  }

  static async start(options: { password?: string } = {}): Promise<RedisServer> {
    const program = findProgram('redis-server');
    if (program === null) throw new Error('redis-server is not installed');
    const folder = mkdtempSync(join(tmpdir(), 'causeloop-redis-'));
    const server = new RedisServer(program, await freePort(), folder, options.password);
    process.once('exit', server.killAtExit);
    await server.start();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    const options = ['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.folder];
    const secret = this.password === undefined ? [] : ['--requirepass', this.password];
    const started = spawn(this.program, [...options, '--save', '', '--appendonly', 'no', ...secret], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    this.process = started;
    await new Promise<void>((resolve, reject) => {
      let log = '';
      started.stdout?.on('data', (chunk: Buffer) => {
        log += chunk.toString();
        if (log.includes('Ready to accept connections')) resolve();
      });
      started.once('error', reject);
      started.once('exit', (code) => reject(new Error(`redis-server ended with ${code}: ${log}`)));
    });
  }

  /** Kills the server without closing its connections gracefully. */
  async kill(): Promise<void> {
    const ending = this.process;
    if (ending === undefined || ending.exitCode !== null || ending.signalCode !== null) return;
    const ended = new Promise((resolve) => ending.once('exit', resolve));
    ending.kill('SIGKILL');
    await ended;
  }

  /** Resolves when the process is suspended. Connections stay open, without responses, until `thaw`. */
  async freeze(): Promise<void> {
    this.process?.kill('SIGSTOP');
    await stopped(this.process?.pid as number);
  }

  thaw(): void {
    this.process?.kill('SIGCONT');
  }

  /** Deletes all keys. */
  async flush(): Promise<void> {
    const client = new Redis(this.url, { password: this.password });
    await client.flushall();
    client.disconnect();
  }

  async remove(): Promise<void> {
    await this.kill();
    process.off('exit', this.killAtExit);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
