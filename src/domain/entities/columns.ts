import { Column, type ColumnOptions, PrimaryColumn, type ValueTransformer } from 'typeorm';
import { decodeId, encodeId, ID_BYTES, type IdPrefix } from '../ids.js';

/*
 * The kinds of columns of the tables. Types are MySQL's; `src/db/entity-schemas.ts` converts the few that have another name
 * in SQLite.
 */

/** Drivers return a BIGINT as text or number. */
const numbers: ValueTransformer = {
  to: (value: unknown) => value,
  from: (value: unknown) => (value === null || value === undefined ? value : Number(value)),
};

function idText(prefix: IdPrefix): ValueTransformer {
  return {
    to: (value: unknown) => {
      if (typeof value !== 'string') return value;
      const bytes = decodeId(prefix, value);
      if (bytes === null) throw new TypeError(`not an id with the prefix ${prefix}`);
      return bytes;
    },
    from: (value: unknown) => (value instanceof Uint8Array ? encodeId(prefix, Buffer.from(value)) : value),
  };
}

/** A 16-byte id, shown as text with its prefix. */
export function IdColumn(prefix: IdPrefix, options: ColumnOptions = {}): PropertyDecorator {
  const column: ColumnOptions = { type: 'binary', length: ID_BYTES, transformer: idText(prefix), ...options };
  return column.primary === true ? PrimaryColumn(column as never) : Column(column);
}

/** Bytes of a fixed length, such as a digest. */
export function BinaryColumn(length: number, options: ColumnOptions = {}): PropertyDecorator {
  const column: ColumnOptions = { type: 'binary', length, ...options };
  return column.primary === true ? PrimaryColumn(column as never) : Column(column);
}

/** An instant in milliseconds since the epoch, UTC. */
export function InstantColumn(options: ColumnOptions = {}): PropertyDecorator {
  return Column({ type: 'bigint', transformer: numbers, ...options });
}

export function NullableInstantColumn(options: ColumnOptions = {}): PropertyDecorator {
  return InstantColumn({ nullable: true, ...options });
}

/** Free text, compared byte for byte. `length` is in characters. */
export function TextColumn(length: number, options: ColumnOptions = {}): PropertyDecorator {
  return Column({ type: 'varchar', length, charset: 'utf8mb4', collation: 'utf8mb4_bin', ...options });
}

const utf8: ValueTransformer = {
  to: (value: unknown) => value,
  from: (value: unknown) => (value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : value),
};

/** Text that is a key, stored as at most `length` bytes of UTF-8. */
export function ByteTextColumn(length: number, options: ColumnOptions = {}): PropertyDecorator {
  return Column({ type: 'varbinary', length, transformer: utf8, ...options });
}

/** Long free text. */
export function LongTextColumn(options: ColumnOptions = {}): PropertyDecorator {
  return Column({
    type: 'mediumtext',
    charset: 'utf8mb4',
    collation: 'utf8mb4_bin',
    nullable: true,
    ...options,
  });
}

/** An enum value or another short ASCII text. */
export function WordColumn(length: number, options: ColumnOptions = {}): PropertyDecorator {
  return Column({ type: 'varchar', length, charset: 'ascii', collation: 'ascii_bin', ...options });
}

/** A value as JSON text; null is `absent`. */
export function JsonColumn<T>(absent: T, options: ColumnOptions = {}): PropertyDecorator {
  const json: ValueTransformer = {
    to: (value: unknown) => (value === undefined ? value : JSON.stringify(value)),
    from: (value: unknown) => (typeof value === 'string' ? { ...absent, ...JSON.parse(value) } : absent),
  };
  return LongTextColumn({ transformer: json, ...options });
}
