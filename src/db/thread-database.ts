import { Database } from './database.js';
import type { ThreadAddress } from './engine.js';
import { MysqlPool } from './mysql-pool.js';
import { SqliteConnection } from './sqlite-connection.js';

/** The database of the process, in another thread of it, with connections of its own. For writing. */
export function openInThread(address: ThreadAddress): Database {
  if (address.dialect === 'sqlite') return new Database('sqlite', SqliteConnection.openToWrite(address.file));
  const { url, isMariadb, writers } = address;
  return new Database('mysql', MysqlPool.open(url, { isMariadb, writers, readers: 1 }));
}
