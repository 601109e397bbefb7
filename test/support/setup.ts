import 'reflect-metadata';
import type { RootHookObject } from 'mocha';
import { removeTemplates } from './database.js';

// Mocha loads this file first. Stack traces show lines of the sources.
process.setSourceMapsEnabled(true);

// With a plain exit, the handlers run that end the servers of tests.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

/** Root hooks of mocha. */
export const mochaHooks: RootHookObject = { afterAll: removeTemplates };
