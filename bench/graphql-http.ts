import { setTimeout as delay } from 'node:timers/promises';
import { Connection, requestBytes } from './connection.js';
import type { Databases } from './databases.js';
import { gatewayEnv, TOKEN } from './gateway.js';
import type { Load } from './load.js';
import type { Part, PartOptions } from './part.js';
import { BATCH, Keys, RecordRequest } from './records.js';
import { both, type Figure } from './report.js';
import { alternate, type Contender, ratio, type Sample } from './rounds.js';
import { ServerProcess } from './server-process.js';

const STATUS_CLIENTS = 32;
const BATCH_CLIENTS = 4;
const SETTLE_TIMEOUT_MS = 10_000;
const STATUS =
  'query Job($id: ID!) { job(id: $id) { id status progress total accepted rejectedCount createdAt finishedAt } }';

/** Polling a job and pushing batches over GraphQL. */
export const graphqlHttp: Part = async (options) => [...(await status(options)), ...(await batches(options))];

/** A settled job by its id, compared with Apollo Server returning the same job from memory. */
async function status({ databases, seconds, rounds }: PartOptions): Promise<Figure[]> {
  const gateway = await startProductionGateway(databases);
  const job = await settledJob(gateway.port);
  const plain = await ServerProcess.start('bench/graphql-plain-apollo.js', {
    JOB: JSON.stringify(job),
    NODE_ENV: 'production',
  });
  const request = graphqlBytes(STATUS, { id: job.id });
  const contender = (server: ServerProcess): Contender => ({ server, requests: () => () => request });
  try {
    const comparison = await alternate(contender(gateway), contender(plain), {
      clients: STATUS_CLIENTS,
      seconds,
      rounds,
      databasePid: databases.pid,
    });
    const cpu = (sample: Sample): number => sample.serverMicros;
    const requests = (sample: Sample): number => sample.perSecond;
    return [
      {
        what: 'GraphQL status of a settled job: requests/s, gateway / Apollo Server from memory',
        ratio: ratio(comparison, requests),
        target: { least: 0.9 },
        from: both(comparison, requests, 'requests/s'),
      },
      {
        what: 'GraphQL status of a settled job: CPU of a request, Apollo Server from memory / gateway',
        ratio: ratio({ a: comparison.b, b: comparison.a }, cpu),
        from: `gateway : Apollo Server ${both(comparison, cpu, 'µs')}`,
      },
    ];
  } finally {
    await Promise.all([gateway.stop(), plain.stop()]);
  }
}

/** Batches of 500 records over GraphQL, compared with REST, each on a gateway and database of its own. */
async function batches({ databases, seconds, rounds }: PartOptions): Promise<Figure[]> {
  const graphql = await startProductionGateway(databases);
  const rest = await startProductionGateway(databases);
  const contender = (server: ServerProcess, make: (token: string) => RecordRequest): Contender => {
    const keys = new Keys();
    let revision = 0;
    const requests: Load['requests'] = () => {
      const request = make(TOKEN);
      return () => {
        revision += 1;
        return request.fill(keys.fresh(BATCH), revision);
      };
    };
    return { server, requests };
  };
  try {
    const comparison = await alternate(
      contender(graphql, RecordRequest.graphqlBatch),
      contender(rest, RecordRequest.batch),
      { clients: BATCH_CLIENTS, seconds, rounds, databasePid: databases.pid },
    );
    const records = (sample: Sample): number => sample.perSecond * BATCH;
    const cpu = (sample: Sample): number => (sample.serverMicros + sample.databaseMicros) / BATCH;
    return [
      {
        what: 'batches over GraphQL: records/s, GraphQL / REST',
        ratio: ratio(comparison, records),
        target: { least: 0.6 },
        from: both(comparison, records, 'records/s'),
      },
      {
        what: 'batches over GraphQL: CPU of a record, REST / GraphQL',
        ratio: ratio({ a: comparison.b, b: comparison.a }, cpu),
        from: `GraphQL : REST ${both(comparison, cpu, 'µs')}`,
      },
    ];
  } finally {
    await Promise.all([graphql.stop(), rest.stop()]);
  }
}

/** Starts the gateway as its image does: outside of production graphql-js runs slower checks of its own. */
async function startProductionGateway(databases: Databases): Promise<ServerProcess> {
  const env = { ...gatewayEnv(await databases.create()), NODE_ENV: 'production' };
  return ServerProcess.start('src/main.js', env);
}

/** Pushes a batch and returns its job once it is settled. */
async function settledJob(port: number): Promise<{ id: string }> {
  const connection = await Connection.open(port);
  const pushed = await connection.send(RecordRequest.batch(TOKEN).fill(new Keys().fresh(BATCH), 0));
  const { job_id: id } = JSON.parse(pushed.text()) as { job_id: string };
  const request = graphqlBytes(STATUS, { id });
  for (const end = Date.now() + SETTLE_TIMEOUT_MS; Date.now() < end; await delay(10)) {
    const { data } = JSON.parse((await connection.send(request)).text());
    if (data.job.status !== 'SUCCEEDED') continue;
    connection.close();
    return data.job;
  }
  throw new Error('the job was not settled');
}

function graphqlBytes(query: string, variables: object): Buffer {
  return requestBytes('POST', '/graphql', TOKEN, Buffer.from(JSON.stringify({ query, variables })));
}
