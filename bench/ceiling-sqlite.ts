import BetterSqlite3 from 'better-sqlite3';
import { INSERT, serve, updates } from './ceiling-server.js';

/** The ceiling for SQLite, with durable commits. */
const CREATE = `CREATE TABLE IF NOT EXISTS issue (
  id integer PRIMARY KEY,
  workspace_id integer NOT NULL,
  source text NOT NULL,
  source_raw text,
  external_id text,
  title text NOT NULL,
  body text,
  severity text NOT NULL,
  team text,
  external_url text,
  metadata text,
  status text NOT NULL DEFAULT 'open',
  source_created_at integer,
  source_updated_at integer,
  connector_id blob,
  occurrence_count integer NOT NULL DEFAULT 1,
  last_seen_at integer,
  updated_at integer,
  UNIQUE (workspace_id, source, external_id)
)`;
const UPSERT = `${INSERT} ON CONFLICT (workspace_id, source, external_id) DO UPDATE
  SET ${updates((column) => `excluded.${column}`)}`;

const database = new BetterSqlite3(process.env.DATABASE_URL?.replace(/^sqlite:/, ''));
database.pragma('journal_mode = WAL');
database.pragma('synchronous = FULL');
database.pragma('wal_autocheckpoint = 4096');
database.exec(CREATE);
const upsert = database.prepare(UPSERT);
await serve((params) => void upsert.run(params));
