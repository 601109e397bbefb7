import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { AppError } from '../domain/errors.js';
import type { KeyFile } from './key-file.js';

/*
 * AES-256-GCM with the operator's key. Format of a sealed value: version (1 byte), key id (4), nonce (12), tag (16),
 * ciphertext. The purpose is authenticated too, so a value cannot be copied to another connector.
 */
const VERSION = 1;
const KEY_ID_BYTES = 4;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + KEY_ID_BYTES + NONCE_BYTES + TAG_BYTES;

const HOW_TO =
  'set CONNECTOR_SECRETS_KEY to 32 random bytes in base64, generated with `openssl rand -base64 32`, and restart the server with it';

interface IdentifiedKey {
  readonly id: Buffer;
  readonly key: Buffer;
}

/**
 * Encrypts with the first key and decrypts with any of them. To rotate, put a new key in front. The key of the file is used
 * when no key is configured, and still decrypts afterwards.
 */
export class Sealing {
  private readonly configured: readonly IdentifiedKey[];
  private fromFile: IdentifiedKey | undefined;

  /**
   * @param keys 32 bytes each; may be empty if no value is ever sealed
   * @param file of an embedded database
   */
  constructor(
    keys: readonly Buffer[],
    private readonly file?: KeyFile,
  ) {
    this.configured = keys.map(identified);
  }

  /** @throws AppError unavailable if no key is configured */
  seal(purpose: string, plain: Buffer): Buffer {
    const first = this.configured[0] ?? optional(this.file?.readOrCreate());
    if (first === undefined)
      throw new AppError('unavailable', `Connector secrets cannot be stored without a key: ${HOW_TO}.`);
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', first.key, nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(Buffer.from(purpose));
    const encrypted = Buffer.concat([cipher.update(plain), cipher.final()]);
    return Buffer.concat([Buffer.of(VERSION), first.id, nonce, cipher.getAuthTag(), encrypted]);
  }

  /** @throws AppError unavailable if the key is not configured or the value was changed */
  open(purpose: string, sealed: Buffer): Buffer {
    const id = sealed.subarray(1, 1 + KEY_ID_BYTES);
    const found = this.keys().find((candidate) => candidate.id.equals(id));
    if (found === undefined || sealed[0] !== VERSION || sealed.length < HEAD_BYTES)
      throw unreadable('its encryption key is not in CONNECTOR_SECRETS_KEY');
    const nonce = sealed.subarray(1 + KEY_ID_BYTES, HEAD_BYTES - TAG_BYTES);
    const decipher = createDecipheriv('aes-256-gcm', found.key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(purpose));
    decipher.setAuthTag(sealed.subarray(HEAD_BYTES - TAG_BYTES, HEAD_BYTES));
    try {
      return Buffer.concat([decipher.update(sealed.subarray(HEAD_BYTES)), decipher.final()]);
    } catch {
      throw unreadable('the stored value was changed or belongs to another connector');
    }
  }

  /** Whether a value was sealed with the first key. */
  isCurrent(sealed: Buffer): boolean {
    return this.keys()[0]?.id.equals(sealed.subarray(1, 1 + KEY_ID_BYTES)) === true;
  }

  /** The file is read when a key is needed, because another process may create it at any time. */
  private keys(): readonly IdentifiedKey[] {
    this.fromFile ??= optional(this.file?.read());
    return this.fromFile === undefined ? this.configured : [...this.configured, this.fromFile];
  }
}

function identified(key: Buffer): IdentifiedKey {
  return { key, id: keyIdOf(key) };
}

function optional(key: Buffer | null | undefined): IdentifiedKey | undefined {
  return key == null ? undefined : identified(key);
}

/** Identifies a key without revealing it. */
function keyIdOf(key: Buffer): Buffer {
  return createHash('sha256').update('causeloop key name').update(key).digest().subarray(0, KEY_ID_BYTES);
}

function unreadable(why: string): AppError {
  return new AppError('unavailable', 'This connector is temporarily unavailable: retry after 30 s.', {
    retryAfterSeconds: 30,
    cause: new Error(`a connector secret cannot be decrypted: ${why}`),
  });
}
