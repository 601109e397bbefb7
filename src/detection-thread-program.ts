import { parentPort, workerData } from 'node:worker_threads';
import { Database } from './db/database.js';
import { createRunner } from './detection/create-runner.js';
import type {
  DetectionThreadData,
  FromDetectionThread,
  ToDetectionThread,
} from './detection/detection-thread-messages.js';
import { RemoteAdmission } from './detection/remote-admission.js';
import { systemClock } from './domain/clock.js';
import { createLogger } from './logger.js';
import { startTracing } from './telemetry/start-tracing.js';
import { traceFields } from './telemetry/tracing.js';

/*
 * The program of the thread that runs stage 2, with its own connection to the database.
 */

const { databaseUrl, redisUrl, logLevel, patternMinIssues, tracesProtocol } =
  workerData as DetectionThreadData;
const send = (message: FromDetectionThread): void => parentPort?.postMessage(message);
const writers = new RemoteAdmission((kind) => send({ kind }));
const isTraced = tracesProtocol !== undefined;
const logger = createLogger(logLevel, undefined, isTraced ? traceFields : undefined);
const stopTracing = isTraced ? await startTracing(tracesProtocol, logger) : undefined;
const database = await Database.openInThread(databaseUrl, writers);
const runner = createRunner({
  database,
  clock: systemClock,
  logger,
  visibleFrom: patternMinIssues,
  isBusy: () => writers.isBusy,
  observer: {
    stageFinished: (_, seconds) => send({ kind: 'set finished', seconds }),
    sweepFound: (workspaces) => send({ kind: 'sweep found', workspaces }),
  },
  jobsChanged: (changes) => send({ kind: 'jobs', changes }),
  patternsChanged: (workspaceId, ids) => send({ kind: 'patterns', workspaceId, ids }),
});
// Imported only if it is used, because a thread loads its own copy of every module.
const wakes =
  redisUrl === undefined
    ? undefined
    : (await import('./detection/wake-queue.js')).listenForWakes(redisUrl, runner, logger);

async function stop(): Promise<void> {
  await wakes?.close();
  await runner.stop();
  await database.close();
  await stopTracing?.();
  parentPort?.close();
}

parentPort?.on('message', (message: ToDetectionThread) => {
  if (message.kind === 'wake') runner.wake(message.workspaceId);
  else if (message.kind === 'granted') writers.granted(message.isBusy);
  else if (message.kind === 'refused') writers.refused();
  else void stop();
});
runner.start();
