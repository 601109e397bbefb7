import type { Database } from '../../src/db/database.js';

/** The texts of the statements that read the database while `work` runs. */
export async function readStatements(database: Database, work: () => Promise<unknown>): Promise<string[]> {
  const statements: string[] = [];
  const { query } = database;
  database.query = (sql, params) => {
    statements.push(sql);
    return query.call(database, sql, params);
  };
  try {
    await work();
  } finally {
    database.query = query;
  }
  return statements;
}
