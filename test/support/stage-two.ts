import type { Database } from '../../src/db/database.js';

/*
 * Stage 2 measures leases and delays with the clock of the database, which a test cannot advance. These functions do what the
 * passage of time would.
 */

/** Lets jobs that wait for another attempt be tried now. */
export async function endDelays(database: Database): Promise<void> {
  await database.write((tx) =>
    tx.execute('UPDATE ingest_job SET lease_until = 0 WHERE lease_until IS NOT NULL', []),
  );
}

/** Ends the leases of all workers, as if they had died. */
export async function endLeases(database: Database): Promise<void> {
  await database.write((tx) => tx.execute('UPDATE pattern_state SET owner_until = 0', []));
}
