import { isSettled, sendIssues, untilSettled } from './backlog.js';
import { Connection } from './connection.js';
import { createWorkspace, gatewayEnv, TOKEN } from './gateway.js';
import { IssueBatches } from './issue-batches.js';
import { type Load, type LoadResult, run } from './load.js';
import type { Part } from './part.js';
import { Keys, RecordRequest } from './records.js';
import { rounded, share } from './report.js';
import { median } from './rounds.js';
import { ServerProcess } from './server-process.js';
import { SETTLE_ROUNDS_MOST, warmUp } from './settle-backlog.js';

const CLIENTS = 64;
const WARM_UP_SECONDS = 4;

interface Pair {
  readonly calm: LoadResult;
  readonly during: LoadResult;
  /** Whether issues of the backlog still waited after the load. */
  readonly outlasted: boolean;
}

/** Single events of one workspace while another one has a backlog, against the same events without it. */
export const settleEvents: Part = async ({ databases, seconds, rounds, issues }) => {
  const databaseUrl = await databases.create();
  const server = await ServerProcess.start('src/main.js', gatewayEnv(databaseUrl));
  try {
    const { port } = server;
    const busyToken = await createWorkspace(databaseUrl, 'busy');
    const busy = new IssueBatches(busyToken);
    const load = (duration: number): Load => ({
      port,
      clients: CLIENTS,
      seconds: duration,
      requests: events(),
    });
    await warmUp(port, busy);
    await run(load(Math.max(seconds, WARM_UP_SECONDS)));
    const calm = async (): Promise<LoadResult> => {
      await untilSettled(port);
      return run(load(seconds));
    };
    const during = async (): Promise<Omit<Pair, 'calm'>> => {
      await untilSettled(port);
      const { lastJobId } = await sendIssues([port], [busy], issues);
      return { during: await run(load(seconds)), outlasted: await isOpen(port, busyToken, lastJobId) };
    };
    const pairs: Pair[] = [];
    for (let round = 0; round < Math.min(rounds, SETTLE_ROUNDS_MOST); round++)
      pairs.push(
        round % 2 === 0
          ? { calm: await calm(), ...(await during()) }
          : { ...(await during()), calm: await calm() },
      );
    return figures(pairs, issues);
  } finally {
    await server.stop();
  }
};

function events(): Load['requests'] {
  const keys = new Keys();
  return () => {
    const request = RecordRequest.event(TOKEN);
    return () => request.fill(keys.fresh(1), 0);
  };
}

async function isOpen(port: number, token: string, jobId: string): Promise<boolean> {
  const connection = await Connection.open(port);
  const settled = await isSettled(connection, token, jobId);
  connection.close();
  return !settled;
}

function figures(pairs: readonly Pair[], issues: number): Awaited<ReturnType<Part>> {
  const compared = (of: (result: LoadResult) => number): number[] =>
    pairs.map(({ calm, during }) => of(during) / of(calm));
  const both = (of: (result: LoadResult) => number): string =>
    `${rounded(median(pairs.map(({ during }) => of(during))))} : ${rounded(median(pairs.map(({ calm }) => of(calm))))}`;
  const outlasted = pairs.every((pair) => pair.outlasted)
    ? 'the backlog outlasted the load'
    : 'the backlog was settled BEFORE the end of the load: take more issues';
  return [
    {
      what: `events from ${CLIENTS} clients during a backlog of ${issues.toLocaleString('en')} issues / without: 99th percentile`,
      ratio: share(
        compared((result) => result.p99Ms),
        1,
      ),
      target: { most: 2.5, goal: 1.5 },
      from: `${both((result) => result.p99Ms)} ms; ${outlasted}`,
    },
    {
      what: 'the same: events/s',
      ratio: share(
        compared((result) => result.perSecond),
        1,
      ),
      from: `${both((result) => result.perSecond)} events/s`,
    },
  ];
}
