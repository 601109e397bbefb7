import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('start-lock-program.js', import.meta.url));

/** Starts a process that keeps the start lock of a database until it is killed. Resolves once it has the lock. */
export async function holdStartLock(databaseUrl: string): Promise<ChildProcess> {
  const holder = spawn(process.execPath, [PROGRAM], {
    env: { ...process.env, DATABASE_URL: databaseUrl },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(holder.stdout, 'data');
  return holder;
}
