import 'reflect-metadata';
import type { RootHookObject } from 'mocha';
import { removeTemplates } from './database.js';

// Mocha loads this first: what fails is shown with the lines of the sources.
process.setSourceMapsEnabled(true);

// Ended by a signal it still runs what ends the servers that tests have started.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

/** What mocha calls around all tests. */
export const mochaHooks: RootHookObject = { afterAll: removeTemplates };
