import type { DataSourceOptions } from 'typeorm';
import { databaseKindOf, sqliteFile } from './database-url.js';

/** Connections for TypeORM's command line, which does one thing after the other. */
const CONNECTIONS = 2;

/** The options of the data source that writes, by DATABASE_URL. */
export async function dataSourceOptions(url: string): Promise<DataSourceOptions> {
  if (databaseKindOf(url) === 'sqlite') return (await import('./sqlite.js')).writingOptions(sqliteFile(url));
  const { askServer, mysqlOptions } = await import('./mysql.js');
  return mysqlOptions(url, await askServer(url), CONNECTIONS);
}
