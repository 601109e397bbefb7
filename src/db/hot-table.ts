import type { EntityTarget } from 'typeorm';
import {
  insertNewText,
  keptBySize,
  overwriteText,
  paddedPortions,
  updateRowsText,
  updateText,
} from './bulk.js';
import type { Database, Scalar, Tx, Values } from './database.js';

/** Converts one value between a row in memory and its column. */
type Convert = (value: unknown) => unknown;

interface HotColumn<Row> {
  readonly property: string;
  readonly value: (row: Row) => unknown;
  readonly name: string;
  readonly to: Convert | undefined;
  readonly from: Convert | undefined;
}

export interface HotTableOptions<Row> {
  /** Ids that stay bytes in memory, because converting them to text and back costs more than the rest of a row. */
  readonly asBytes?: readonly string[];
  /** Returns the getter of a property's value. By default it reads the row's property of the same name. */
  readonly valueIn?: (property: string) => (row: Row) => unknown;
}

/**
 * Some columns of an entity's table, for prepared multi-row statements. Names, order and conversions come from the entity's
 * metadata. `Row` is a row in memory: properties of the entity, with some ids as bytes.
 */
export class HotTable<Row extends object> {
  /** The name of the table. */
  readonly name: string;
  /** Column names, in the order of the properties. */
  readonly columns: readonly string[];
  private readonly hot: readonly HotColumn<Row>[];
  private readonly insertText: (rows: number) => string;
  private readonly upsertText: (rows: number) => string;
  private readonly updateText: (rows: number) => string;
  private readonly updateShortText: (rows: number) => string;

  constructor(
    private readonly database: Database,
    entity: EntityTarget<object>,
    properties: readonly string[],
    { asBytes = [], valueIn = propertyOf }: HotTableOptions<Row> = {},
  ) {
    const metadata = database.metadata(entity);
    this.name = metadata.tableName;
    this.hot = properties.map((property) => {
      const column = metadata.findColumnWithPropertyName(property);
      if (column === undefined) throw new Error(`${metadata.name} has no column ${property}`);
      const transformers = [column.transformer ?? []].flat();
      return {
        property,
        value: valueIn(property),
        name: column.databaseName,
        to: chained(transformers.map((it) => it.to)),
        from: asBytes.includes(property) ? undefined : chained(transformers.map((it) => it.from).reverse()),
      };
    });
    this.columns = this.hot.map(({ name }) => name);
    const { kind } = database;
    const { name, columns } = this;
    const primary = metadata.primaryColumns.map(({ databaseName }) => databaseName);
    const changing = columns.filter((column) => !primary.includes(column));
    // An inserted row would have to state them.
    const missing = metadata.columns
      .filter((it) => !it.isPrimary && !it.isNullable && it.default === undefined)
      .map(({ databaseName }) => databaseName)
      .filter((column) => !columns.includes(column));
    this.insertText = keptBySize((rows) => insertNewText(kind, name, columns, primary, rows));
    this.upsertText = keptBySize((rows) => overwriteText(kind, name, columns, primary, changing, rows));
    this.updateText = keptBySize((rows) =>
      kind === 'sqlite'
        ? updateText(name, changing, primary)
        : overwriteText(kind, name, columns, primary, changing, rows, missing),
    );
    this.updateShortText = keptBySize((rows) =>
      kind === 'sqlite' ? updateText(name, changing, primary) : updateRowsText(name, changing, primary, rows),
    );
  }

  /**
   * Inserts the rows that do not exist, leaves the others alone and returns how many are new.
   * @param unitsOf UTF-16 units of a row's long texts; without it all rows count as short
   */
  async insertNew(tx: Tx, rows: readonly Row[], unitsOf?: (row: Row) => number): Promise<number> {
    let inserted = 0;
    for (const part of paddedPortions(rows, unitsOf))
      inserted += await tx.execute(this.insertText(part.length), this.paramsOf(part));
    return inserted;
  }

  /** Inserts rows, or overwrites the columns of those that exist. */
  async upsert(tx: Tx, rows: readonly Row[]): Promise<void> {
    for (const part of paddedPortions(rows))
      await tx.execute(this.upsertText(part.length), this.paramsOf(part));
  }

  /** Overwrites the columns of rows that exist. The primary key must be the last of the columns. */
  async update(tx: Tx, rows: readonly Row[], unitsOf?: (row: Row) => number): Promise<void> {
    for (const part of this.updatePortions(rows, unitsOf))
      await tx.execute(this.updateText(part.length), this.paramsOf(part));
  }

  /** As `update`, for columns without long texts. Columns that are not overwritten may be of any type. */
  async updateShort(tx: Tx, rows: readonly Row[]): Promise<void> {
    for (const part of this.updatePortions(rows))
      await tx.execute(this.updateShortText(part.length), this.paramsOf(part));
  }

  private updatePortions(rows: readonly Row[], unitsOf?: (row: Row) => number): Row[][] {
    // On SQLite a statement costs no round trip, and an upsert writes every index of a row again.
    return this.database.kind === 'sqlite' ? rows.map((row) => [row]) : paddedPortions(rows, unitsOf);
  }

  /** Returns the row of a statement that selected `columns`. */
  read(values: Values): Row {
    const row: Record<string, unknown> = {};
    for (let i = 0; i < this.hot.length; i++) {
      const { property, from } = this.hot[i] as HotColumn<Row>;
      row[property] = from === undefined ? values[i] : from(values[i]);
    }
    return row as Row;
  }

  /** A `SELECT` of the columns, up to and including `WHERE`. */
  get select(): string {
    return `SELECT ${this.columns.join(',')} FROM ${this.name} WHERE`;
  }

  private paramsOf(rows: readonly Row[]): Scalar[] {
    const params = new Array<Scalar>(rows.length * this.hot.length);
    let next = 0;
    for (const row of rows)
      for (const { value, to } of this.hot)
        params[next++] = (to === undefined ? value(row) : to(value(row))) as Scalar;
    return params;
  }
}

function propertyOf(property: string) {
  return (row: object): unknown => (row as Record<string, unknown>)[property];
}

/** Combines conversions; undefined if there are none. */
function chained(converts: readonly Convert[]): Convert | undefined {
  if (converts.length <= 1) return converts[0];
  return (value) => converts.reduce((converted, convert) => convert(converted), value);
}
