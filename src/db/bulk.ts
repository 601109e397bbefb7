import type { DatabaseKind } from './database-url.js';

/*
 * Multi-row statements. Each text is prepared and kept per connection, so they come in a few fixed sizes only.
 */
const SIZES = [
  1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448, 500,
] as const;

/** The longest list of parameters. */
export const LIST_MAX = 500;

const texts = new Map<string, string>();

/** `build` with its results kept by their number of rows. */
export function keptBySize(build: (rows: number) => string): (rows: number) => string {
  const bySize = new Map<number, string>();
  return (rows) => {
    let text = bySize.get(rows);
    if (text === undefined) {
      text = build(rows);
      bySize.set(rows, text);
    }
    return text;
  };
}

function remembered(key: string, build: () => string): string {
  let text = texts.get(key);
  if (text === undefined) {
    text = build();
    texts.set(key, text);
  }
  return text;
}

function rowsOf(
  table: string,
  columns: readonly string[],
  rows: number,
  blank: readonly string[] = [],
): string {
  const row = `(${[...columns.map(() => '?'), ...blank.map(() => "''")].join(',')})`;
  return `INSERT INTO ${table} (${[...columns, ...blank].join(',')}) VALUES ${Array(rows).fill(row).join(',')}`;
}

/** Inserts rows whose unique keys are new and leaves the others alone; affected rows count the new ones. */
export function insertNewText(
  kind: DatabaseKind,
  table: string,
  columns: readonly string[],
  primary: readonly string[],
  rows: number,
): string {
  // INSERT IGNORE would also swallow other errors; assigning a column to itself changes nothing.
  const tail =
    kind === 'sqlite'
      ? // Any key: a row that fills up a portion repeats its primary key, which may not be the unique one.
        ' ON CONFLICT DO NOTHING'
      : ` ON DUPLICATE KEY UPDATE ${primary[0]} = ${table}.${primary[0]}`;
  return rowsOf(table, columns, rows) + tail;
}

/**
 * Overwrites the `changing` columns of rows that exist, found by their primary key. The `blank` columns only make the
 * statement valid: an inserted row would have to state them.
 */
export function overwriteText(
  kind: DatabaseKind,
  table: string,
  columns: readonly string[],
  primary: readonly string[],
  changing: readonly string[],
  rows: number,
  blank: readonly string[] = [],
): string {
  // VALUES() exists on MySQL and MariaDB.
  const tail =
    kind === 'sqlite'
      ? ` ON CONFLICT(${primary.join(',')}) DO UPDATE SET ${changing.map((c) => `${c}=excluded.${c}`).join(',')}`
      : ` ON DUPLICATE KEY UPDATE ${changing.map((c) => `${c}=VALUES(${c})`).join(',')}`;
  return rowsOf(table, columns, rows, blank) + tail;
}

/** Overwrites columns of one row that exists. Parameters are the values of `changing`, then those of `key`. */
export function updateText(table: string, changing: readonly string[], key: readonly string[]): string {
  const set = changing.map((column) => `${column}=?`).join(',');
  return `UPDATE ${table} SET ${set} WHERE ${key.map((column) => `${column}=?`).join(' AND ')}`;
}

/** `head` followed by a list of that many parameters in parentheses and `tail`. */
export function listText(head: string, count: number, tail = ''): string {
  return remembered(
    `l ${head} ${count} ${tail}`,
    () => `${head} (${Array(count).fill('?').join(',')})${tail}`,
  );
}

/**
 * Changes `column` of rows from one value to another, for `count` pairs at once. Parameters: the pairs, those of
 * `where`, then the old values again.
 */
export function moveText(table: string, column: string, where: string, count: number): string {
  return remembered(`m ${table} ${column} ${where} ${count}`, () => {
    const cases = Array(count).fill('WHEN ? THEN ?').join(' ');
    const list = Array(count).fill('?').join(',');
    return `UPDATE ${table} SET ${column} = CASE ${column} ${cases} ELSE ${column} END WHERE ${where} AND ${column} IN (${list})`;
  });
}

/** `head` followed by a list of that many rows of `width` parameters, to compare several columns with. */
export function rowListText(
  kind: DatabaseKind,
  head: string,
  width: number,
  count: number,
  tail = '',
): string {
  return remembered(`r ${kind} ${head} ${width} ${count} ${tail}`, () => {
    const row = `(${Array(width).fill('?').join(',')})`;
    const values = kind === 'sqlite' ? 'VALUES ' : '';
    return `${head} (${values}${Array(count).fill(row).join(',')})${tail}`;
  });
}

/** Most UTF-16 units of text in one statement: at most 12 MiB in UTF-8, less than a MariaDB takes by default. */
const PORTION_UNITS = 4 * 1024 * 1024;

/**
 * Splits items into portions that are each written by one statement. A portion is filled up to the next size by repeating
 * its lightest item, which upserts and lists to look up tolerate.
 *
 * @param unitsOf UTF-16 units of an item's long texts; without it all items count as short
 */
export function paddedPortions<T>(items: readonly T[], unitsOf: (item: T) => number = () => 0): T[][] {
  const portions: T[][] = [];
  let portion: T[] = [];
  let units = 0;
  for (const item of items) {
    const more = unitsOf(item);
    if (portion.length === LIST_MAX || (portion.length > 0 && units + more > PORTION_UNITS)) {
      portions.push(padded(portion, unitsOf));
      portion = [];
      units = 0;
    }
    portion.push(item);
    units += more;
  }
  if (portion.length > 0) portions.push(padded(portion, unitsOf));
  return portions;
}

function padded<T>(portion: T[], unitsOf: (item: T) => number): T[] {
  const size = SIZES.find((candidate) => candidate >= portion.length) ?? LIST_MAX;
  if (size === portion.length) return portion;
  const lightest = portion.reduce((light, item) => (unitsOf(item) < unitsOf(light) ? item : light));
  while (portion.length < size) portion.push(lightest);
  return portion;
}

/** Sizes of lists that are only looked up: a statement for thousands of ids is worth more than many small ones. */
const LOOKUP_SIZES = [...SIZES, 1_000, 2_500, 5_000, 10_000];
const LOOKUP_MAX = 10_000;

/** Keys in portions that are each looked up by one statement; the last key fills a portion up. */
export function lookupPortions<T>(keys: readonly T[]): T[][] {
  const portions: T[][] = [];
  for (let at = 0; at < keys.length; at += LOOKUP_MAX) {
    const portion = keys.slice(at, at + LOOKUP_MAX);
    const size = LOOKUP_SIZES.find((candidate) => candidate >= portion.length) ?? LOOKUP_MAX;
    while (portion.length < size) portion.push(portion[portion.length - 1] as T);
    portions.push(portion);
  }
  return portions;
}
