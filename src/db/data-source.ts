import type { DataSourceOptions } from 'typeorm';
import { databaseKindOf, sqliteFile } from './database-url.js';

/** Connections for TypeORM's command line, which runs statements one by one. */
const CONNECTIONS = 2;

/** Returns the options of the writing data source for a DATABASE_URL. */
export async function dataSourceOptions(url: string): Promise<DataSourceOptions> {
  if (databaseKindOf(url) === 'sqlite') return (await import('./sqlite.js')).writingOptions(sqliteFile(url));
  const { inspectServer, mysqlOptions } = await import('./mysql.js');
  return mysqlOptions(url, await inspectServer(url), CONNECTIONS);
}
