import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { until } from './until.js';

/** Waits until no thread of a process runs any more after SIGSTOP: the signal reaches each of them in its own time. */
export function stopped(pid: number): Promise<void> {
  return until(() => statesOf(pid).every((state) => state.startsWith('T')));
}

/** As in proc_pid_stat(5); where there is no /proc, that of the process as a whole. */
function statesOf(pid: number): string[] {
  const tasks = `/proc/${pid}/task`;
  if (!existsSync(tasks)) return [execFileSync('ps', ['-o', 'state=', '-p', String(pid)]).toString()];
  return readdirSync(tasks).map((task) => {
    const stat = readFileSync(`${tasks}/${task}/stat`, 'utf8');
    // The name, in parentheses, may contain blanks.
    return stat.slice(stat.lastIndexOf(')') + 2);
  });
}
