import 'reflect-metadata';
import { type ColumnOptions, DataSource, type DataSourceOptions, getMetadataArgsStorage } from 'typeorm';
import { AccessToken } from '../domain/entities/access-token.js';
import { Connector } from '../domain/entities/connector.js';
import { ConnectorSecret } from '../domain/entities/connector-secret.js';
import { IdempotencyRecord } from '../domain/entities/idempotency-record.js';
import { IngestJob } from '../domain/entities/ingest-job.js';
import { Issue } from '../domain/entities/issue.js';
import { Pattern } from '../domain/entities/pattern.js';
import { PatternLink } from '../domain/entities/pattern-link.js';
import { PatternSignature } from '../domain/entities/pattern-signature.js';
import { PatternState } from '../domain/entities/pattern-state.js';
import { PatternTemplate } from '../domain/entities/pattern-template.js';
import { ServerKey } from '../domain/entities/server-key.js';
import { WebhookDelivery } from '../domain/entities/webhook-delivery.js';
import { Workspace } from '../domain/entities/workspace.js';
import { type DatabaseKind, databaseKindOf, mysqlAddress, sqliteFile } from './database-url.js';
import { MIGRATIONS } from './migrations/index.js';
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

/** For the migrations and for TypeORM's command line, which do one thing after the other. */
const CONNECTIONS = 2;

/** Not for serving: at run time all statements are this program's own. */
export async function dataSourceOptions(url: string): Promise<DataSourceOptions> {
  if (databaseKindOf(url) === 'mysql') return mysqlOptions(url);
  return {
    type: 'better-sqlite3',
    database: sqliteFile(url),
    entities: ENTITIES,
    migrations: MIGRATIONS.sqlite,
    migrationsTransactionMode: 'each',
    timeout: SQLITE_BUSY_MS,
    prepareDatabase: prepareToWrite,
  };
}

async function mysqlOptions(url: string): Promise<DataSourceOptions> {
  // With their driver they are large, and nothing for SQLite.
  const { CONNECTION_OPTIONS, poolOptions } = await import('./mysql-pool.js');
  const { askServer } = await import('./mysql-server.js');
  const { user, ...address } = mysqlAddress(url);
  const { isMariadb } = await askServer(url);
  return {
    // MariaDB opened as MySQL shows differences that are none.
    type: isMariadb ? 'mariadb' : 'mysql',
    ...address,
    username: user,
    entities: ENTITIES,
    migrations: MIGRATIONS.mysql,
    migrationsTransactionMode: 'each',
    ...CONNECTION_OPTIONS,
    extra: poolOptions(CONNECTIONS),
  };
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
function speak(kind: DatabaseKind): void {
  for (const { options } of getMetadataArgsStorage().columns) {
    const original = asWritten.get(options) ?? { ...options };
    asWritten.set(options, original);
    Object.assign(options, original);
    if (kind === 'mysql') continue;
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
