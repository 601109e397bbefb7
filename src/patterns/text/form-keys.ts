import { VALUE } from './tokens.js';

/** A run of tokens that may be a value: indexes into a template, end exclusive. */
export interface Slot {
  readonly start: number;
  readonly end: number;
}

/** Kinds of tokens that `joinValues` tells apart. */
const OTHER = 0;
const VALUES = 1;
const COMMA = 2;
const OPEN = 3;
const CLOSE = 4;

function kindOf(word: string): number {
  if (word === VALUE) return VALUES;
  if (word === ',') return COMMA;
  if (word === '(') return OPEN;
  return word === ')' ? CLOSE : OTHER;
}

/** Tokens by their two 32-bit hashes, in the manner of FNV-1a, and their kinds. */
class HashedTokens {
  readonly low: number[] = [];
  readonly high: number[] = [];
  readonly kinds: number[] = [];

  push(low: number, high: number, kind: number): void {
    this.low.push(low);
    this.high.push(high);
    this.kinds.push(kind);
  }

  pushWord(word: string): void {
    let low = 0x811c9dc5 | 0;
    let high = 0x9e3779b9 | 0;
    for (let i = 0; i < word.length; i++) {
      const code = word.charCodeAt(i);
      low = Math.imul(low ^ code, 0x01000193);
      high = Math.imul(high ^ code, 0x85ebca6b);
      high ^= high >>> 13;
    }
    this.push(low, high, kindOf(word));
  }

  /** Adds a token as `joinValues` would: neighbouring values are one. */
  pushJoined(low: number, high: number, kind: number): void {
    const { kinds } = this;
    const n = kinds.length;
    if (kind === VALUES) {
      if (kinds[n - 1] === VALUES) return;
      if (kinds[n - 1] === COMMA && kinds[n - 2] === VALUES) {
        this.truncate(n - 1);
        return;
      }
    } else if (
      kind === CLOSE &&
      kinds[n - 1] === VALUES &&
      kinds[n - 2] === OPEN &&
      kinds[n - 3] === VALUES
    ) {
      this.truncate(n - 2);
      return;
    }
    this.push(low, high, kind);
  }

  truncate(length: number): void {
    this.low.length = length;
    this.high.length = length;
    this.kinds.length = length;
  }

  /** The key of the sequence, a safe integer of 53 bits. */
  key(): number {
    let low = 0x811c9dc5 | 0;
    let high = 0x9e3779b9 | 0;
    for (let i = 0; i < this.kinds.length; i++) {
      low = Math.imul(low ^ (this.low[i] as number), 0x01000193);
      low ^= low >>> 15;
      high = Math.imul(high ^ (this.high[i] as number), 0xc2b2ae35);
      high ^= high >>> 16;
    }
    return (low >>> 0) * 0x200000 + (high >>> 11);
  }
}

function hashed(words: readonly string[]): HashedTokens {
  const tokens = new HashedTokens();
  for (const word of words) tokens.pushWord(word);
  return tokens;
}

const [VALUE_LOW, VALUE_HIGH] = [hashed([VALUE]).low[0] as number, hashed([VALUE]).high[0] as number];

/** The key of a token sequence: equal sequences have equal keys, and others hardly ever. */
export function keyOf(words: readonly string[]): number {
  return hashed(words).key();
}

/**
 * For a template, the keys of the general forms that slots make of it, without making the forms: `keyOf(generalise(words, slots))`.
 * Each word is hashed once, however many forms there are.
 */
export function formKeys(words: readonly string[]): (slots: readonly Slot[]) => number {
  const { low, high, kinds } = hashed(words);
  const form = new HashedTokens();
  const take = (from: number, to: number): void => {
    for (let i = from; i < to; i++) form.pushJoined(low[i] as number, high[i] as number, kinds[i] as number);
  };
  return (slots) => {
    form.truncate(0);
    let at = 0;
    for (const slot of slots) {
      take(at, slot.start);
      form.pushJoined(VALUE_LOW, VALUE_HIGH, VALUES);
      at = slot.end;
    }
    take(at, words.length);
    return form.key();
  };
}
