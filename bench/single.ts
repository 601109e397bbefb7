import { startGateway, TOKEN } from './gateway.js';
import type { Part } from './part.js';
import { Keys, RecordRequest } from './records.js';
import { both, type Figure } from './report.js';
import { alternate, type Comparison, type Contender, ratio, type Sample, sum } from './rounds.js';
import type { ServerProcess } from './server-process.js';

/** Targets by number of clients. */
const LOADS = [
  { clients: 64, least: 3.3 },
  { clients: 256, least: 4 },
] as const;
const P99_MOST = 0.45;

/** Single events, against the same gateway with one transaction for each event. */
export const single: Part = async ({ databases, seconds, rounds }) => {
  const together = await startGateway(databases);
  const oneByOne = await startGateway(databases, 'bench/one-by-one.js');
  try {
    const a = contender(together);
    const b = contender(oneByOne);
    const figures: Figure[] = [];
    for (const { clients, least } of LOADS) {
      const options = { clients, seconds, rounds, databasePid: databases.pid };
      figures.push(...figuresOf(clients, await alternate(a, b, options), least));
    }
    return figures;
  } finally {
    await Promise.all([together.stop(), oneByOne.stop()]);
  }
};

function contender(server: ServerProcess): Contender {
  const keys = new Keys();
  return {
    server,
    requests: () => {
      const request = RecordRequest.event(TOKEN);
      return () => request.fill(keys.fresh(1), 0);
    },
  };
}

function figuresOf(clients: number, comparison: Comparison, least: number): Figure[] {
  const what = `single events, ${clients} clients`;
  const events = (sample: Sample): number => sample.perSecond;
  const p99 = (sample: Sample): number => sample.p99Ms;
  const cpu = (sample: Sample): number => sample.serverMicros + sample.databaseMicros;
  const errors = (samples: readonly Sample[]): number => sum(samples.map((sample) => sample.serverErrors));
  return [
    {
      what: `${what}: events/s, written together / one by one`,
      ratio: ratio(comparison, events),
      target: { least },
      from: `${both(comparison, events, 'events/s')}; 5xx ${errors(comparison.a)} : ${errors(comparison.b)}`,
    },
    {
      what: `${what}: 99th percentile, written together / one by one`,
      ratio: ratio(comparison, p99),
      target: { most: P99_MOST },
      from: both(comparison, p99, 'ms'),
    },
    {
      what: `${what}: CPU of an event, one by one / written together`,
      ratio: ratio({ a: comparison.b, b: comparison.a }, cpu),
      from: `together : one by one ${both(comparison, cpu, 'µs')}`,
    },
  ];
}
