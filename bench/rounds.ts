import { setTimeout as delay } from 'node:timers/promises';
import { type Load, type LoadResult, run } from './load.js';
import { cpuSeconds, type ServerProcess } from './server-process.js';

/** A server in a comparison. */
export interface Contender {
  readonly server: ServerProcess;
  readonly requests: Load['requests'];
}

export interface Sample extends LoadResult {
  /** CPU time of the server process per response, in microseconds. */
  readonly serverMicros: number;
  /** CPU time of the database process per response, in microseconds; 0 if there is none. */
  readonly databaseMicros: number;
}

/** The samples of two servers in the same rounds. */
export interface Comparison {
  readonly a: readonly Sample[];
  readonly b: readonly Sample[];
}

export interface RoundOptions {
  readonly clients: number;
  readonly seconds: number;
  readonly rounds: number;
  readonly databasePid: number | null;
  /** Whether to include the CPU time of the jobs that the requests created. */
  readonly withJobs?: boolean;
}

/** Minimum warm-up, sufficient for the compiler to optimise the hot path. */
const WARM_UP_SECONDS = 4;
const QUIET_MS = 100;
const QUIET_TIMEOUT_MS = 20_000;
/** CPU time that an idle process may use; about one clock tick. */
const IDLE_SECONDS = 0.015;

/**
 * Measures two servers alternately (A B, B A, A B …), so that other load on the machine affects both equally. The first
 * round of each is a warm-up and is not counted.
 */
export async function alternate(a: Contender, b: Contender, options: RoundOptions): Promise<Comparison> {
  const samples = { a: [] as Sample[], b: [] as Sample[] };
  for (let round = 0; round <= options.rounds; round++) {
    const order = round % 2 === 0 ? (['a', 'b'] as const) : (['b', 'a'] as const);
    for (const side of order) {
      const seconds = round === 0 ? Math.max(options.seconds, WARM_UP_SECONDS) : options.seconds;
      await untilQuiet([a.server.pid, b.server.pid, options.databasePid]);
      const sample = await measure(side === 'a' ? a : b, { ...options, seconds });
      if (round > 0) samples[side].push(sample);
    }
  }
  return samples;
}

async function measure({ server, requests }: Contender, options: RoundOptions): Promise<Sample> {
  const { clients, seconds, databasePid } = options;
  const before = { server: 0, database: 0 };
  const result = await run({ port: server.port, clients, seconds, requests }, () => {
    before.server = cpuSeconds(server.pid);
    before.database = databasePid === null ? 0 : cpuSeconds(databasePid);
  });
  if (options.withJobs === true) await untilQuiet([server.pid, databasePid]);
  const used = cpuSeconds(server.pid) - before.server;
  const usedByDatabase = databasePid === null ? 0 : cpuSeconds(databasePid) - before.database;
  return {
    ...result,
    serverMicros: (used * 1e6) / result.answered,
    databaseMicros: (usedByDatabase * 1e6) / result.answered,
  };
}

/** Waits until the processes are idle, so that pending work of one round does not affect the next. */
async function untilQuiet(pids: readonly (number | null)[]): Promise<void> {
  const end = Date.now() + QUIET_TIMEOUT_MS;
  for (let last = Number.NaN; Date.now() < end; ) {
    const now = sum(pids.map((pid) => (pid === null ? 0 : cpuSeconds(pid))));
    if (now - last < IDLE_SECONDS) return;
    last = now;
    await delay(QUIET_MS);
  }
}

/** The median, lowest and highest ratio of all rounds. */
export interface Ratio {
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
}

/** Divides `of(a)` by `of(b)` for each pair of adjacent rounds. */
export function ratio({ a, b }: Comparison, of: (sample: Sample) => number): Ratio {
  const ratios = a.map((sample, i) => of(sample) / of(b[i] as Sample)).sort((x, y) => x - y);
  return { median: median(ratios), lowest: ratios[0] ?? Number.NaN, highest: ratios.at(-1) ?? Number.NaN };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((x, y) => x - y);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
