import { randomFillSync } from 'node:crypto';
import type { Clock } from './clock.js';

/** Bytes of an id: 48 bits of milliseconds, 80 bits that are random and count up within one millisecond (ULID). */
export const ID_BYTES = 16;

export const ID_PREFIX = {
  issue: 'iss_',
  job: 'ing_job_',
  token: 'tok_',
  connector: 'con_',
  secret: 'sec_',
  delivery: 'whd_',
  event: 'evt_',
  pattern: 'pat_',
} as const;
export type IdPrefix = (typeof ID_PREFIX)[keyof typeof ID_PREFIX];

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const TEXT_CHARS = 26;
const PAIRS: readonly string[] = Array.from(
  { length: 1024 },
  (_, n) => (ALPHABET[n >> 5] ?? '') + (ALPHABET[n & 31] ?? ''),
);
const VALUES = new Map([...ALPHABET].map((char, value) => [char, value]));
const TWO_20 = 2 ** 20;
const TWO_40 = 2 ** 40;

function encode40(n: number): string {
  const high = Math.floor(n / TWO_20);
  const low = n % TWO_20;
  return `${PAIRS[high >> 10]}${PAIRS[high & 1023]}${PAIRS[low >> 10]}${PAIRS[low & 1023]}`;
}

/** The text of an id: its prefix and 26 characters of lower-case Crockford base32. */
export function encodeId(prefix: IdPrefix, bytes: Uint8Array, offset = 0): string {
  const id = bytes as Buffer;
  const time = id.readUIntBE(offset, 6);
  return `${prefix}${PAIRS[Math.floor(time / TWO_40)]}${encode40(time % TWO_40)}${encode40(id.readUIntBE(offset + 6, 5))}${encode40(id.readUIntBE(offset + 11, 5))}`;
}

/** The bytes of an id's text, or null for anything that `encodeId` would not have written. */
export function decodeId(prefix: IdPrefix, text: string): Buffer | null {
  if (text.length !== prefix.length + TEXT_CHARS || !text.startsWith(prefix)) return null;
  let value = 0n;
  for (let i = prefix.length; i < text.length; i++) {
    const digit = VALUES.get(text[i] ?? '');
    if (digit === undefined) return null;
    value = (value << 5n) | BigInt(digit);
  }
  if (value >> 128n) return null;
  return Buffer.from(value.toString(16).padStart(ID_BYTES * 2, '0'), 'hex');
}

/** The moment that an id was minted, in epoch milliseconds. */
export function mintedAt(id: Buffer): number {
  return id.readUIntBE(0, 6);
}

/** The smallest id of a moment, for ranges over ids. `at` is epoch milliseconds. */
export function firstIdAt(at: number): Buffer {
  const bytes = Buffer.alloc(ID_BYTES);
  bytes.writeUIntBE(Math.max(0, Math.min(at, 2 ** 48 - 1)), 0, 6);
  return bytes;
}

/** Mints ids that only grow, also within one millisecond and when the clock steps back. */
export class IdMinter {
  private time = 0;
  private high = 0;
  private low = 0;
  private readonly pool = Buffer.alloc(640);
  private used = this.pool.length;

  constructor(private readonly clock: Clock) {}

  mint(): Buffer {
    this.advance(Math.max(0, this.clock.now()));
    const bytes = Buffer.allocUnsafe(ID_BYTES);
    bytes.writeUIntBE(this.time, 0, 6);
    bytes.writeUIntBE(this.high, 6, 5);
    bytes.writeUIntBE(this.low, 11, 5);
    return bytes;
  }

  private advance(now: number): void {
    if (now > this.time) {
      this.time = now;
      this.high = this.random40();
      this.low = this.random40();
      return;
    }
    this.low += 1;
    if (this.low < TWO_40) return;
    this.low = 0;
    this.high += 1;
    if (this.high < TWO_40) return;
    this.high = 0;
    this.time += 1;
  }

  private random40(): number {
    if (this.used + 5 > this.pool.length) {
      randomFillSync(this.pool);
      this.used = 0;
    }
    const value = this.pool.readUIntBE(this.used, 5);
    this.used += 5;
    return value;
  }
}
