import { setImmediate as nextTurn } from 'node:timers/promises';
import { LIMITS } from '../domain/limits.js';
import type { Scalar } from './engine.js';

/** Every id is smaller, and larger: the ends of a list. */
export const ABOVE_ALL = Buffer.alloc(16, 0xff);
export const BELOW_ALL = Buffer.alloc(16);

/** One condition of a filter. Texts come from a small fixed set, so that statements stay prepared. */
export interface Condition {
  readonly sql: string;
  readonly params: readonly Scalar[];
}

/** Lets nothing through. */
export const NOTHING: Condition = { sql: '1 = 0', params: [] };

/** `column` is one of `wanted`; the list is filled up to as many as there are, so that there is one text. */
export function oneOf(column: string, wanted: readonly string[], all: readonly string[]): Condition {
  const [first, ...others] = new Set(wanted);
  if (first === undefined) return NOTHING;
  const params = all.map((_, i) => others[i] ?? first);
  return { sql: `${column} IN (${params.map(() => '?').join(',')})`, params };
}

/** ` AND` and each condition. */
export function conjunction(conditions: readonly Condition[]): Condition {
  return {
    sql: conditions.map(({ sql }) => ` AND ${sql}`).join(''),
    params: conditions.flatMap(({ params }) => params),
  };
}

/** How a filtered list is read. Ids are bytes, newest first. */
export interface Stretches {
  /** The id of the row that is `rows` further on than `before`; null when there are not so many. */
  floor(before: Buffer, rows: number): Promise<Buffer | null>;
  /** At most `limit` ids that pass the filter, below `before` and not below `floor`. */
  read(before: Buffer, floor: Buffer, limit: number): Promise<readonly Buffer[]>;
}

export interface ScannedPage {
  readonly ids: readonly Buffer[];
  readonly hasMore: boolean;
  readonly end: Buffer | null;
}

/**
 * A page of a filtered list. It looks at a stretch of rows at a time, so that no statement runs for long however rare
 * the matches are, and at no more than `LIMITS.scanRows` in all: a page may then be short, even empty, and `hasMore`.
 */
export async function scanPage(start: Buffer, limit: number, stretches: Stretches): Promise<ScannedPage> {
  const ids: Buffer[] = [];
  let before = start;
  let looked = 0;
  for (let rows = 500; looked < LIMITS.scanRows; rows = Math.min(rows * 4, LIMITS.scanStretchRows)) {
    const lowest = await stretches.floor(before, rows);
    ids.push(...(await stretches.read(before, lowest ?? BELOW_ALL, limit + 1 - ids.length)));
    if (ids.length > limit) {
      ids.pop();
      return { ids, hasMore: true, end: ids[limit - 1] ?? null };
    }
    if (lowest === null) return { ids, hasMore: false, end: ids[ids.length - 1] ?? null };
    before = lowest;
    looked += rows;
    // SQLite answers at once: without this nobody else would have a turn until the end.
    await nextTurn();
  }
  return { ids, hasMore: true, end: before };
}
