import { sendIssues, untilSettled } from './backlog.js';
import { gatewayEnv, TOKEN } from './gateway.js';
import { IssueBatches } from './issue-batches.js';
import type { Part } from './part.js';
import { BATCH } from './records.js';
import { rounded, share } from './report.js';
import { median } from './rounds.js';
import { ServerProcess } from './server-process.js';
import { ratesOf, SETTLE_ROUNDS_MOST, warmUp } from './settle-backlog.js';

/** Issues of this part, as a share of the smaller backlog. */
const SHARE = 0.8;

interface Restart {
  /** Issues per second from the first request to the last settled job, before the kill. */
  readonly fresh: number;
  /** The same from the last response on. */
  readonly drained: number;
  /** Issues per second from the first progress after the restart. */
  readonly resumed: number;
  readonly open: number;
  readonly waitedSeconds: number;
}

/** A server that is killed when it has stored a backlog: what the next one settles, against fresh issues. */
export const settleRestart: Part = async ({ databases, rounds, issues: small }) => {
  const issues = small * SHARE;
  const restarts: Restart[] = [];
  for (let round = 0; round < Math.min(rounds, SETTLE_ROUNDS_MOST); round++)
    restarts.push(await restart(await databases.create(), issues));
  const middle = (of: (run: Restart) => number): string => rounded(median(restarts.map(of)));
  return [
    {
      what: `${issues.toLocaleString('en')} issues stored, kill -9, restart: settled issues/s from the first progress / fresh issues`,
      ratio: share(
        restarts.map(({ resumed, fresh }) => resumed / fresh),
        1,
      ),
      target: { least: 0.7, goal: 0.9 },
      from: `${middle((run) => run.resumed)} : ${middle((run) => run.fresh)} issues/s; ${middle((run) => run.open)} issues were open, first progress ${middle((run) => run.waitedSeconds)} s after the restart`,
    },
    {
      what: 'the same / fresh issues after their last 202',
      ratio: share(
        restarts.map(({ resumed, drained }) => resumed / drained),
        1,
      ),
      from: `${middle((run) => run.resumed)} : ${middle((run) => run.drained)} issues/s`,
    },
  ];
};

async function restart(databaseUrl: string, issues: number): Promise<Restart> {
  const start = (): Promise<ServerProcess> => ServerProcess.start('src/main.js', gatewayEnv(databaseUrl));
  let server = await start();
  try {
    const source = new IssueBatches(TOKEN);
    await warmUp(server.port, source);
    const sent = await sendIssues([server.port], [source], issues);
    const fresh = ratesOf(issues, sent, await untilSettled(server.port));
    await sendIssues([server.port], [source], issues);
    await server.kill();
    server = await start();
    const { openAtFirst, openAtLast, progressAt, seconds } = await untilSettled(server.port);
    return {
      fresh: fresh.settledPerSecond,
      drained: fresh.drainedPerSecond,
      resumed: ((openAtFirst - openAtLast) * BATCH) / (seconds - progressAt),
      open: openAtFirst * BATCH,
      waitedSeconds: progressAt,
    };
  } finally {
    await server.stop();
  }
}
