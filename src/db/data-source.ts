import 'reflect-metadata';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { type ColumnOptions, DataSource, type DataSourceOptions, getMetadataArgsStorage } from 'typeorm';
import { AccessToken } from '../domain/access-token.js';
import { Connector } from '../domain/connector.js';
import { ConnectorSecret } from '../domain/connector-secret.js';
import { IdempotencyRecord } from '../domain/idempotency-record.js';
import { IngestJob } from '../domain/ingest-job.js';
import { Issue } from '../domain/issue.js';
import { Pattern } from '../domain/pattern.js';
import { PatternLink } from '../domain/pattern-link.js';
import { PatternSignature } from '../domain/pattern-signature.js';
import { PatternState } from '../domain/pattern-state.js';
import { PatternTemplate } from '../domain/pattern-template.js';
import { ServerKey } from '../domain/server-key.js';
import { WebhookDelivery } from '../domain/webhook-delivery.js';
import { Workspace } from '../domain/workspace.js';
import { type Dialect, dialectOf, mysqlAddress, sqliteFile } from './database-url.js';
import { MYSQL_MIGRATIONS, SQLITE_MIGRATIONS } from './migrations/index.js';
import { CONNECT_TIMEOUT_MS, CONNECTION_OPTIONS, poolOptions } from './mysql-pool.js';
import { prepareToWrite, SQLITE_BUSY_MS } from './sqlite-connection.js';

const ENTITIES = [
  Workspace,
  AccessToken,
  Connector,
  ConnectorSecret,
  WebhookDelivery,
  Issue,
  IngestJob,
  IdempotencyRecord,
  Pattern,
  PatternLink,
  PatternTemplate,
  PatternSignature,
  PatternState,
  ServerKey,
];

/** Options for the TypeORM connection that writes. `poolSize` counts connections and does not concern SQLite. */
export async function writeOptions(url: string, poolSize: number): Promise<DataSourceOptions> {
  if (dialectOf(url) === 'mysql') return mysqlOptions(url, poolSize);
  const file = sqliteFile(url);
  mkdirSync(dirname(file), { recursive: true });
  return {
    type: 'better-sqlite3',
    database: file,
    entities: ENTITIES,
    migrations: SQLITE_MIGRATIONS,
    migrationsTransactionMode: 'each',
    timeout: SQLITE_BUSY_MS,
    prepareDatabase: prepareToWrite,
  };
}

async function mysqlOptions(url: string, poolSize: number): Promise<DataSourceOptions> {
  const address = mysqlAddress(url);
  const { user, ...rest } = address;
  return {
    type: await serverType(address),
    ...rest,
    username: user,
    entities: ENTITIES,
    migrations: MYSQL_MIGRATIONS,
    migrationsTransactionMode: 'each',
    ...CONNECTION_OPTIONS,
    extra: poolOptions(poolSize),
  };
}

/** MariaDB opened as MySQL shows differences that are none, so the server is asked what it is. */
async function serverType(server: object): Promise<'mysql' | 'mariadb'> {
  const connection = await createConnection({ ...server, connectTimeout: CONNECT_TIMEOUT_MS });
  try {
    const [rows] = await connection.query('SELECT VERSION() AS version');
    return String((rows as { version: string }[])[0]?.version).includes('MariaDB') ? 'mariadb' : 'mysql';
  } finally {
    connection.destroy();
  }
}

/** Column types that SQLite names otherwise, and what else it does not know. */
const SQLITE_TYPES: Record<string, 'blob' | 'text'> = {
  binary: 'blob',
  varbinary: 'text',
  mediumtext: 'text',
  mediumblob: 'blob',
};
const asWritten = new Map<object, ColumnOptions>();

/** The entities name columns as MySQL does: their description is adjusted before TypeORM reads it. */
function speak(dialect: Dialect): void {
  for (const { options } of getMetadataArgsStorage().columns) {
    const original = asWritten.get(options) ?? { ...options };
    asWritten.set(options, original);
    Object.assign(options, original);
    if (dialect === 'mysql') continue;
    const type = SQLITE_TYPES[String(original.type)];
    Object.assign(options, { charset: undefined, collation: undefined });
    if (type !== undefined) Object.assign(options, { type, length: undefined });
  }
}

/** Not yet connected. */
export function createDataSource(options: DataSourceOptions): DataSource {
  speak(options.type === 'better-sqlite3' ? 'sqlite' : 'mysql');
  return new DataSource({ ...options, logging: false });
}

export function openDataSource(options: DataSourceOptions): Promise<DataSource> {
  return createDataSource(options).initialize();
}
