import { type Sent, type Settlement, sendIssues, untilSettled } from './backlog.js';
import type { Databases } from './databases.js';
import { startGateway, TOKEN } from './gateway.js';
import { IssueBatches } from './issue-batches.js';
import type { Part } from './part.js';
import { BATCH } from './records.js';
import { type Figure, rounded, share } from './report.js';
import { median } from './rounds.js';
import { cpuSeconds, openFiles, peakMemoryMb } from './server-process.js';

/** A round lasts minutes, so there are fewer than of other parts. */
export const SETTLE_ROUNDS_MOST = 3;
const LARGE = 4;

/** One backlog on a server and a database of its own. */
interface Run {
  readonly acceptedPerSecond: number;
  readonly settledPerSecond: number;
  /** Settled after the last 202, per second. */
  readonly drainedPerSecond: number;
  readonly cpuMicros: number;
  readonly databaseMicros: number;
  readonly peakMb: number;
  readonly files: readonly [before: number, after: number];
  readonly unsettled: number;
}

/** New issues until the last job is settled, against their acceptance; and four times as many. */
export const settleBacklog: Part = async ({ databases, rounds, issues }) => {
  const small: Run[] = [];
  const large: Run[] = [];
  for (let round = 0; round < Math.min(rounds, SETTLE_ROUNDS_MOST); round++) {
    small.push(await runBacklog(databases, issues));
    large.push(await runBacklog(databases, issues * LARGE));
  }
  const ratios = (of: (run: Run) => number): number[] => large.map((run, i) => of(run) / of(small[i] as Run));
  const settledRatios = (runs: readonly Run[]): number[] =>
    runs.map((run) => run.settledPerSecond / run.acceptedPerSecond);
  const [few, many] = [issues, issues * LARGE].map((count) => count.toLocaleString('en'));
  return [
    {
      what: `${few} issues until the last job is settled: issues/s, settled / accepted`,
      ratio: share(settledRatios(small), 1),
      target: { least: 0.35, goal: 0.5 },
      from: describe(small),
    },
    {
      what: `${many} issues: issues/s, settled / accepted`,
      ratio: share(settledRatios(large), 1),
      from: describe(large),
    },
    {
      what: `${many} issues / ${few}: settled issues/s`,
      ratio: share(
        ratios((run) => run.settledPerSecond),
        1,
      ),
      target: { least: 0.8, goal: 0.9 },
      from: `after the last 202 ${middle(large, (run) => run.drainedPerSecond)} : ${middle(small, (run) => run.drainedPerSecond)} issues/s`,
    },
    {
      what: `${many} issues / ${few}: peak resident memory`,
      ratio: share(
        ratios((run) => run.peakMb),
        1,
      ),
      from: `${middle(large, (run) => run.peakMb)} : ${middle(small, (run) => run.peakMb)} MB`,
    },
  ] satisfies Figure[];
};

async function runBacklog(databases: Databases, issues: number): Promise<Run> {
  const server = await startGateway(databases);
  try {
    const source = new IssueBatches(TOKEN);
    await warmUp(server.port, source);
    const cpu = (): number => cpuSeconds(server.pid);
    const databaseCpu = (): number => (databases.pid === null ? 0 : cpuSeconds(databases.pid));
    const before = { files: openFiles(server.pid), cpu: cpu(), database: databaseCpu() };
    const sent = await sendIssues([server.port], [source], issues);
    const settlement = await untilSettled(server.port);
    return {
      ...ratesOf(issues, sent, settlement),
      cpuMicros: ((cpu() - before.cpu) * 1e6) / issues,
      databaseMicros: ((databaseCpu() - before.database) * 1e6) / issues,
      peakMb: peakMemoryMb(server.pid),
      files: [before.files, openFiles(server.pid)],
      unsettled: settlement.openAtLast * BATCH,
    };
  } finally {
    await server.stop();
  }
}

/** Issues that let the compiler optimise the hot paths before a measurement. */
export async function warmUp(port: number, source: IssueBatches): Promise<void> {
  await sendIssues([port], [source], 20_000);
  await untilSettled(port);
}

export function ratesOf(
  issues: number,
  sent: Sent,
  { openAtFirst, openAtLast, seconds }: Settlement,
): Pick<Run, 'acceptedPerSecond' | 'settledPerSecond' | 'drainedPerSecond'> {
  return {
    acceptedPerSecond: issues / sent.seconds,
    settledPerSecond: (issues - openAtLast * BATCH) / (sent.seconds + seconds),
    drainedPerSecond: ((openAtFirst - openAtLast) * BATCH) / seconds,
  };
}

function describe(runs: readonly Run[]): string {
  const unsettled = Math.max(...runs.map((run) => run.unsettled));
  const parts = [
    `${middle(runs, (run) => run.settledPerSecond)} : ${middle(runs, (run) => run.acceptedPerSecond)} issues/s`,
    `CPU of server + database ${middle(runs, (run) => run.cpuMicros)} + ${middle(runs, (run) => run.databaseMicros)} µs per issue`,
    `file descriptors before and after ${runs.map(({ files }) => files.join(', ')).join('; ')}`,
    ...(unsettled > 0 ? [`${unsettled.toLocaleString('en')} NOT settled when the run was given up`] : []),
  ];
  return parts.join('; ');
}

function middle(runs: readonly Run[], of: (run: Run) => number): string {
  return rounded(median(runs.map(of)));
}
