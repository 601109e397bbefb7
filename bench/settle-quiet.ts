import { setTimeout as delay } from 'node:timers/promises';
import { isSettled, openJobs, sendBatch } from './backlog.js';
import { Connection } from './connection.js';
import { createWorkspace, gatewayEnv, TOKEN } from './gateway.js';
import { IssueBatches } from './issue-batches.js';
import type { Part } from './part.js';
import { BATCH, Keys, RecordRequest } from './records.js';
import { rounded, share } from './report.js';
import { ServerProcess } from './server-process.js';
import { warmUp } from './settle-backlog.js';

const BUSY_SENDERS = 4;
const EVENT_EVERY_MS = 500;
/** 100 events beside a backlog of full size. */
const EVENT_PER_ISSUES = 2_500;
const FOLLOW_MS = 10;
const FOLLOW_TIMEOUT_MS = 60_000;
const LIMIT_SECONDS = 2;
const GOAL_SECONDS = 1;
/** Waiting issues, as a multiple of the smaller backlog. */
const WAITING = 2;
/** Issues that the busy workspace sends at most until so many wait. */
const SENT_MOST = 8;

/** Events of a quiet workspace while a busy one has a backlog and keeps sending: the time until the job is settled. */
export const settleQuiet: Part = async ({ databases, issues }) => {
  const databaseUrl = await databases.create();
  const server = await ServerProcess.start('src/main.js', gatewayEnv(databaseUrl));
  try {
    const quietToken = await createWorkspace(databaseUrl, 'quiet');
    const source = new IssueBatches(TOKEN);
    await warmUp(server.port, source);
    const busy = new BusyWorkspace(server.port, source, issues * WAITING);
    const sending = busy.send();
    await busy.untilWaiting(issues * SENT_MOST);
    const waitingAtFirst = busy.waiting;
    const events = await sendEvents(server.port, quietToken, Math.ceil(issues / EVENT_PER_ISSUES));
    const waitingAtLast = busy.waiting;
    await busy.stop(sending);
    return [
      figure(
        events,
        `${rounded(waitingAtFirst)} and ${rounded(waitingAtLast)} issues waited before and after`,
      ),
    ];
  } finally {
    await server.stop();
  }
};

function figure(events: readonly QuietEvent[], waiting: string): Awaited<ReturnType<Part>>[number] {
  const settled = sorted(events.map((event) => event.settledMs));
  const answered = sorted(events.map((event) => event.answeredMs));
  const never = events.filter(({ settledMs }) => settledMs >= FOLLOW_TIMEOUT_MS).length;
  const parts = [
    `${events.length} events: p50 ${rounded(percentile(settled, 50))} ms, p99 ${rounded(percentile(settled, 99))} ms`,
    `their 202 after p50 ${rounded(percentile(answered, 50))} ms, p99 ${rounded(percentile(answered, 99))} ms`,
    waiting,
    ...(never > 0 ? [`${never} NOT settled within ${FOLLOW_TIMEOUT_MS / 1000} s`] : []),
  ];
  return {
    what: `event of a quiet workspace beside a busy one until its job is settled: p99 / ${LIMIT_SECONDS} s`,
    ratio: share([percentile(settled, 99)], LIMIT_SECONDS * 1000),
    target: { most: 1, goal: GOAL_SECONDS / LIMIT_SECONDS },
    from: parts.join('; '),
  };
}

/** Sends batches whenever fewer issues wait than it wants. */
class BusyWorkspace {
  waiting = 0;
  private sent = 0;
  private stopped = false;

  constructor(
    private readonly port: number,
    private readonly source: IssueBatches,
    private readonly wanted: number,
  ) {}

  async send(): Promise<void> {
    const sender = async (): Promise<void> => {
      const connection = await Connection.open(this.port);
      while (!this.stopped) {
        if (this.waiting >= this.wanted) await delay(FOLLOW_MS);
        else {
          await sendBatch(connection, this.source);
          this.sent += BATCH;
          this.waiting += BATCH;
        }
      }
      connection.close();
    };
    await Promise.all([this.watch(), ...Array.from({ length: BUSY_SENDERS }, sender)]);
  }

  /** Resolves when as many issues wait as wanted, or `most` were sent. */
  async untilWaiting(most: number): Promise<void> {
    while (this.waiting < this.wanted && this.sent < most) await delay(FOLLOW_MS);
  }

  async stop(sending: Promise<void>): Promise<void> {
    this.stopped = true;
    await sending;
  }

  private async watch(): Promise<void> {
    const connection = await Connection.open(this.port);
    while (!this.stopped) {
      this.waiting = (await openJobs(connection)) * BATCH;
      await delay(EVENT_EVERY_MS / 5);
    }
    connection.close();
  }
}

interface QuietEvent {
  readonly answeredMs: number;
  /** From the push, as a client sees it; the timeout if the job was not settled by then. */
  readonly settledMs: number;
}

/** Pushes an event every half second, whether earlier ones are settled or not. */
async function sendEvents(port: number, token: string, count: number): Promise<QuietEvent[]> {
  const keys = new Keys();
  const following: Promise<QuietEvent>[] = [];
  for (let i = 0; i < count; i++) {
    following.push(follow(port, token, keys));
    await delay(EVENT_EVERY_MS);
  }
  return Promise.all(following);
}

async function follow(port: number, token: string, keys: Keys): Promise<QuietEvent> {
  const connection = await Connection.open(port);
  const request = RecordRequest.event(token).fill(keys.fresh(1), 0);
  const started = performance.now();
  const elapsed = (): number => performance.now() - started;
  const answer = await connection.send(request);
  const answeredMs = elapsed();
  const { job_id: jobId } = JSON.parse(answer.text()) as { job_id: string };
  while (elapsed() < FOLLOW_TIMEOUT_MS && !(await isSettled(connection, token, jobId)))
    await delay(FOLLOW_MS);
  connection.close();
  return { answeredMs, settledMs: Math.min(elapsed(), FOLLOW_TIMEOUT_MS) };
}

function sorted(values: readonly number[]): number[] {
  return [...values].sort((a, b) => a - b);
}

function percentile(ascending: readonly number[], percent: number): number {
  return ascending[Math.ceil((ascending.length * percent) / 100) - 1] ?? Number.NaN;
}
