import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';

const KEY_BYTES = 32;

/** The key for connector secrets of an embedded database, in a file beside it that only its owner can read. */
export class KeyFile {
  /** @param onCreate is told the path when the key has been created */
  constructor(
    private readonly path: string,
    private readonly onCreate: (path: string) => void,
  ) {}

  /** Returns the key, or null if none was created yet. */
  read(): Buffer | null {
    let text: string;
    try {
      text = readFileSync(this.path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
    const key = Buffer.from(text.trim(), 'base64');
    if (key.length !== KEY_BYTES)
      throw new Error(`${this.path} does not contain a key: restore it from a backup`);
    return key;
  }

  /** Returns the key and creates it if necessary. Of several processes, all get the same one. */
  readOrCreate(): Buffer {
    const known = this.read();
    if (known !== null) return known;
    const draft = `${this.path}.${process.pid}.${randomBytes(4).toString('hex')}`;
    writeFileSync(draft, `${randomBytes(KEY_BYTES).toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
    try {
      // Fails if the file exists, so a key is never replaced.
      linkSync(draft, this.path);
      this.onCreate(this.path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    } finally {
      unlinkSync(draft);
    }
    return this.readOrCreate();
  }
}
