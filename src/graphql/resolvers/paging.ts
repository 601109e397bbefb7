import type DataLoader from 'dataloader';
import { decodeCursor, encodeCursor } from '../../domain/cursor.js';
import { AppError } from '../../domain/errors.js';
import type { IdPrefix } from '../../domain/ids.js';
import { LIMITS } from '../../domain/limits.js';
import { EMPTY_PAGE, type IdPage, type PageRequest } from '../../domain/page.js';
import { isBlank } from '../../domain/rules/text.js';
import { loadAll } from '../execution/context.js';
import { LoadedConnection } from '../schema/objects/connection.js';

/** The arguments of a connection field. */
export interface PageArguments {
  readonly first: number | null | undefined;
  readonly after: string | null | undefined;
}

/**
 * Reads a page of a list: first its ids, then the entries.
 * @param prefix of the ids in the list
 * @throws AppError validation_error when `first` is out of bounds or `after` is not a cursor of such an id
 */
export async function readConnection<T extends { readonly id: string }>(
  prefix: IdPrefix,
  args: PageArguments,
  listIds: (page: PageRequest) => Promise<IdPage>,
  loader: DataLoader<string, T | null>,
): Promise<LoadedConnection<T>> {
  const request = pageRequest(prefix, args);
  const page = await listIds(request);
  const loaded = page.ids.length === 0 ? [] : await loadAll(loader, page.ids);
  return new LoadedConnection(page, loaded, encodeCursor, request.before !== null);
}

function pageRequest(prefix: IdPrefix, { first, after }: PageArguments): PageRequest {
  const limit = first ?? LIMITS.pageDefault;
  if (limit < 1 || limit > LIMITS.pageMax)
    throw new AppError('validation_error', `first must be from 1 to ${LIMITS.pageMax}.`);
  return { limit, before: after == null ? null : decodeCursor(prefix, after, 'after') };
}

/** Returns a page of ids that are in memory, in any order. */
export function pageOfIds(ids: readonly string[], { limit, before }: PageRequest): IdPage {
  const newestFirst = ids.toSorted().reverse();
  const rest = before === null ? newestFirst : newestFirst.filter((id) => id < before);
  if (rest.length === 0) return EMPTY_PAGE;
  const shown = rest.slice(0, limit);
  return { ids: shown, hasMore: rest.length > limit, end: shown[shown.length - 1] ?? null };
}

/** Returns the filter without the fields that are null or absent: both mean that nothing is filtered by them. */
export function givenFilters<T extends object>(
  filter: T | null | undefined,
): { [K in keyof T]?: NonNullable<T[K]> } {
  const entries = Object.entries(filter ?? {}).filter(([, value]) => value !== null);
  return Object.fromEntries(entries) as { [K in keyof T]?: NonNullable<T[K]> };
}

/** @throws AppError validation_error when the search text is blank or too long */
export function requireSearch(search: string | undefined): void {
  if (search === undefined) return;
  if (!isBlank(search) && search.length <= LIMITS.searchChars) return;
  throw new AppError(
    'validation_error',
    `filter.search must have 1 to ${LIMITS.searchChars} characters and must not be blank.`,
  );
}
