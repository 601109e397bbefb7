/** A page of a list that is ordered newest first: at most `limit` ids older than `before`. */
export interface PageRequest {
  readonly limit: number;
  /** null starts with the newest. */
  readonly before: string | null;
}

export interface IdPage {
  /** Newest first. */
  readonly ids: readonly string[];
  /** Whether there may be more after `end`. */
  readonly hasMore: boolean;
  /** The last id that was examined, after which the next page starts; null at the end of an empty list. */
  readonly end: string | null;
}

export const EMPTY_PAGE: IdPage = { ids: [], hasMore: false, end: null };
