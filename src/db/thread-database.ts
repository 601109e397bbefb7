import { Database } from './database.js';
import type { ThreadAddress } from './engine.js';

/**
 * The database of the process, in another thread of it, with connections of its own. For writing. Only the driver that is
 * needed is loaded.
 */
export async function openInThread(address: ThreadAddress): Promise<Database> {
  if (address.dialect === 'sqlite') {
    const { SqliteConnection } = await import('./sqlite-connection.js');
    return new Database('sqlite', SqliteConnection.openToWrite(address.file));
  }
  const { MysqlPool } = await import('./mysql-pool.js');
  const { url, isMariadb, writers } = address;
  return new Database('mysql', MysqlPool.open(url, { isMariadb, writers, readers: 1 }));
}
