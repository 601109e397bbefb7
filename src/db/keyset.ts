import { setImmediate as nextTurn } from 'node:timers/promises';
import { LIMITS } from '../domain/limits.js';

/** Bounds of a list: every id is below `ABOVE_ALL` and above `BELOW_ALL`. */
export const ABOVE_ALL = Buffer.alloc(16, 0xff);
export const BELOW_ALL = Buffer.alloc(16);

/** A list that `scanPage` reads. Ids are bytes, newest first. */
export interface FilteredList {
  /** Returns the id of the row `rows` after `before`, or null if there are fewer rows. */
  floor(before: Buffer, rows: number): Promise<Buffer | null>;
  /** Returns at most `limit` ids that pass the filter, below `before` and not below `floor`. */
  read(before: Buffer, floor: Buffer, limit: number): Promise<readonly Buffer[]>;
}

export interface ScannedPage {
  readonly ids: readonly Buffer[];
  readonly hasMore: boolean;
  /** The cursor of the next page. */
  readonly end: Buffer | null;
}

/**
 * Returns a page of a filtered list. Scans the rows in bounded ranges, so that no statement runs long even if matches are
 * rare, and at most `LIMITS.scanRows` rows in total. A page can therefore be short, or even empty, while `hasMore` is true.
 */
export async function scanPage(start: Buffer, limit: number, list: FilteredList): Promise<ScannedPage> {
  const ids: Buffer[] = [];
  let before = start;
  let scanned = 0;
  for (let rows = 500; scanned < LIMITS.scanRows; rows = Math.min(rows * 4, LIMITS.scanStretchRows)) {
    const lowest = await list.floor(before, rows);
    ids.push(...(await list.read(before, lowest ?? BELOW_ALL, limit + 1 - ids.length)));
    if (ids.length > limit) {
      ids.pop();
      return { ids, hasMore: true, end: ids[limit - 1] ?? null };
    }
    if (lowest === null) return { ids, hasMore: false, end: ids[ids.length - 1] ?? null };
    before = lowest;
    scanned += rows;
    // SQLite runs synchronously: without yielding, no other request would be served until the scan ends.
    await nextTurn();
  }
  return { ids, hasMore: true, end: before };
}

/** Maximum ids in one lookup statement. */
const IDS_PER_STATEMENT = 10_000;

/** Calls `find` with portions of the ids, each short enough for one statement, and returns all results. */
export async function inPortions<Id, Found>(
  ids: readonly Id[],
  find: (portion: Id[]) => Promise<readonly Found[]>,
): Promise<Found[]> {
  const found: Found[] = [];
  for (let at = 0; at < ids.length; at += IDS_PER_STATEMENT)
    found.push(...(await find(ids.slice(at, at + IDS_PER_STATEMENT))));
  return found;
}
