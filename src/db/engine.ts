import type { DataSource, EntityManager } from 'typeorm';

/** A statement parameter. Only scalars, so that no object is ever converted to SQL. */
export type Scalar = string | number | Uint8Array | null;

/** The values of a row, in the order of the selected columns. */
export type Values = readonly unknown[];

/** An open transaction. Pass it on explicitly and never store it. */
export interface Tx {
  /** TypeORM's manager of this transaction, for statements that need not be fast. */
  readonly manager: EntityManager;
  /** Options for `find` that lock rows until the commit. Empty on SQLite, which has one writer. */
  readonly forUpdate: { readonly lock?: { readonly mode: 'pessimistic_write' } };
  /**
   * Runs a prepared statement and returns the number of rows it inserted, changed or deleted. An upsert that changes
   * nothing counts no row. Statement texts must come from a small fixed set, because each stays prepared.
   */
  execute(sql: string, params: readonly Scalar[]): Promise<number>;
  /** Runs a prepared statement that reads and returns its rows. */
  select(sql: string, params: readonly Scalar[]): Promise<Values[]>;
}

/** The operations that differ between SQLite and MySQL. Errors pass unchanged; `Database` translates them. */
export interface Engine {
  /** The data source, whose metadata describes the tables. */
  readonly source: DataSource;
  /** Reads committed data without waiting for writers. */
  read<T>(work: (manager: EntityManager) => Promise<T>): Promise<T>;
  /** Reads committed data with a prepared statement, without waiting for writers. */
  select(sql: string, params: readonly Scalar[]): Promise<Values[]>;
  /** Runs `work` once in a transaction: commits it, or rolls back and throws. */
  transact<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Runs `work` while this thread does not write. Only an embedded database needs it. */
  withoutWriters<T>(work: () => Promise<T>): Promise<T>;
  /** Runs `work` under a lock that all processes starting on this database share. `signal` aborts the wait for it. */
  withStartLock<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T>;
  close(): Promise<void>;
}
