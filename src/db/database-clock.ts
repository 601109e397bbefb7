import type { DatabaseKind } from './database-url.js';

/**
 * The SQL expression for the current time of the database in milliseconds since the epoch. Processes compare leases with it
 * and not with their own clocks, which can differ.
 */
export const NOW_MS: Readonly<Record<DatabaseKind, string>> = {
  sqlite: `CAST(unixepoch('subsec') * 1000 AS INTEGER)`,
  mysql: 'CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS SIGNED)',
};
