/** What a statement may be given: only scalars, so that no object is ever turned into SQL. */
export type Scalar = string | number | Uint8Array | null;

export type Row = Record<string, unknown>;

export interface StatementResult {
  /** Empty for a statement that writes. */
  readonly rows: Row[];
  /** Rows inserted, changed or deleted; an upsert that changed nothing counts none. */
  readonly affectedRows: number;
}

/** One open transaction. Pass it on explicitly; never keep it. */
export interface Transaction {
  /** Runs a prepared statement. Texts must come from a small fixed set: each is kept per connection. */
  execute(sql: string, params: readonly Scalar[]): Promise<StatementResult>;
}

/** What the two kinds of databases do each in their own way. */
export interface Engine {
  /** Reads committed data. */
  read(sql: string, params: readonly Scalar[]): Promise<Row[]>;
  /** One attempt: commits what `work` did, or rolls back and throws. */
  transact<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** Runs alone among all processes that use this database. */
  exclusively<T>(work: () => Promise<T>): Promise<T>;
  migrate(): Promise<void>;
  close(): Promise<void>;
}

/** A database that is a file, to which one connection writes at a time. */
export interface EmbeddedDatabase {
  readonly file: string;
  /**
   * Runs `work`, which has somebody write who does one thing after the other, while no transaction of `Database.write` is
   * open. Two may run at once: when one is done, the writer need not wait for the next.
   * @throws AppError unavailable when it is not its turn in time
   */
  turn<T>(work: () => Promise<T>): Promise<T>;
  /** Runs `close` before the database is closed. */
  beforeClose(close: () => Promise<void>): void;
}
