import { createPool } from 'mysql2/promise';
import { INSERT, type Params, serve, updates } from './ceiling-server.js';

/** The ceiling for MySQL and MariaDB. */
const CREATE = `CREATE TABLE IF NOT EXISTS issue (
  id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
  workspace_id int NOT NULL,
  source varchar(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  source_raw mediumtext NULL,
  external_id varbinary(2048) NULL,
  title varchar(300) COLLATE utf8mb4_bin NOT NULL,
  body mediumtext COLLATE utf8mb4_bin NULL,
  severity varchar(2) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  team varchar(200) COLLATE utf8mb4_bin NULL,
  external_url varchar(2048) COLLATE utf8mb4_bin NULL,
  metadata mediumtext COLLATE utf8mb4_bin NULL,
  status varchar(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'open',
  source_created_at bigint NULL,
  source_updated_at bigint NULL,
  connector_id binary(16) NULL,
  occurrence_count int NOT NULL DEFAULT 1,
  last_seen_at bigint NULL,
  updated_at bigint NULL,
  UNIQUE INDEX issue_key (workspace_id, source, external_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4`;
const UPSERT = `${INSERT} ON DUPLICATE KEY UPDATE ${updates((column) => `VALUES(${column})`)}`;
const DEADLOCK = 1213;

const pool = createPool({
  uri: process.env.DATABASE_URL?.replace(/^mariadb:/, 'mysql:') as string,
  connectionLimit: Number(process.env.DATABASE_POOL_SIZE ?? 4),
});
pool.on('connection', (connection) => {
  connection.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED');
});
await pool.query(CREATE);
await serve(store);

/** Retries after a deadlock; otherwise the batch would be lost. */
async function store(params: Params): Promise<void> {
  try {
    await pool.execute(UPSERT, params);
  } catch (error) {
    if ((error as { errno?: number }).errno !== DEADLOCK) throw error;
    await store(params);
  }
}
