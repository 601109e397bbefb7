import { randomBytes } from 'node:crypto';
import type { Database } from '../db/database.js';
import { isDuplicateKey } from '../db/database-error.js';

/** Bytes of a key. */
const KEY_BYTES = 32;

/**
 * The random key with this name, made when it is first asked for. It is kept in the database, so that every replica has
 * the same and a restart changes nothing.
 */
export async function loadServerKey(database: Database, name: string): Promise<Buffer> {
  const select = 'SELECT bytes FROM server_key WHERE name = ?';
  const [known] = await database.query(select, [name]);
  if (known !== undefined) return known.bytes as Buffer;
  try {
    await database.write((tx) =>
      tx.execute('INSERT INTO server_key (name, bytes) VALUES (?, ?)', [name, randomBytes(KEY_BYTES)]),
    );
  } catch (error) {
    // Another process was faster: its key is the key.
    if (!isDuplicateKey(error)) throw error;
  }
  const [made] = await database.query(select, [name]);
  if (made === undefined) throw new Error(`the key ${name} was written and cannot be read`);
  return made.bytes as Buffer;
}
