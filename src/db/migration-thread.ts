import { parentPort, workerData } from 'node:worker_threads';
import { createDataSource, dataSourceOptions } from './data-source.js';

/*
 * The program of the thread that runs the migrations which have not run yet, and ends.
 */

/** The others of the driver, such as the class, get lost or in the way between threads. */
const ERROR_FIELDS = ['stack', 'code', 'errno', 'fatal'] as const;

async function run(url: string): Promise<void> {
  const source = await createDataSource(await dataSourceOptions(url)).initialize();
  try {
    await source.runMigrations();
  } finally {
    await source.destroy();
  }
}

/** SQLite's errors are no `Error` to V8: without this, all that arrived of them would be their code. */
function sendable(error: unknown): Error {
  const given = error as Record<string, unknown>;
  const fields = ERROR_FIELDS.filter((field) => given[field] !== undefined);
  return Object.assign(
    new Error(String(given.message)),
    Object.fromEntries(fields.map((field) => [field, given[field]])),
  );
}

try {
  await run(workerData as string);
  parentPort?.postMessage('done');
} catch (error) {
  throw sendable(error);
}
