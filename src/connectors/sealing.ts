import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { AppError } from '../domain/errors.js';

/*
 * AES-256-GCM with the operator's key. A sealed value is: one byte of version, four that name the key, twelve of nonce,
 * sixteen of tag, the encrypted bytes. What it belongs to is authenticated with it, so it cannot be moved elsewhere.
 */
const VERSION = 1;
const KEY_NAME_BYTES = 4;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + KEY_NAME_BYTES + NONCE_BYTES + TAG_BYTES;

/** What has to be set so that secrets can be stored and read. */
const HOW_TO =
  'set CONNECTOR_SECRETS_KEY to 32 random bytes in base64, such as `openssl rand -base64 32` prints';

interface NamedKey {
  readonly name: Buffer;
  readonly key: Buffer;
}

/** Encrypts with the first key and decrypts with any: a new key goes to the front of the list. */
export class Sealing {
  private readonly keys: readonly NamedKey[];

  /** @param keys of 32 bytes each; none is allowed as long as nothing is sealed */
  constructor(keys: readonly Buffer[]) {
    this.keys = keys.map((key) => ({ key, name: nameOf(key) }));
  }

  get hasKey(): boolean {
    return this.keys.length > 0;
  }

  /** @throws AppError unavailable when there is no key */
  seal(purpose: string, plain: Buffer): Buffer {
    const [first] = this.keys;
    if (first === undefined)
      throw new AppError('unavailable', `secrets of connectors cannot be stored: ${HOW_TO}`);
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', first.key, nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(Buffer.from(purpose));
    const encrypted = Buffer.concat([cipher.update(plain), cipher.final()]);
    return Buffer.concat([Buffer.of(VERSION), first.name, nonce, cipher.getAuthTag(), encrypted]);
  }

  /** @throws AppError unavailable when no key fits or the value was changed; the message names no value */
  open(purpose: string, sealed: Buffer): Buffer {
    const name = sealed.subarray(1, 1 + KEY_NAME_BYTES);
    const found = this.keys.find((candidate) => candidate.name.equals(name));
    if (found === undefined || sealed[0] !== VERSION || sealed.length < HEAD_BYTES)
      throw unreadable('the key that it was stored with is not in CONNECTOR_SECRETS_KEY');
    const nonce = sealed.subarray(1 + KEY_NAME_BYTES, HEAD_BYTES - TAG_BYTES);
    const decipher = createDecipheriv('aes-256-gcm', found.key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(purpose));
    decipher.setAuthTag(sealed.subarray(HEAD_BYTES - TAG_BYTES, HEAD_BYTES));
    try {
      return Buffer.concat([decipher.update(sealed.subarray(HEAD_BYTES)), decipher.final()]);
    } catch {
      throw unreadable('it was changed, or belongs to another connector');
    }
  }

  /** Whether a value was sealed with the key that seals now. */
  isCurrent(sealed: Buffer): boolean {
    return this.keys[0]?.name.equals(sealed.subarray(1, 1 + KEY_NAME_BYTES)) === true;
  }
}

/** Tells keys apart and gives nothing of them away. */
function nameOf(key: Buffer): Buffer {
  return createHash('sha256').update('causeloop key name').update(key).digest().subarray(0, KEY_NAME_BYTES);
}

function unreadable(why: string): AppError {
  return new AppError('unavailable', 'This connector cannot be used now; send the request again later.', {
    retryAfterSeconds: 30,
    cause: new Error(`a secret of a connector cannot be read: ${why}`),
  });
}
