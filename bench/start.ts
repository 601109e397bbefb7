import { setTimeout as delay } from 'node:timers/promises';
import { Connection } from './connection.js';
import { gatewayEnv, TOKEN } from './gateway.js';
import type { Part } from './part.js';
import { Keys, RecordRequest } from './records.js';
import { rounded, share } from './report.js';
import { median } from './rounds.js';
import { ServerProcess } from './server-process.js';

const LIMIT_SECONDS = 2;
const TIMEOUT_MS = 60_000;

/** Time from the start of the process on an empty database to the first accepted event. */
export const start: Part = async ({ databases, rounds }) => {
  const seconds: number[] = [];
  for (let round = 0; round < rounds; round++) seconds.push(await firstAccepted(await databases.create()));
  return [
    {
      what: 'start on an empty database to the first 202 / 2 s',
      ratio: share(seconds, LIMIT_SECONDS),
      target: { most: 1 },
      from: `${rounded(median(seconds))} s`,
    },
  ];
};

async function firstAccepted(databaseUrl: string): Promise<number> {
  const request = RecordRequest.event(TOKEN).fill(new Keys().fresh(1), 0);
  const started = performance.now();
  const server = await ServerProcess.spawn('src/main.js', gatewayEnv(databaseUrl));
  try {
    for (const end = started + TIMEOUT_MS; performance.now() < end; await delay(5)) {
      if (await isAccepted(server.port, request)) return (performance.now() - started) / 1000;
    }
    throw new Error(`the gateway did not accept an event within ${TIMEOUT_MS} ms`);
  } finally {
    await server.stop();
  }
}

async function isAccepted(port: number, request: Buffer): Promise<boolean> {
  try {
    const connection = await Connection.open(port);
    const { status } = await connection.send(request);
    connection.close();
    return status === 202;
  } catch {
    return false;
  }
}
