import 'reflect-metadata';
import { EntitySchema, type EntitySchemaColumnOptions, getMetadataArgsStorage } from 'typeorm';
import '../domain/entities/access-token.js';
import '../domain/entities/connector.js';
import '../domain/entities/connector-secret.js';
import '../domain/entities/external-id-prefix.js';
import '../domain/entities/idempotency-record.js';
import '../domain/entities/ingest-job.js';
import '../domain/entities/issue.js';
import '../domain/entities/pattern.js';
import '../domain/entities/pattern-gone.js';
import '../domain/entities/pattern-link.js';
import '../domain/entities/pattern-signature.js';
import '../domain/entities/pattern-state.js';
import '../domain/entities/pattern-template.js';
import '../domain/entities/removed-issue.js';
import '../domain/entities/webhook-delivery.js';
import '../domain/entities/workspace.js';
import type { DatabaseKind } from './database-url.js';
import { MIGRATIONS } from './migrations/index.js';

/** SQLite's names of column types. SQLite has no lengths, character sets or collations. */
const SQLITE_TYPES: Readonly<Record<string, 'blob' | 'text'>> = {
  binary: 'blob',
  varbinary: 'text',
  mediumtext: 'text',
  mediumblob: 'blob',
};

/**
 * Returns the entities as one kind of database stores them. The decorators use MySQL's types; SQLite's are derived here, so
 * that databases of both kinds can be open in one process.
 */
export function entitySchemas(kind: DatabaseKind): EntitySchema[] {
  const { tables, columns, indices, generations } = getMetadataArgsStorage();
  return tables.map(({ target, name, withoutRowid }) => {
    const own = columns.filter((column) => column.target === target);
    const generated = new Set(generations.filter((it) => it.target === target).map((it) => it.propertyName));
    return new EntitySchema({
      target: target as never,
      name: (target as { name: string }).name,
      tableName: name,
      withoutRowid,
      columns: Object.fromEntries(
        own.map(({ propertyName, options }) => [
          propertyName,
          columnFor(kind, {
            ...options,
            generated: generated.has(propertyName),
          } as EntitySchemaColumnOptions),
        ]),
      ),
      indices: indices
        .filter((index) => index.target === target)
        .map((index) => ({
          name: index.name,
          columns: index.columns as string[],
          unique: index.unique,
          // MySQL has no partial indexes.
          ...(kind === 'sqlite' && index.where !== undefined ? { where: index.where } : {}),
        })),
    });
  });
}

function columnFor(kind: DatabaseKind, column: EntitySchemaColumnOptions): EntitySchemaColumnOptions {
  if (kind === 'mysql') return column;
  const type = SQLITE_TYPES[String(column.type)];
  const plain = { ...column, charset: undefined, collation: undefined };
  return type === undefined ? plain : { ...plain, type, length: undefined };
}

/** Options of every data source of a kind. Statements are never logged, because their parameters contain user data. */
export function commonOptions(kind: DatabaseKind) {
  return {
    entities: entitySchemas(kind),
    migrations: MIGRATIONS[kind],
    migrationsTransactionMode: 'each',
    logging: false,
    logger: SILENT,
  } as const;
}

/** Replaces TypeORM's logger, which prints failed migrations and slow statements. Failures are thrown anyway. */
const SILENT = {
  logQuery: () => undefined,
  logQueryError: () => undefined,
  logQuerySlow: () => undefined,
  logSchemaBuild: () => undefined,
  logMigration: () => undefined,
  log: () => undefined,
};
