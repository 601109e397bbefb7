import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { createConnection } from 'mysql2/promise';
import { freePort } from './free-port.js';
import { stopped } from './process-state.js';
import { findProgram } from './program.js';
import { temporaryRoot } from './temporary-root.js';

const run = promisify(execFile);
const START_TIMEOUT_MS = 60_000;
const POLL_MS = 50;

export interface MariadbServer {
  /** Without the name of a database. */
  readonly url: string;
  /** Ends the server and removes its folder. */
  stop(): Promise<void>;
}

/** A server that a test may end, freeze and start again at the same address. */
export interface OwnMariadbServer extends MariadbServer {
  /** Kills the server. Committed transactions are kept. */
  kill(): Promise<void>;
  /** Starts the server again after `kill`. */
  restart(): Promise<void>;
  /** Kills the server and starts another one on the same files at another port, as a standby with shared storage does. */
  failOver(): Promise<void>;
  readonly port: number;
  /** Resolves when the server is suspended: it keeps its connections and does not respond until `thaw`. */
  freeze(): Promise<void>;
  thaw(): void;
}

/** The paths of an installed MariaDB server, or null. */
export function findMariadb(): { readonly server: string; readonly install: string } | null {
  const server = findProgram('mariadbd');
  const install = findProgram('mariadb-install-db');
  return server === null || install === null ? null : { server, install };
}

/**
 * Starts a private server in a temporary folder on a free port. It ends with this process at the latest.
 *
 * @param isDurable whether commits are flushed before they are confirmed, as in production
 */
export async function startMariadb(
  programs: { server: string; install: string },
  isDurable = false,
): Promise<OwnMariadbServer> {
  const folder = mkdtempSync(join(isDurable ? tmpdir() : temporaryRoot(), 'causeloop-mariadb-'));
  let server: ChildProcess | undefined;
  const kill = async (): Promise<void> => {
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
    const ended = new Promise((resolve) => server?.once('exit', resolve));
    server.kill('SIGKILL');
    await ended;
  };
  const removeAll = (): void => {
    server?.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  };
  process.once('exit', removeAll);
  try {
    mkdirSync(temporary(folder));
    await install(programs.install, folder);
    let port = await freePort();
    const start = async (): Promise<void> => {
      server = spawn(programs.server, serverOptions(folder, port, isDurable), { stdio: 'ignore' });
      await untilReady(port, server, folder);
    };
    await start();
    return {
      get url() {
        return `mysql://root@127.0.0.1:${port}`;
      },
      get port() {
        return port;
      },
      kill,
      restart: start,
      failOver: async () => {
        await kill();
        port = await freePort();
        await start();
      },
      freeze: async () => {
        server?.kill('SIGSTOP');
        await stopped(server?.pid as number);
      },
      thaw: () => server?.kill('SIGCONT'),
      stop: async () => {
        // Its data is deleted, so an orderly shutdown is not needed.
        await kill();
        process.off('exit', removeAll);
        removeAll();
      },
    };
  } catch (error) {
    process.off('exit', removeAll);
    removeAll();
    throw error;
  }
}

/** Each server has a folder for temporary files, because it deletes all tables there when it starts. */
function temporary(folder: string): string {
  return join(folder, 'tmp');
}

async function install(program: string, folder: string): Promise<void> {
  await run(program, [
    '--no-defaults',
    `--datadir=${join(folder, 'data')}`,
    `--tmpdir=${temporary(folder)}`,
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
    ...asRoot(),
  ]);
}

function serverOptions(folder: string, port: number, isDurable: boolean): string[] {
  // A power failure ends the tests as well, so nothing has to wait for the disk.
  const quick = ['--debug-no-sync', '--innodb-flush-log-at-trx-commit=2'];
  return [
    '--no-defaults',
    `--datadir=${join(folder, 'data')}`,
    `--tmpdir=${temporary(folder)}`,
    `--socket=${join(folder, 'socket')}`,
    `--pid-file=${join(folder, 'pid')}`,
    `--log-error=${join(folder, 'error.log')}`,
    `--port=${port}`,
    '--bind-address=127.0.0.1',
    '--max-connections=500',
    ...(isDurable ? ['--innodb-flush-log-at-trx-commit=1'] : quick),
    '--innodb-log-file-size=32M',
    '--innodb-buffer-pool-size=128M',
    '--performance-schema=OFF',
    ...asRoot(),
  ];
}

function asRoot(): string[] {
  return process.getuid?.() === 0 ? ['--user=root'] : [];
}

async function untilReady(port: number, server: ChildProcess, folder: string): Promise<void> {
  const end = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    try {
      const connection = await createConnection({ host: '127.0.0.1', port, user: 'root' });
      await connection.end();
      return;
    } catch (error) {
      if (server.exitCode !== null || Date.now() > end)
        throw new Error(`mariadbd did not start:\n${logOf(folder)}`, { cause: error });
      await delay(POLL_MS);
    }
  }
}

function logOf(folder: string): string {
  try {
    return readFileSync(join(folder, 'error.log'), 'utf8').split('\n').slice(-20).join('\n');
  } catch {
    return '(it left no log)';
  }
}
