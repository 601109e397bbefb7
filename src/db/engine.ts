/** What a statement may be given: only scalars, so that no object is ever turned into SQL. */
export type Scalar = string | number | Uint8Array | null;

/**
 * Several parameters, one after the other, that write themselves as the protocol of MariaDB has them: what came as bytes
 * leaves as bytes. Only for a database that `takesRuns`.
 */
export abstract class ParameterRun {
  /** The types of the parameters, as `parameterTypes` makes them. */
  abstract readonly types: Uint8Array;
  /** Bit i is set when parameter i is null: then nothing is written of it. 31 parameters at most. */
  abstract readonly nulls: number;
  /** At least what `writeTo` writes. */
  abstract readonly maxBytes: number;
  /** Writes the values that are not null; answers where they end. */
  abstract writeTo(buffer: Buffer, at: number): number;
}

export type Parameter = Scalar | ParameterRun;

export type Row = Record<string, unknown>;

/** What a row holds, in the order of the columns. */
export type Values = readonly unknown[];

export interface StatementResult {
  /** Empty for a statement that writes. */
  readonly rows: Row[];
  /** Rows inserted, changed or deleted; an upsert that changed nothing counts none. */
  readonly affectedRows: number;
}

/** One open transaction. Pass it on explicitly; never keep it. */
export interface Transaction {
  /** Runs a prepared statement. Texts must come from a small fixed set: each is kept per connection. */
  execute(sql: string, params: readonly Parameter[]): Promise<StatementResult>;
  /** The same of a statement that reads many rows: each is the list of its values, which is made faster than an object. */
  select(sql: string, params: readonly Scalar[]): Promise<Values[]>;
}

/** What the kinds of databases do each in their own way. */
export interface Engine {
  /** Whether a statement may be given a `ParameterRun`. */
  readonly takesRuns: boolean;
  /** Reads committed data. */
  read(sql: string, params: readonly Scalar[]): Promise<Row[]>;
  /** One attempt: commits what `work` did, or rolls back and throws. */
  transact<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** The engine of a process. */
export interface HomeEngine extends Engine {
  /** Runs alone among all processes that use this database. */
  exclusively<T>(work: () => Promise<T>): Promise<T>;
  migrate(): Promise<void>;
  /** Where another thread of this process finds the same database. */
  readonly address: ThreadAddress;
  /**
   * Runs `work`, which has another thread write; few run at once, since more would only fill that thread's memory. An
   * embedded database lets one thread write at a time: there it waits until no transaction of this one is open, and keeps
   * them from beginning, and two run at once only so that the other thread need not wait for the next.
   * @throws AppError unavailable when it is not its turn in time
   */
  turn<T>(work: () => Promise<T>): Promise<T>;
}

/** It can be sent to a thread. */
export type ThreadAddress =
  | { readonly dialect: 'sqlite'; readonly file: string }
  | {
      readonly dialect: 'mysql';
      readonly url: string;
      readonly isMariadb: boolean;
      /** Transactions at once. */
      readonly writers: number;
    };
