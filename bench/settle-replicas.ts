import { sendIssues, untilSettled } from './backlog.js';
import type { Databases } from './databases.js';
import { gatewayEnv, TOKEN } from './gateway.js';
import { IssueBatches } from './issue-batches.js';
import type { Part } from './part.js';
import { rounded, share } from './report.js';
import { median } from './rounds.js';
import { cpuSeconds, ServerProcess } from './server-process.js';
import { ratesOf, SETTLE_ROUNDS_MOST, warmUp } from './settle-backlog.js';

interface Run {
  readonly settledPerSecond: number;
  readonly drainedPerSecond: number;
  /** Cores that the database used. */
  readonly databaseCores: number;
}

/** Issues of one workspace, sent to two replicas in turn, against one replica. SQLite has one. */
export const settleReplicas: Part = async ({ databases, rounds, issues }) => {
  if (databases.kind === 'sqlite') return [];
  const one: Run[] = [];
  const two: Run[] = [];
  for (let round = 0; round < Math.min(rounds, SETTLE_ROUNDS_MOST); round++) {
    one.push(await runReplicas(databases, issues, 1));
    two.push(await runReplicas(databases, issues, 2));
  }
  const both = (of: (run: Run) => number): string =>
    `${rounded(median(two.map(of)))} : ${rounded(median(one.map(of)))}`;
  const ratioOf = (of: (run: Run) => number) =>
    share(
      two.map((run, i) => of(run) / of(one[i] as Run)),
      1,
    );
  return [
    {
      what: 'one workspace until the last job is settled: issues/s, two replicas / one',
      ratio: ratioOf((run) => run.settledPerSecond),
      target: { least: 0.9, goal: 1 },
      from: `${both((run) => run.settledPerSecond)} issues/s; the database used ${both((run) => run.databaseCores)} cores`,
    },
    {
      what: 'the same after the last 202',
      ratio: ratioOf((run) => run.drainedPerSecond),
      from: `${both((run) => run.drainedPerSecond)} issues/s`,
    },
  ];
};

async function runReplicas(databases: Databases, issues: number, replicas: number): Promise<Run> {
  const databaseUrl = await databases.create();
  const servers: ServerProcess[] = [];
  try {
    for (let i = 0; i < replicas; i++)
      servers.push(await ServerProcess.start('src/main.js', gatewayEnv(databaseUrl)));
    const source = new IssueBatches(TOKEN);
    for (const { port } of servers) await warmUp(port, source);
    const databaseCpu = (): number => cpuSeconds(databases.pid as number);
    const before = databaseCpu();
    const ports = servers.map(({ port }) => port);
    const sent = await sendIssues(ports, [source], issues);
    const settlement = await untilSettled(ports[0] as number);
    const { settledPerSecond, drainedPerSecond } = ratesOf(issues, sent, settlement);
    return {
      settledPerSecond,
      drainedPerSecond,
      databaseCores: (databaseCpu() - before) / (sent.seconds + settlement.seconds),
    };
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
}
