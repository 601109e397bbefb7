import type { Dialect } from './data-source.js';

/*
 * Multi-row statements. Each text is prepared and kept per connection, so they come in a few fixed sizes only: any
 * number of rows is written as a sum of these.
 */
const SIZES = [500, 256, 128, 64, 32, 16, 8, 4, 2, 1] as const;

/** The longest list of parameters. */
export const LIST_MAX = SIZES[0];

const texts = new Map<string, string>();

/** The sizes of the statements that together hold `count` rows, largest first. */
export function statementSizes(count: number): number[] {
  const sizes: number[] = [];
  let left = count;
  for (const size of SIZES) {
    while (left >= size) {
      sizes.push(size);
      left -= size;
    }
  }
  return sizes;
}

/** The smallest size that holds `count` keys at once; a list is filled up by repeating its last key. */
export function listSize(count: number): number {
  return SIZES.findLast((size) => size >= count) ?? SIZES[0];
}

function remembered(key: string, build: () => string): string {
  let text = texts.get(key);
  if (text === undefined) {
    text = build();
    texts.set(key, text);
  }
  return text;
}

function rowsOf(table: string, columns: readonly string[], rows: number): string {
  const row = `(${columns.map(() => '?').join(',')})`;
  return `INSERT INTO ${table} (${columns.join(',')}) VALUES ${Array(rows).fill(row).join(',')}`;
}

/** Inserts rows; a key that exists violates. */
export function insertText(table: string, columns: readonly string[], rows: number): string {
  return remembered(`i ${table} ${rows}`, () => rowsOf(table, columns, rows));
}

/** Inserts the rows whose unique `key` is new and leaves the others alone; affected rows count the new ones. */
export function insertNewText(
  dialect: Dialect,
  table: string,
  columns: readonly string[],
  key: readonly string[],
  rows: number,
): string {
  return remembered(`n ${dialect} ${table} ${rows}`, () => {
    // INSERT IGNORE would also swallow other errors; assigning a column to itself changes nothing.
    const tail =
      dialect === 'sqlite'
        ? ` ON CONFLICT(${key.join(',')}) DO NOTHING`
        : ` ON DUPLICATE KEY UPDATE ${key[0]} = ${table}.${key[0]}`;
    return rowsOf(table, columns, rows) + tail;
  });
}

/** Overwrites `changing` columns of rows that exist, found by their primary key. */
export function overwriteText(
  dialect: Dialect,
  table: string,
  columns: readonly string[],
  primary: readonly string[],
  changing: readonly string[],
  rows: number,
): string {
  return remembered(`o ${dialect} ${table} ${changing.length} ${rows}`, () => {
    // VALUES() is what MySQL and MariaDB have in common.
    const tail =
      dialect === 'sqlite'
        ? ` ON CONFLICT(${primary.join(',')}) DO UPDATE SET ${changing.map((c) => `${c}=excluded.${c}`).join(',')}`
        : ` ON DUPLICATE KEY UPDATE ${changing.map((c) => `${c}=VALUES(${c})`).join(',')}`;
    return rowsOf(table, columns, rows) + tail;
  });
}

/** `head` followed by a list of that many parameters in parentheses and `tail`. */
export function listText(head: string, count: number, tail = ''): string {
  return remembered(
    `l ${head} ${count} ${tail}`,
    () => `${head} (${Array(count).fill('?').join(',')})${tail}`,
  );
}

/** `head` followed by a list of that many rows of `width` parameters, to compare several columns with. */
export function rowListText(dialect: Dialect, head: string, width: number, count: number, tail = ''): string {
  return remembered(`r ${dialect} ${head} ${width} ${count} ${tail}`, () => {
    const row = `(${Array(width).fill('?').join(',')})`;
    const values = dialect === 'sqlite' ? 'VALUES ' : '';
    return `${head} (${values}${Array(count).fill(row).join(',')})${tail}`;
  });
}

/** Keys filled up to the next list size by repeating the last one. */
export function padded<T>(keys: readonly T[]): T[] {
  const size = listSize(keys.length);
  const list = keys.slice();
  const last = list[list.length - 1] as T;
  while (list.length < size) list.push(last);
  return list;
}
