import type { EntityTarget } from 'typeorm';
import { insertNewText, overwriteText, updateText } from './bulk.js';
import type { Database, Scalar, Values } from './database.js';

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
  /** Ids that stay bytes in memory: converting them to text and back costs more than the rest of a row. */
  readonly asBytes?: readonly string[];
  /** Where a row has the value of a property; without it, in its property of the same name. */
  readonly valueIn?: (property: string) => (row: Row) => unknown;
}

/**
 * Some columns of an entity's table, for prepared multi-row statements. Names, order and conversions come from the entity's
 * metadata. `Row` is how a row looks in memory: the entity's properties, with some ids as bytes.
 */
export class HotTable<Row extends object> {
  /** The name of the table. */
  readonly name: string;
  /** In the order of the properties. */
  readonly columns: readonly string[];
  private readonly hot: readonly HotColumn<Row>[];
  private readonly primary: readonly string[];

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
    this.primary = metadata.primaryColumns.map(({ databaseName }) => databaseName);
  }

  /** Appends the row's values, in the order of the columns. */
  push(params: Scalar[], row: Row): void {
    for (const { value, to } of this.hot)
      params.push((to === undefined ? value(row) : to(value(row))) as Scalar);
  }

  /** The row of a statement that selected `columns`. */
  read(values: Values): Row {
    const row: Record<string, unknown> = {};
    for (let i = 0; i < this.hot.length; i++) {
      const { property, from } = this.hot[i] as HotColumn<Row>;
      row[property] = from === undefined ? values[i] : from(values[i]);
    }
    return row as Row;
  }

  /** `SELECT` of the columns, up to and including `WHERE`. */
  get select(): string {
    return `SELECT ${this.columns.join(',')} FROM ${this.name} WHERE`;
  }

  /** Inserts rows that do not exist and leaves the others alone; affected rows count the new ones. */
  insertNewText(rows: number): string {
    return insertNewText(this.database.kind, this.name, this.columns, this.primary, rows);
  }

  /**
   * Overwrites the columns of one row that exists, for SQLite: there a statement costs no round trip, and an upsert writes
   * every index of a row again. The primary key must be the last of the columns.
   */
  get updateText(): string {
    return updateText(this.name, this.changing, this.primary);
  }

  /**
   * Overwrites the columns of rows that exist, all but the primary key, which must be among them.
   * @param required columns without a default that an inserted row would have to state
   */
  overwriteText(rows: number, required: readonly string[] = []): string {
    const blank = required.filter((column) => !this.columns.includes(column));
    return overwriteText(
      this.database.kind,
      this.name,
      this.columns,
      this.primary,
      this.changing,
      rows,
      blank,
    );
  }

  private get changing(): readonly string[] {
    return this.columns.filter((column) => !this.primary.includes(column));
  }
}

function propertyOf(property: string) {
  return (row: object): unknown => (row as Record<string, unknown>)[property];
}

/** undefined when nothing is converted. */
function chained(converts: readonly Convert[]): Convert | undefined {
  if (converts.length <= 1) return converts[0];
  return (value) => converts.reduce((converted, convert) => convert(converted), value);
}
