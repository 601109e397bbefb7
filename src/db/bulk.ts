import type { DatabaseKind } from './database-url.js';

/*
 * Texts of multi-row statements. Each connection keeps its prepared statements, so row counts come from a short list.
 */
const SIZES = [
  1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448, 500,
] as const;

/** Maximum rows of one statement. */
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

function cached(key: string, build: () => string): string {
  let text = texts.get(key);
  if (text === undefined) {
    text = build();
    texts.set(key, text);
  }
  return text;
}

function insertRowsText(
  table: string,
  columns: readonly string[],
  rows: number,
  blank: readonly string[] = [],
): string {
  const row = `(${[...columns.map(() => '?'), ...blank.map(() => "''")].join(',')})`;
  return `INSERT INTO ${table} (${[...columns, ...blank].join(',')}) VALUES ${Array(rows).fill(row).join(',')}`;
}

/** Inserts rows whose unique keys do not exist yet and skips the others. Only inserted rows count as affected. */
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
  return insertRowsText(table, columns, rows) + tail;
}

/**
 * Overwrites the `changing` columns of existing rows, found by primary key. The `blank` columns only make the statement
 * valid: an inserted row would need a value for them.
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
  return insertRowsText(table, columns, rows, blank) + tail;
}

/** Overwrites columns of one existing row. Parameters are the values of `changing`, then those of `key`. */
export function updateText(table: string, changing: readonly string[], key: readonly string[]): string {
  const set = changing.map((column) => `${column}=?`).join(',');
  return `UPDATE ${table} SET ${set} WHERE ${key.map((column) => `${column}=?`).join(' AND ')}`;
}

/**
 * Overwrites columns of several existing rows on MySQL. Parameters are the values of `changing`, then those of `key`, for each
 * row.
 */
export function updateRowsText(
  table: string,
  changing: readonly string[],
  key: readonly string[],
  rows: number,
): string {
  const columns = [...changing, ...key];
  const first = `SELECT ${columns.map((column) => `? AS ${column}`).join(',')}`;
  const next = ` UNION ALL SELECT ${columns.map(() => '?').join(',')}`;
  const on = key.map((column) => `t.${column} = v.${column}`).join(' AND ');
  const set = changing.map((column) => `t.${column} = v.${column}`).join(', ');
  return `UPDATE ${table} t JOIN (${first}${next.repeat(rows - 1)}) v ON ${on} SET ${set}`;
}

/** `head`, a list of `count` parameters in parentheses, and `tail`. */
export function listText(head: string, count: number, tail = ''): string {
  return cached(`l ${head} ${count} ${tail}`, () => `${head} (${Array(count).fill('?').join(',')})${tail}`);
}

/**
 * Changes `column` of rows from one value to another, for `count` pairs at once. Parameters: the pairs, those of
 * `where`, then the old values again.
 */
export function moveText(table: string, column: string, where: string, count: number): string {
  return cached(`m ${table} ${column} ${where} ${count}`, () => {
    const cases = Array(count).fill('WHEN ? THEN ?').join(' ');
    const list = Array(count).fill('?').join(',');
    return `UPDATE ${table} SET ${column} = CASE ${column} ${cases} ELSE ${column} END WHERE ${where} AND ${column} IN (${list})`;
  });
}

/** `head`, a list of `count` rows of `width` parameters for a comparison of several columns, and `tail`. */
export function rowListText(
  kind: DatabaseKind,
  head: string,
  width: number,
  count: number,
  tail = '',
): string {
  return cached(`r ${kind} ${head} ${width} ${count} ${tail}`, () => {
    const row = `(${Array(width).fill('?').join(',')})`;
    const values = kind === 'sqlite' ? 'VALUES ' : '';
    return `${head} (${values}${Array(count).fill(row).join(',')})${tail}`;
  });
}

/** Maximum UTF-16 units of text in one statement: at most 12 MiB in UTF-8, below MariaDB's default packet size. */
const PORTION_UNITS = 4 * 1024 * 1024;

/**
 * Splits items into portions, one per statement. Each portion is padded to the next size by repeating its shortest item,
 * which upserts and lookups tolerate.
 *
 * @param unitsOf UTF-16 units of an item's long texts; 0 for all items by default
 */
export function paddedPortions<T>(items: readonly T[], unitsOf: (item: T) => number = () => 0): T[][] {
  const portions: T[][] = [];
  let portion: T[] = [];
  let units = 0;
  for (const item of items) {
    const more = unitsOf(item);
    if (portion.length === LIST_MAX || (portion.length > 0 && units + more > PORTION_UNITS)) {
      portions.push(padPortion(portion, unitsOf));
      portion = [];
      units = 0;
    }
    portion.push(item);
    units += more;
  }
  if (portion.length > 0) portions.push(padPortion(portion, unitsOf));
  return portions;
}

function padPortion<T>(portion: T[], unitsOf: (item: T) => number): T[] {
  const size = SIZES.find((candidate) => candidate >= portion.length) ?? LIST_MAX;
  if (size === portion.length) return portion;
  const shortest = portion.reduce((short, item) => (unitsOf(item) < unitsOf(short) ? item : short));
  while (portion.length < size) portion.push(shortest);
  return portion;
}

/** Sizes of lookups. One statement for thousands of ids is faster than many small ones. */
const LOOKUP_SIZES = [...SIZES, 1_000, 2_500, 5_000, 10_000];
const LOOKUP_MAX = 10_000;

/** Splits keys into portions, one per lookup statement. Each portion is padded with its last key. */
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
