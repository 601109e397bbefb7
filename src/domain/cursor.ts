import { AppError } from './errors.js';
import { decodeId, type IdPrefix } from './ids.js';

/*
 * A cursor is the id of an entry, encoded so that clients treat it as opaque. It is not signed: it only says where to
 * start, and the query itself limits the list to the caller's workspace.
 */

export function encodeCursor(id: string): string {
  return Buffer.from(id).toString('base64url');
}

/**
 * Returns the id that a cursor stands for. The entry need not exist.
 * @param name of the argument, for the error
 * @throws AppError validation_error for anything that is not the cursor of an id with this prefix
 */
export function decodeCursor(prefix: IdPrefix, cursor: string, name: string): string {
  const id = Buffer.from(cursor, 'base64url').toString('latin1');
  // Node ignores characters outside the alphabet; the comparison does not.
  if (decodeId(prefix, id) !== null && encodeCursor(id) === cursor) return id;
  throw new AppError(
    'validation_error',
    `${name} is not a cursor of this list: pass one from a page of this list.`,
  );
}
