import { setTimeout as delay } from 'node:timers/promises';
import { Connection, requestBytes } from './connection.js';
import type { IssueBatches } from './issue-batches.js';
import { BATCH } from './records.js';

const SENDERS = 4;
const POLL_MS = 100;
/** A backlog that is still open after this time counts as not settled. */
const SETTLE_TIMEOUT_S = 600;
const NO_TOKEN = '';

/** What was acknowledged. */
export interface Sent {
  /** From the first request to the last response. */
  readonly seconds: number;
  /** The job of the last response. */
  readonly lastJobId: string;
}

/**
 * Sends new issues in batches over four connections, to the workspaces and servers in turn.
 * @throws if a batch is refused
 */
export async function sendIssues(
  ports: readonly number[],
  sources: readonly IssueBatches[],
  issues: number,
): Promise<Sent> {
  let batches = Math.ceil(issues / BATCH);
  let lastJobId = '';
  const started = performance.now();
  const sender = async (index: number): Promise<void> => {
    const connection = await Connection.open(ports[index % ports.length] as number);
    while (batches > 0) {
      const source = sources[batches % sources.length] as IssueBatches;
      batches -= 1;
      lastJobId = await sendBatch(connection, source);
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: SENDERS }, (_, index) => sender(index)));
  return { seconds: (performance.now() - started) / 1000, lastJobId };
}

/** @returns the id of the job */
export async function sendBatch(connection: Connection, source: IssueBatches): Promise<string> {
  const answer = await connection.send(source.next());
  if (answer.status !== 202) throw new Error(`status ${answer.status}: ${answer.text()}`);
  return (JSON.parse(answer.text()) as { job_id: string }).job_id;
}

/** How a backlog shrank. Times are seconds since the beginning of the observation. */
export interface Settlement {
  readonly openAtFirst: number;
  /** When the first of them were settled. */
  readonly progressAt: number;
  readonly seconds: number;
  /** Jobs that were still open when the observation was given up; normally 0. */
  readonly openAtLast: number;
}

/** Reads the number of open jobs every 100 ms until there is none. */
export async function untilSettled(port: number): Promise<Settlement> {
  const connection = await Connection.open(port);
  const started = performance.now();
  const elapsed = (): number => (performance.now() - started) / 1000;
  let openAtFirst = Number.NaN;
  let progressAt = 0;
  for (;;) {
    const open = await openJobs(connection);
    if (Number.isNaN(openAtFirst)) openAtFirst = open;
    if (open === openAtFirst && open > 0) progressAt = elapsed();
    if (open === 0 || elapsed() > SETTLE_TIMEOUT_S) {
      connection.close();
      return { openAtFirst, progressAt, seconds: elapsed(), openAtLast: open };
    }
    await delay(POLL_MS);
  }
}

/** Jobs in no terminal state, of all workspaces: the metric that costs the server one read of an index. */
export async function openJobs(connection: Connection): Promise<number> {
  const text = (await connection.send(requestBytes('GET', '/metrics', NO_TOKEN))).text();
  return Number(/^causeloop_job_queue_depth (\S+)$/m.exec(text)?.[1]);
}

/** Whether a job is in a terminal state. */
export async function isSettled(connection: Connection, token: string, jobId: string): Promise<boolean> {
  const answer = await connection.send(requestBytes('GET', `/v1/ingest/status/${jobId}`, token));
  const { status } = JSON.parse(answer.text()) as { status: string };
  return status !== 'pending' && status !== 'running';
}
