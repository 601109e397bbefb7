import { randomFillSync } from 'node:crypto';
import type { Clock } from './clock.js';

/** Size of an id (a ULID): 48 bits of epoch milliseconds and 80 random bits, which count up within a millisecond. */
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
/** Indexed by character code. */
const VALUES: readonly (number | undefined)[] = Array.from({ length: 128 }, (_, code) => {
  const value = ALPHABET.indexOf(String.fromCharCode(code));
  return value < 0 ? undefined : value;
});
const TWO_40 = 2 ** 40;

/** Returns the text of an id: its prefix and 26 characters of lower-case Crockford base32. */
export function encodeId(prefix: IdPrefix, bytes: Uint8Array, offset = 0): string {
  return encodeIds(prefix, bytes, [offset])[0] as string;
}

/** Returns the texts of the ids at these offsets. Slices of one text are several times faster for a batch than single texts. */
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

/** Writes 128 bits as digits of five bits: two for the first byte, then eight for every five bytes. */
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

/** Returns the bytes of an id, or null for a text that `encodeId` does not return. */
export function decodeId(prefix: IdPrefix, text: string): Buffer | null {
  if (text.length !== prefix.length + TEXT_CHARS || !text.startsWith(prefix)) return null;
  const at = prefix.length;
  const high = decodeDigits(text, at, 2);
  const low = decodeDigits(text, at + 2, 8);
  const middle = decodeDigits(text, at + 10, 8);
  const last = decodeDigits(text, at + 18, 8);
  // Comparisons with NaN are false, so characters that are not digits fail here too.
  if (!(high < 256 && low + middle + last >= 0)) return null;
  const bytes = Buffer.allocUnsafe(ID_BYTES);
  bytes.writeUIntBE(high * TWO_40 + low, 0, 6);
  bytes.writeUIntBE(middle, 6, 5);
  bytes.writeUIntBE(last, 11, 5);
  return bytes;
}

/** Returns whether a text is an id with this prefix. */
export function isId(prefix: IdPrefix, text: string): boolean {
  return decodeId(prefix, text) !== null;
}

/** Returns the number with `count` base32 digits at a position, or NaN. */
function decodeDigits(text: string, at: number, count: number): number {
  let value = 0;
  for (let i = at; i < at + count; i++) value = value * 32 + (VALUES[text.charCodeAt(i)] ?? Number.NaN);
  return value;
}

/** Returns the time at which an id was minted, in epoch milliseconds. */
export function mintedAt(id: Buffer): number {
  return id.readUIntBE(0, 6);
}

/** Returns the smallest id of a time, for ranges of ids. `at` is in epoch milliseconds. */
export function firstIdAt(at: number): Buffer {
  const bytes = Buffer.alloc(ID_BYTES);
  bytes.writeUIntBE(Math.max(0, Math.min(at, 2 ** 48 - 1)), 0, 6);
  return bytes;
}

/** Mints strictly increasing ids, also within a millisecond and if the clock steps back. */
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
