import { createHmac, timingSafeEqual } from 'node:crypto';
import { AppError } from '../../domain/errors.js';
import { decodeId, encodeId, ID_BYTES, type IdPrefix } from '../../domain/ids.js';

/** Bytes of the signature: 96 bits, more than anybody can try. */
const MAC_BYTES = 12;
const CURSOR = /^[A-Za-z0-9_-]{38}$/;

/** One list of one workspace. A cursor of another list is refused. */
export interface CursorList {
  readonly workspaceId: number;
  /** The field, and the object that it is a field of: `jobs`, `job.issues ing_job_…`. */
  readonly name: string;
  readonly prefix: IdPrefix;
}

/** Signed places in lists: an id, and a HMAC of the id and the list that it was given out for. */
export class Cursors {
  constructor(private readonly key: Buffer) {}

  sign(list: CursorList, id: string): string {
    const bytes = decodeId(list.prefix, id);
    if (bytes === null) throw new TypeError(`not an id with the prefix ${list.prefix}`);
    return Buffer.concat([bytes, this.mac(list, bytes)]).toString('base64url');
  }

  /**
   * The id that a cursor stands for.
   * @throws AppError validation_error for anything that `sign` did not make for this list
   */
  verify(list: CursorList, cursor: string): string {
    const bytes = CURSOR.test(cursor) ? Buffer.from(cursor, 'base64url') : Buffer.alloc(0);
    const id = bytes.subarray(0, ID_BYTES);
    const mac = bytes.subarray(ID_BYTES);
    if (mac.length === MAC_BYTES && timingSafeEqual(mac, this.mac(list, id)))
      return encodeId(list.prefix, id);
    throw new AppError(
      'validation_error',
      'after is not a cursor of this list: pass an endCursor or cursor that it answered with.',
    );
  }

  private mac({ workspaceId, name }: CursorList, id: Buffer): Buffer {
    const hmac = createHmac('sha256', this.key).update(`${workspaceId} ${name}\n`).update(id);
    return hmac.digest().subarray(0, MAC_BYTES);
  }
}
