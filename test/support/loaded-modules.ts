import { writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { sep } from 'node:path';
import { isMainThread } from 'node:worker_threads';

/*
 * Loaded before a program (`node --import`), it has every thread say on standard error, when it ends, whether it has loaded
 * TypeORM. Node keeps the modules of a CommonJS package in one list, whoever imported them.
 */

const STDERR = 2;
const { cache } = createRequire(import.meta.url);

process.once('exit', () => {
  const isLoaded = Object.keys(cache).some((path) => path.includes(`${sep}node_modules${sep}typeorm${sep}`));
  writeSync(STDERR, `${isMainThread ? 'program' : 'thread'}: ${isLoaded ? 'with' : 'without'} TypeORM\n`);
});
