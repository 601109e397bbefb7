import type { DetectorChanges, TemplateChange } from './detector/detector-changes.js';
import type { RowCache } from './row-cache.js';

/** The result of one call of the detector, to be written. */
export interface DetectorCall {
  readonly changes: DetectorChanges;
  /** The next id before the call. Entries with smaller ids have rows. */
  readonly firstNewId: number;
  /** Returns a live template, or null if it is not live. */
  readonly template: (id: number) => TemplateChange | null;
  /** The title of each matched issue, as returned by `subjectOf`. */
  readonly titles: ReadonlyMap<string, string>;
  /** Issues that certainly have no link yet, so their links need not be read. */
  readonly unlinked: ReadonlySet<string>;
  /** Rows in memory, which the call updates. */
  readonly cache: RowCache;
  /** The version of the workspace after the call. */
  readonly version: number;
  readonly now: number;
}

/** An issue was thought to have no link, but has one. Roll back and run the call again with its links read. */
export class UnexpectedLinkError extends Error {
  constructor() {
    super('an issue has a link already');
    this.name = 'UnexpectedLinkError';
  }
}

/** The patterns that one call changed. */
export interface TouchedPatterns {
  /** Surviving patterns whose figures may have changed. */
  readonly patterns: ReadonlySet<string>;
  /** Newly linked issues, by pattern. */
  readonly joined: ReadonlyMap<string, readonly string[]>;
}
