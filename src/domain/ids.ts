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
const DIGITS = Buffer.from(ALPHABET);
/** By the code of the character. */
const VALUES: readonly (number | undefined)[] = Array.from({ length: 128 }, (_, code) => {
  const value = ALPHABET.indexOf(String.fromCharCode(code));
  return value < 0 ? undefined : value;
});
const TWO_40 = 2 ** 40;

/** The text of an id: its prefix and 26 characters of lower-case Crockford base32. */
export function encodeId(prefix: IdPrefix, bytes: Uint8Array, offset = 0): string {
  return encodeIds(prefix, bytes, [offset])[0] as string;
}

/** The texts of the ids at these offsets. Made as one text that is cut, which is several times as quick for a batch. */
export function encodeIds(prefix: IdPrefix, bytes: Uint8Array, offsets: readonly number[]): string[] {
  const length = prefix.length + TEXT_CHARS;
  const out = Buffer.allocUnsafe(offsets.length * length);
  offsets.forEach((offset, i) => {
    const at = i * length;
    for (let char = 0; char < prefix.length; char++) out[at + char] = prefix.charCodeAt(char);
    writeDigits(out, at + prefix.length, bytes, offset);
  });
  const text = out.toString('latin1');
  return offsets.map((_, i) => text.slice(i * length, (i + 1) * length));
}

/** 128 bits in digits of five: the first byte makes two, with two bits to spare, each five bytes after it eight. */
function writeDigits(out: Uint8Array, at: number, bytes: Uint8Array, offset: number): void {
  const first = bytes[offset] as number;
  out[at] = DIGITS[first >> 5] as number;
  out[at + 1] = DIGITS[first & 31] as number;
  for (let from = offset + 1, to = at + 2; to < at + TEXT_CHARS; from += 5, to += 8) {
    const [a, b, c] = [bytes[from] as number, bytes[from + 1] as number, bytes[from + 2] as number];
    const [d, e] = [bytes[from + 3] as number, bytes[from + 4] as number];
    out[to] = DIGITS[a >> 3] as number;
    out[to + 1] = DIGITS[((a & 7) << 2) | (b >> 6)] as number;
    out[to + 2] = DIGITS[(b >> 1) & 31] as number;
    out[to + 3] = DIGITS[((b & 1) << 4) | (c >> 4)] as number;
    out[to + 4] = DIGITS[((c & 15) << 1) | (d >> 7)] as number;
    out[to + 5] = DIGITS[(d >> 2) & 31] as number;
    out[to + 6] = DIGITS[((d & 3) << 3) | (e >> 5)] as number;
    out[to + 7] = DIGITS[e & 31] as number;
  }
}

/** The bytes of an id's text, or null for anything that `encodeId` would not have written. */
export function decodeId(prefix: IdPrefix, text: string): Buffer | null {
  if (text.length !== prefix.length + TEXT_CHARS || !text.startsWith(prefix)) return null;
  const at = prefix.length;
  const high = decodeDigits(text, at, 2);
  const low = decodeDigits(text, at + 2, 8);
  const middle = decodeDigits(text, at + 10, 8);
  const last = decodeDigits(text, at + 18, 8);
  // A comparison with NaN is false, so what is no digit fails here too.
  if (!(high < 256 && low + middle + last >= 0)) return null;
  const bytes = Buffer.allocUnsafe(ID_BYTES);
  bytes.writeUIntBE(high * TWO_40 + low, 0, 6);
  bytes.writeUIntBE(middle, 6, 5);
  bytes.writeUIntBE(last, 11, 5);
  return bytes;
}

/** Whether a text is an id with this prefix. */
export function isId(prefix: IdPrefix, text: string): boolean {
  return decodeId(prefix, text) !== null;
}

/** The number that `count` digits of base32 make, else NaN. */
function decodeDigits(text: string, at: number, count: number): number {
  let value = 0;
  for (let i = at; i < at + count; i++) value = value * 32 + (VALUES[text.charCodeAt(i)] ?? Number.NaN);
  return value;
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
