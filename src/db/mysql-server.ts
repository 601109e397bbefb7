import { createConnection } from 'mysql2/promise';
import { mysqlAddress } from './database-url.js';
import { CONNECT_TIMEOUT_MS } from './mysql-pool.js';

/** What a server says of itself. */
export interface MysqlServer {
  /** Otherwise it is MySQL. */
  readonly isMariadb: boolean;
  /** The longest statement that it takes. */
  readonly packetBytes: number;
}

/** Asks through a connection that is gone afterwards. @throws the driver's error when the server does not let in */
export async function askServer(url: string): Promise<MysqlServer> {
  const connection = await createConnection({ ...mysqlAddress(url), connectTimeout: CONNECT_TIMEOUT_MS });
  try {
    const [rows] = await connection.query('SELECT VERSION() AS version, @@max_allowed_packet AS bytes');
    const [row] = rows as { version: unknown; bytes: unknown }[];
    return { isMariadb: String(row?.version).includes('MariaDB'), packetBytes: Number(row?.bytes) };
  } finally {
    connection.destroy();
  }
}
