import { setImmediate as nextTurn } from 'node:timers/promises';
import { LIMITS } from '../domain/limits.js';

/** Every id is smaller, and larger: the ends of a list. */
export const ABOVE_ALL = Buffer.alloc(16, 0xff);
export const BELOW_ALL = Buffer.alloc(16);

/** How a filtered list is read. Ids are bytes, newest first. */
export interface FilteredList {
  /** The id of the row that is `rows` further on than `before`; null when there are fewer. */
  floor(before: Buffer, rows: number): Promise<Buffer | null>;
  /** At most `limit` ids that pass the filter, below `before` and not below `floor`. */
  read(before: Buffer, floor: Buffer, limit: number): Promise<readonly Buffer[]>;
}

export interface ScannedPage {
  readonly ids: readonly Buffer[];
  readonly hasMore: boolean;
  /** Where the next page begins. */
  readonly end: Buffer | null;
}

/**
 * A page of a filtered list. It looks at a stretch of rows at a time, so that no statement runs for long however rare
 * the matches are, and at no more than `LIMITS.scanRows` in all: a page may then be short, even empty, and `hasMore`.
 */
export async function scanPage(start: Buffer, limit: number, list: FilteredList): Promise<ScannedPage> {
  const ids: Buffer[] = [];
  let before = start;
  let looked = 0;
  for (let rows = 500; looked < LIMITS.scanRows; rows = Math.min(rows * 4, LIMITS.scanStretchRows)) {
    const lowest = await list.floor(before, rows);
    ids.push(...(await list.read(before, lowest ?? BELOW_ALL, limit + 1 - ids.length)));
    if (ids.length > limit) {
      ids.pop();
      return { ids, hasMore: true, end: ids[limit - 1] ?? null };
    }
    if (lowest === null) return { ids, hasMore: false, end: ids[ids.length - 1] ?? null };
    before = lowest;
    looked += rows;
    // SQLite answers at once: without this turn no other request would be served until the end.
    await nextTurn();
  }
  return { ids, hasMore: true, end: before };
}

/** Ids that one statement looks up. */
const IDS_PER_STATEMENT = 10_000;

/** Collects what `find` returns for portions of the ids that are short enough for one statement. */
export async function inPortions<Id, Found>(
  ids: readonly Id[],
  find: (portion: Id[]) => Promise<readonly Found[]>,
): Promise<Found[]> {
  const found: Found[] = [];
  for (let at = 0; at < ids.length; at += IDS_PER_STATEMENT)
    found.push(...(await find(ids.slice(at, at + IDS_PER_STATEMENT))));
  return found;
}
