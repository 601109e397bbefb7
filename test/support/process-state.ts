import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { until } from './until.js';

/** Resolves when every thread of a process is suspended. SIGSTOP does not reach all of them at the same time. */
export function stopped(pid: number): Promise<void> {
  return until(() => statesOf(pid).every((state) => state.startsWith('T')));
}

/** The state of each thread, as in proc_pid_stat(5). Without /proc, the state of the process. */
function statesOf(pid: number): string[] {
  const tasks = `/proc/${pid}/task`;
  if (!existsSync(tasks)) return [execFileSync('ps', ['-o', 'state=', '-p', String(pid)]).toString()];
  return readdirSync(tasks).map((task) => {
    const stat = readFileSync(`${tasks}/${task}/stat`, 'utf8');
    // The name before it, in parentheses, can contain spaces.
    return stat.slice(stat.lastIndexOf(')') + 2);
  });
}
