import type { DataSource, EntityManager } from 'typeorm';

/** What a statement may be given: only scalars, so that no object is ever turned into SQL. */
export type Scalar = string | number | Uint8Array | null;

/** A row, in the order of the selected columns. */
export type Values = readonly unknown[];

/** One open transaction. Pass it on explicitly; never keep it. */
export interface Tx {
  /** TypeORM's manager of this transaction, for everything that is not hot. */
  readonly manager: EntityManager;
  /** Options for `find` that lock rows until the commit. SQLite needs none: it has one writer. */
  readonly forUpdate: { readonly lock?: { readonly mode: 'pessimistic_write' } };
  /**
   * Runs a prepared statement and returns how many rows it inserted, changed or deleted; an upsert that changes nothing
   * counts none. Texts must come from a small fixed set, because each stays prepared on its connection.
   */
  execute(sql: string, params: readonly Scalar[]): Promise<number>;
  /** The same for a statement that reads. */
  select(sql: string, params: readonly Scalar[]): Promise<Values[]>;
}

/** What SQLite and MySQL do differently. Errors are the driver's own or wrapped by TypeORM; `Database` translates them. */
export interface Engine {
  /** Its metadata describes the tables. */
  readonly source: DataSource;
  /** Reads committed data and never waits behind a writer. */
  read<T>(work: (manager: EntityManager) => Promise<T>): Promise<T>;
  /** The same by a prepared statement. */
  select(sql: string, params: readonly Scalar[]): Promise<Values[]>;
  /** One attempt: commits what `work` did, or rolls back and throws. */
  transact<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Runs `work` while this process has no other write under way. Only an embedded database needs it. */
  withoutWriters<T>(work: () => Promise<T>): Promise<T>;
  /** Runs `work` alone among all processes that start on this database. */
  withStartLock<T>(work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}
