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
