import type DataLoader from 'dataloader';
import { AppError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
import { EMPTY_PAGE, type IdPage, type PageRequest } from '../../domain/page.js';
import { isBlank } from '../../domain/rules/text.js';
import { loadAll } from '../execution/context.js';
import { LoadedConnection } from '../schema/objects/connection.js';
import type { CursorList, Cursors } from './cursors.js';

/** The arguments of a connection as they were sent. */
export interface PageArguments {
  readonly first: number | null | undefined;
  readonly after: string | null | undefined;
}

/**
 * A page of a list: its ids, then what they stand for.
 * @throws AppError validation_error when `first` is out of bounds or `after` is not a cursor of this list
 */
export async function connect<T extends { readonly id: string }>(
  cursors: Cursors,
  list: CursorList,
  args: PageArguments,
  listIds: (page: PageRequest) => Promise<IdPage>,
  loader: DataLoader<string, T | null>,
): Promise<LoadedConnection<T>> {
  const request = pageRequest(cursors, list, args);
  const page = await listIds(request);
  const loaded = page.ids.length === 0 ? [] : await loadAll(loader, page.ids);
  return new LoadedConnection(page, loaded, (id) => cursors.sign(list, id), request.before !== null);
}

function pageRequest(cursors: Cursors, list: CursorList, { first, after }: PageArguments): PageRequest {
  const limit = first ?? LIMITS.pageDefault;
  if (limit < 1 || limit > LIMITS.pageMax)
    throw new AppError('validation_error', `first must be from 1 to ${LIMITS.pageMax}.`);
  return { limit, before: after == null ? null : cursors.verify(list, after) };
}

/** A page of ids that are known already, in any order. */
export function pageOfIds(ids: readonly string[], { limit, before }: PageRequest): IdPage {
  const newestFirst = ids.toSorted().reverse();
  const rest = before === null ? newestFirst : newestFirst.filter((id) => id < before);
  if (rest.length === 0) return EMPTY_PAGE;
  const shown = rest.slice(0, limit);
  return { ids: shown, hasMore: rest.length > limit, end: shown[shown.length - 1] ?? null };
}

/** A filter with null as absent. */
export function present<T extends object>(
  filter: T | null | undefined,
): { [K in keyof T]?: NonNullable<T[K]> } {
  const entries = Object.entries(filter ?? {}).filter(([, value]) => value !== null);
  return Object.fromEntries(entries) as { [K in keyof T]?: NonNullable<T[K]> };
}

/** @throws AppError validation_error for a text to search for that is blank or too long */
export function requireSearch(search: string | undefined): void {
  if (search === undefined) return;
  if (!isBlank(search) && search.length <= LIMITS.searchChars) return;
  throw new AppError(
    'validation_error',
    `filter.search must have 1 to ${LIMITS.searchChars} characters and not be blank.`,
  );
}
