import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { Connection, requestBytes } from './connection.js';
import { startGateway, TOKEN } from './gateway.js';
import { Subscribers } from './graphql-subscribers.js';
import type { Part } from './part.js';
import { Keys, RecordRequest } from './records.js';
import { rounded, share } from './report.js';
import { median, type Ratio } from './rounds.js';
import { cpuSeconds, ServerProcess } from './server-process.js';

const SUBSCRIBERS = 5_000;
const BYTES_PER_SUBSCRIPTION = 15 * 1024;
const WARM_UP_ROUNDS = 3;
const ROUNDS_PER_ROUND = 4;
const QUIET_MS = 500;
const QUERY =
  'subscription { jobCompleted { id status progress total accepted rejectedCount createdAt finishedAt } }';

/** One event for every subscriber, compared with graphql-ws alone. */
export const graphqlFanOut: Part = async ({ databases, rounds }) => {
  const servers = [
    await startGateway(databases),
    await ServerProcess.start('bench/graphql-plain-sockets.js', {}),
  ] as const;
  const sides: Side[] = [];
  try {
    sides.push(await Side.open(servers[0], RecordRequest.event(TOKEN)));
    sides.push(await Side.open(servers[1], undefined));
    const [gateway, plain] = sides as [Side, Side];
    for (let round = 0; round < WARM_UP_ROUNDS + rounds * ROUNDS_PER_ROUND; round++) {
      const counts = round >= WARM_UP_ROUNDS;
      for (const side of round % 2 === 0 ? [gateway, plain] : [plain, gateway]) await side.publish(counts);
    }
    return [
      {
        what: `one event to ${SUBSCRIBERS} WebSockets: time until all have it, graphql-ws alone / gateway`,
        ratio: ratios(plain.ms, gateway.ms),
        target: { least: 1.2 },
        from: `${rounded(median(plain.ms))} : ${rounded(median(gateway.ms))} ms; the gateway's from the push of the event, with its commit and its job`,
      },
      {
        what: 'one event to all: CPU of the server, graphql-ws alone / gateway',
        ratio: ratios([plain.cpuMs()], [gateway.cpuMs()]),
        from: `${rounded(plain.cpuMs())} : ${rounded(gateway.cpuMs())} ms`,
      },
      {
        what: 'memory of one idle subscription / 15 KB',
        ratio: share([gateway.bytesEach], BYTES_PER_SUBSCRIPTION),
        target: { most: 1 },
        from: `${rounded(gateway.bytesEach / 1024)} KB; graphql-ws alone ${rounded(plain.bytesEach / 1024)} KB`,
      },
    ];
  } finally {
    for (const side of sides) side.close();
    await Promise.all(servers.map((server) => server.stop()));
  }
};

/** One of the two servers with its subscribers. */
class Side {
  readonly ms: number[] = [];
  private cpu = 0;
  private readonly keys = new Keys();

  private constructor(
    private readonly server: ServerProcess,
    private readonly subscribers: Subscribers,
    private readonly connection: Connection,
    private readonly event: RecordRequest | undefined,
    readonly bytesEach: number,
  ) {}

  /** @param event the request that creates an event; undefined when any POST creates one */
  static async open(server: ServerProcess, event: RecordRequest | undefined): Promise<Side> {
    // The first connections load code; their memory is not counted.
    (await Subscribers.open(server.port, 500, TOKEN, QUERY)).close();
    await delay(QUIET_MS);
    const before = residentBytes(server.pid);
    const subscribers = await Subscribers.open(server.port, SUBSCRIBERS, TOKEN, QUERY);
    await delay(QUIET_MS);
    const bytesEach = (residentBytes(server.pid) - before) / SUBSCRIBERS;
    return new Side(server, subscribers, await Connection.open(server.port), event, bytesEach);
  }

  async publish(counts: boolean): Promise<void> {
    const request =
      this.event?.fill(this.keys.fresh(1), 0) ?? requestBytes('POST', '/', TOKEN, Buffer.alloc(0));
    await delay(20);
    const cpu = cpuSeconds(this.server.pid);
    const started = performance.now();
    const delivered = this.subscribers.nextOfEach();
    const { status } = await this.connection.send(request);
    if (status !== 202) throw new Error(`the event got the status ${status}`);
    await delivered;
    if (!counts) return;
    this.ms.push(performance.now() - started);
    this.cpu += cpuSeconds(this.server.pid) - cpu;
    if (!this.subscribers.sample().includes('"status":"SUCCEEDED"'))
      throw new Error('an unexpected message arrived');
  }

  /** CPU time of one event. */
  cpuMs(): number {
    return (this.cpu * 1000) / this.ms.length;
  }

  close(): void {
    this.subscribers.close();
    this.connection.close();
  }
}

/** The ratio of each element of `a` to the element of `b` at the same index. */
function ratios(a: readonly number[], b: readonly number[]): Ratio {
  const all = a.map((value, i) => value / (b[i] as number)).sort((x, y) => x - y);
  return { median: median(all), lowest: all[0] ?? Number.NaN, highest: all.at(-1) ?? Number.NaN };
}

/** Resident memory of a process (proc_pid_status(5), VmRSS). */
function residentBytes(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
}
