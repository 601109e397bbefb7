import { setTimeout as delay } from 'node:timers/promises';
import { Connection, requestBytes } from './connection.js';
import { startGateway, TOKEN } from './gateway.js';
import type { Part } from './part.js';
import { Keys, RecordRequest } from './records.js';
import { both } from './report.js';
import { alternate, type Contender, ratio, type Sample } from './rounds.js';
import { ServerProcess } from './server-process.js';

const CLIENTS = 32;
const SETTLE_TIMEOUT_MS = 10_000;

/** Polls of a settled job, against Fastify serving the same JSON from memory. */
export const status: Part = async ({ databases, seconds, rounds }) => {
  const gateway = await startGateway(databases);
  const { path, body } = await settledJob(gateway.port);
  const ceiling = await ServerProcess.start('bench/ceiling-status.js', { JOB: body });
  const contender = (server: ServerProcess): Contender => {
    const request = requestBytes('GET', path, TOKEN);
    return { server, requests: () => () => request };
  };
  try {
    const comparison = await alternate(contender(gateway), contender(ceiling), {
      clients: CLIENTS,
      seconds,
      rounds,
      databasePid: databases.pid,
    });
    const requests = (sample: Sample): number => sample.perSecond;
    const cpu = (sample: Sample): number => sample.serverMicros;
    return [
      {
        what: 'status of a settled job: requests/s, gateway / from memory',
        ratio: ratio(comparison, requests),
        target: { least: 0.65 },
        from: both(comparison, requests, 'requests/s'),
      },
      {
        what: 'status of a settled job: CPU of a request, from memory / gateway',
        ratio: ratio({ a: comparison.b, b: comparison.a }, cpu),
        from: `gateway : from memory ${both(comparison, cpu, 'µs')}`,
      },
    ];
  } finally {
    await Promise.all([gateway.stop(), ceiling.stop()]);
  }
};

/** Pushes a batch and waits until its job is settled. */
async function settledJob(port: number): Promise<{ path: string; body: string }> {
  const connection = await Connection.open(port);
  const pushed = await connection.send(RecordRequest.batch(TOKEN).fill(new Keys().fresh(500), 0));
  const { job_id: id } = JSON.parse(pushed.text()) as { job_id: string };
  const path = `/v1/ingest/status/${id}`;
  const request = requestBytes('GET', path, TOKEN);
  for (const end = Date.now() + SETTLE_TIMEOUT_MS; Date.now() < end; await delay(10)) {
    const body = (await connection.send(request)).text();
    if ((JSON.parse(body) as { status: string }).status !== 'succeeded') continue;
    connection.close();
    return { path, body };
  }
  throw new Error('the job was not settled');
}
