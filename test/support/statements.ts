import type { DataSource } from 'typeorm';
import type { Database } from '../../src/db/database.js';

/** Returns the texts of the queries that run during `work`. */
export async function readStatements(database: Database, work: () => Promise<unknown>): Promise<string[]> {
  const statements: string[] = [];
  const { read, select } = database;
  const watcher = { beforeQuery: ({ query }: { query: string }) => void statements.push(query) };
  let source: DataSource | undefined;
  database.read = (reader) =>
    read.call(database, (manager) => {
      source ??= manager.dataSource;
      if (!source.subscribers.includes(watcher)) source.subscribers.push(watcher);
      return reader(manager);
    }) as never;
  database.select = (sql, params) => {
    statements.push(sql);
    return select.call(database, sql, params);
  };
  try {
    await work();
  } finally {
    Object.assign(database, { read, select });
    source?.subscribers.splice(source.subscribers.indexOf(watcher), 1);
  }
  return statements;
}

/** Returns the texts of the statements that run during `work`, those of write transactions included. */
export async function allStatements(database: Database, work: () => Promise<unknown>): Promise<string[]> {
  const written: string[] = [];
  const watcher = { beforeQuery: ({ query }: { query: string }) => void written.push(query) };
  const { write } = database;
  let source: DataSource | undefined;
  database.write = (writer) =>
    write.call(database, ({ manager, forUpdate, execute, select }) => {
      source ??= manager.dataSource;
      if (!source.subscribers.includes(watcher)) source.subscribers.push(watcher);
      return writer({
        manager,
        forUpdate,
        execute: (sql, params) => {
          written.push(sql);
          return execute(sql, params);
        },
        select: (sql, params) => {
          written.push(sql);
          return select(sql, params);
        },
      });
    }) as never;
  try {
    return [...(await readStatements(database, work)), ...written];
  } finally {
    Object.assign(database, { write });
    source?.subscribers.splice(source.subscribers.indexOf(watcher), 1);
  }
}
