import { Connection } from './connection.js';
import { startGateway, TOKEN } from './gateway.js';
import type { Load } from './load.js';
import type { Part, PartOptions } from './part.js';
import { BATCH, Keys, RecordRequest } from './records.js';
import { both, type Figure, rounded, share } from './report.js';
import { alternate, type Comparison, type Contender, ratio, type Sample, sum } from './rounds.js';
import { peakMemoryMb, ServerProcess } from './server-process.js';

/** Concurrent batches: enough that neither server waits for the load generator. */
const CLIENTS = 4;
/** Batches that are stored in advance, so that their keys are known. */
const KNOWN_BATCHES = 100;
const MEMORY_LIMIT_MB = 320;
/** Ratio to the ceiling with all keys new and with half of them known. SQLite works in two threads, its ceiling in one. */
const LEAST = { sqlite: [1, 0.7], mariadb: [0.75, 0.55] } as const;

/** Batches of 500 records against the ceiling, and the gateway's memory under this load. */
export const batch: Part = async (options) => {
  const memory: number[] = [];
  const fresh = await compare(options, (keys) => keys.fresh(BATCH), 0, memory);
  const half = await compare(options, (keys) => keys.halfKnown(BATCH), KNOWN_BATCHES, memory);
  const [leastNew, leastHalf] = LEAST[options.databases.kind];
  return [
    ...figuresOf('batches, all keys new', fresh, leastNew),
    ...figuresOf('batches, half of the keys known', half, leastHalf),
    {
      what: `resident memory under these loads / ${MEMORY_LIMIT_MB} MB`,
      ratio: share(memory, MEMORY_LIMIT_MB),
      target: { most: 1 },
      from: `${memory.map(rounded).join(' and ')} MB at most`,
    },
  ];
};

/** Batches of 500 records with detection, against the same gateway without it. */
export const detection: Part = async (options) => {
  const other = (): Promise<ServerProcess> => startGateway(options.databases, 'bench/without-detection.js');
  const comparison = await compare(options, (keys) => keys.fresh(BATCH), 0, [], other);
  return figuresOf('batches, all keys new, detection', comparison, 0.8, 'on / off');
};

async function compare(
  options: PartOptions,
  keysOf: (keys: Keys) => number[],
  knownBatches: number,
  memory: number[],
  startOther: (databases: PartOptions['databases']) => Promise<ServerProcess> = startCeiling,
): Promise<Comparison> {
  const { databases, seconds, rounds } = options;
  const gateway = await startGateway(databases);
  const ceiling = await startOther(databases);
  try {
    const comparison = await alternate(
      await contender(gateway, keysOf, knownBatches),
      await contender(ceiling, keysOf, knownBatches),
      { clients: CLIENTS, seconds, rounds, databasePid: databases.pid },
    );
    memory.push(peakMemoryMb(gateway.pid));
    return comparison;
  } finally {
    await Promise.all([gateway.stop(), ceiling.stop()]);
  }
}

async function startCeiling(databases: PartOptions['databases']): Promise<ServerProcess> {
  const program = databases.kind === 'mariadb' ? 'bench/ceiling-mysql.js' : 'bench/ceiling-sqlite.js';
  return ServerProcess.start(program, { DATABASE_URL: await databases.create() });
}

async function contender(
  server: ServerProcess,
  keysOf: (keys: Keys) => number[],
  knownBatches: number,
): Promise<Contender> {
  const keys = new Keys();
  let revision = 0;
  const requests: Load['requests'] = () => {
    const request = RecordRequest.batch(TOKEN);
    return () => {
      revision += 1;
      return request.fill(keysOf(keys), revision);
    };
  };
  const connection = await Connection.open(server.port);
  const request = RecordRequest.batch(TOKEN);
  for (let i = 0; i < knownBatches; i++) await connection.send(request.fill(keys.fresh(BATCH), revision));
  connection.close();
  return { server, requests };
}

function figuresOf(
  what: string,
  comparison: Comparison,
  least: number,
  sides = 'gateway / ceiling',
): Figure[] {
  const records = (sample: Sample): number => sample.perSecond * BATCH;
  const cpu = (sample: Sample): number => (sample.serverMicros + sample.databaseMicros) / BATCH;
  const server = (sample: Sample): number => sample.serverMicros / BATCH;
  const database = (sample: Sample): number => sample.databaseMicros / BATCH;
  const errors = (samples: readonly Sample[]): number => sum(samples.map((sample) => sample.serverErrors));
  const separately =
    database(comparison.a[0] as Sample) === 0
      ? ''
      : ` (server ${both(comparison, server, 'µs')}, database ${both(comparison, database, 'µs')})`;
  return [
    {
      what: `${what}: records/s, ${sides}`,
      ratio: ratio(comparison, records),
      target: { least },
      from: `${both(comparison, records, 'records/s')}; 5xx ${errors(comparison.a)} : ${errors(comparison.b)}`,
    },
    {
      what: `${what}: CPU of a record, ${sides} the other way round`,
      ratio: ratio({ a: comparison.b, b: comparison.a }, cpu),
      from: `${sides.replace(' / ', ' : ')} ${both(comparison, cpu, 'µs')}${separately}`,
    },
  ];
}
