import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../test/support/free-port.js';
import { Connection } from './connection.js';

const START_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 15_000;
/** Clock ticks per second in /proc; constant on all Linux systems that Node.js supports. */
const TICKS = 100;

/** A server in its own process, so that compared servers share nothing but the cores. */
export class ServerProcess {
  private constructor(
    private readonly child: ChildProcess,
    readonly port: number,
  ) {}

  /**
   * Starts a program and waits until it accepts connections.
   * @param program path below `dist`, such as `src/main.js`
   * @param core the only core that it may use
   */
  static async start(program: string, env: NodeJS.ProcessEnv, core?: number): Promise<ServerProcess> {
    const server = await ServerProcess.spawn(program, env, core);
    const end = Date.now() + START_TIMEOUT_MS;
    while (!(await accepts(server.port))) {
      if (server.child.exitCode !== null) throw new Error(`${program} exited while starting`);
      if (Date.now() > end) throw new Error(`${program} does not accept connections`);
      await delay(10);
    }
    return server;
  }

  /** Starts a program without waiting. */
  static async spawn(program: string, env: NodeJS.ProcessEnv, core?: number): Promise<ServerProcess> {
    const port = await freePort();
    const node = [process.execPath, fileURLToPath(new URL(`../${program}`, import.meta.url))];
    const [command, ...args] = core === undefined ? node : ['taskset', '-c', String(core), ...node];
    const child = spawn(command as string, args, {
      env: { PATH: process.env.PATH, ...env, HOST: '127.0.0.1', PORT: String(port) },
      stdio: ['ignore', 2, 2],
    });
    const end = (): void => void child.kill('SIGKILL');
    process.once('exit', end);
    child.once('exit', () => process.off('exit', end));
    return new ServerProcess(child, port);
  }

  get pid(): number {
    return this.child.pid as number;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    const timer = setTimeout(() => this.child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await gone;
    clearTimeout(timer);
  }

  /** Ends it like a crash, and returns once it is gone. */
  async kill(): Promise<void> {
    const gone = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await gone;
  }
}

/** CPU time of a process and its threads, in seconds (proc_pid_stat(5), utime and stime). */
export function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The process name, in parentheses, can contain spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

/** Peak resident memory of a process, in MB of 2^20 bytes (proc_pid_status(5), VmHWM). */
export function peakMemoryMb(pid: number): number {
  const kilobytes = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) / 1024;
}

/** Number of open file descriptors of a process. */
export function openFiles(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}

async function accepts(port: number): Promise<boolean> {
  try {
    (await Connection.open(port)).close();
    return true;
  } catch {
    return false;
  }
}
