import { sendIssues, untilSettled } from './backlog.js';
import type { Databases } from './databases.js';
import { createWorkspace, gatewayEnv, TOKEN } from './gateway.js';
import { IssueBatches } from './issue-batches.js';
import type { Part } from './part.js';
import { BATCH } from './records.js';
import { rounded, share } from './report.js';
import { median } from './rounds.js';
import { cpuSeconds, ServerProcess } from './server-process.js';
import { SETTLE_ROUNDS_MOST } from './settle-backlog.js';

interface Run {
  readonly settledPerSecond: number;
  /** Cores that the database and all workers used. */
  readonly databaseCores: number;
  readonly workerCores: number;
}

/**
 * A backlog of two workspaces that a gateway has stored, settled by two workers, each on its own core, against one worker.
 * SQLite has no workers.
 */
export const settleWorkers: Part = async ({ databases, rounds, issues }) => {
  if (databases.kind === 'sqlite') return [];
  const one: Run[] = [];
  const two: Run[] = [];
  for (let round = 0; round < Math.min(rounds, SETTLE_ROUNDS_MOST); round++) {
    one.push(await runWorkers(databases, issues, 1));
    two.push(await runWorkers(databases, issues, 2));
  }
  const both = (of: (run: Run) => number): string =>
    `${rounded(median(two.map(of)))} : ${rounded(median(one.map(of)))}`;
  return [
    {
      what: 'two workspaces, from the first progress: settled issues/s, two workers / one',
      ratio: share(
        two.map((run, i) => run.settledPerSecond / (one[i] as Run).settledPerSecond),
        1,
      ),
      target: { least: 1.2, goal: 1.6 },
      from: `${both((run) => run.settledPerSecond)} issues/s; cores used by the database ${both((run) => run.databaseCores)}, by the workers ${both((run) => run.workerCores)}`,
    },
  ];
};

async function runWorkers(databases: Databases, issues: number, count: number): Promise<Run> {
  const databaseUrl = await databases.create();
  const gateway = await ServerProcess.start('src/main.js', { ...gatewayEnv(databaseUrl), ROLE: 'gateway' });
  const workers: ServerProcess[] = [];
  try {
    const tokens = [TOKEN, await createWorkspace(databaseUrl, 'second')];
    const sources = tokens.map((token) => new IssueBatches(token));
    await sendIssues([gateway.port], sources, issues);
    const settling = untilSettled(gateway.port);
    const env = { ...gatewayEnv(databaseUrl), ROLE: 'worker' };
    const starting = Array.from({ length: count }, (_, core) =>
      ServerProcess.start('src/main.js', env, core),
    );
    workers.push(...(await Promise.all(starting)));
    const pids = workers.map(({ pid }) => pid);
    const cpu = (of: readonly number[]): number => of.reduce((sum, pid) => sum + cpuSeconds(pid), 0);
    const before = { database: cpu([databases.pid as number]), workers: cpu(pids) };
    const { openAtFirst, openAtLast, progressAt, seconds } = await settling;
    if (openAtFirst * BATCH < issues) throw new Error('the gateway must not settle jobs');
    const working = seconds - progressAt;
    return {
      settledPerSecond: ((openAtFirst - openAtLast) * BATCH) / working,
      databaseCores: (cpu([databases.pid as number]) - before.database) / working,
      workerCores: (cpu(pids) - before.workers) / working,
    };
  } finally {
    await Promise.all([gateway, ...workers].map((server) => server.stop()));
  }
}
