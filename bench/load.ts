import { Connection } from './connection.js';

export interface Load {
  readonly port: number;
  /** Connections; each has one request in flight. */
  readonly clients: number;
  readonly seconds: number;
  /** Called for each connection; returns a function that creates its next request. */
  readonly requests: () => () => Buffer;
}

/** The result of a load. */
export interface LoadResult {
  /** Responses with a 2xx status per second. */
  readonly perSecond: number;
  readonly answered: number;
  readonly p99Ms: number;
  /** Responses with a 5xx status. */
  readonly serverErrors: number;
}

/**
 * Sends requests for the given time; each connection sends the next request after a response.
 * @throws if a response has a 4xx status, which is an error in the benchmark
 */
export async function run(load: Load, begin: () => void = () => undefined): Promise<LoadResult> {
  const connections = await Promise.all(
    Array.from({ length: load.clients }, () => Connection.open(load.port)),
  );
  const latencies: number[] = [];
  let serverErrors = 0;
  begin();
  const started = performance.now();
  const end = started + load.seconds * 1000;
  const client = async (connection: Connection): Promise<void> => {
    const next = load.requests();
    for (let sentAt = performance.now(); sentAt < end; ) {
      const answer = await connection.send(next());
      const now = performance.now();
      if (answer.status < 300) latencies.push(now - sentAt);
      else if (answer.status >= 500) serverErrors += 1;
      else throw new Error(`unexpected status ${answer.status}: ${answer.text()}`);
      sentAt = now;
    }
  };
  try {
    await Promise.all(connections.map(client));
  } finally {
    for (const connection of connections) connection.close();
  }
  const seconds = (performance.now() - started) / 1000;
  latencies.sort((a, b) => a - b);
  return {
    perSecond: latencies.length / seconds,
    answered: latencies.length,
    p99Ms: latencies[Math.ceil(latencies.length * 0.99) - 1] ?? Number.NaN,
    serverErrors,
  };
}
