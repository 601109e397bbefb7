/** A stretch of a list that is ordered newest first: at most `limit` ids that are older than `before`. */
export interface PageRequest {
  readonly limit: number;
  /** null: from the newest on. */
  readonly before: string | null;
}

export interface IdPage {
  /** Newest first. */
  readonly ids: readonly string[];
  /** Whether there may be more after `end`. */
  readonly hasMore: boolean;
  /** Where the next page begins: the last id, or a later place that was looked at in vain. null: nowhere. */
  readonly end: string | null;
}

export const EMPTY_PAGE: IdPage = { ids: [], hasMore: false, end: null };
