import { constants } from 'node:os';
import { nodeProblem } from './node-version.js';

/*
 * The process. Its exit code is
 *   0         after SIGTERM or SIGINT: everything that was accepted is stored, even if not everything ended in time
 *   1         if it cannot start, or if a part of it could not be stopped
 *   128 + n   after a second signal with the number n, at once
 */

const stopRequest = new AbortController();

// Before anything is loaded or awaited: in a process with PID 1 the kernel drops signals that have no listener.
for (const name of ['SIGTERM', 'SIGINT'] as const)
  process.on(name, () => {
    if (stopRequest.signal.aborted) process.exit(128 + constants.signals[name]);
    stopRequest.abort(new Error(`received ${name}`));
  });

const problem = nodeProblem(process.versions.node);
if (problem !== null) {
  process.stderr.write(`${problem}\n`);
  process.exit(1);
}

const { run } = await import('./run.js');
process.exit(await run(process.argv.slice(2), process.env, stopRequest.signal));
