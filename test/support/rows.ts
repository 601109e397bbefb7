import type { Database, Scalar } from '../../src/db/database.js';

/** The committed rows that a statement selects. */
export function rowsOf(
  database: Database,
  sql: string,
  params: readonly Scalar[] = [],
): Promise<Record<string, unknown>[]> {
  return database.read((manager) => manager.query(sql, [...params]));
}
