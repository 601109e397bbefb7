import { Database } from '../../src/db/database.js';

/*
 * A process that starts on the database of DATABASE_URL, prints "holding" once it has the start lock, and keeps it until it
 * is killed.
 */

const FOREVER_MS = 2 ** 31 - 1;

await Database.open({
  url: process.env.DATABASE_URL as string,
  poolSize: 2,
  waitSeconds: 0,
  prepare: () => {
    process.stdout.write('holding\n');
    // A promise that nothing can resolve would be collected, and the lock with it.
    return new Promise<void>((resolve) => setTimeout(resolve, FOREVER_MS));
  },
});
