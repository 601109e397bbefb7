import { VALUE } from './token-list.js';

/** A range of template tokens that may be a value; `end` is exclusive. */
export interface Slot {
  readonly start: number;
  readonly end: number;
}

/** The token kinds that `joinValues` distinguishes. */
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

/** A token sequence as two 32-bit hashes per token (similar to FNV-1a) and the token kinds. */
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

  /** Adds a token by the rules of `joinValues`: adjacent values become one. */
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

/** The key of a token sequence. Different sequences have different keys except for rare hash collisions. */
export function keyOf(words: readonly string[]): number {
  return hashed(words).key();
}

/**
 * Returns a function that computes `keyOf(generalise(words, slots))` without building the general form. Each word is hashed
 * only once for all forms.
 */
export function formKeys(words: readonly string[]): (slots: readonly Slot[]) => number {
  const { low, high, kinds } = hashed(words);
  const form = new HashedTokens();
  const copyTokens = (from: number, to: number): void => {
    for (let i = from; i < to; i++) form.pushJoined(low[i] as number, high[i] as number, kinds[i] as number);
  };
  return (slots) => {
    form.truncate(0);
    let at = 0;
    for (const slot of slots) {
      copyTokens(at, slot.start);
      form.pushJoined(VALUE_LOW, VALUE_HIGH, VALUES);
      at = slot.end;
    }
    copyTokens(at, words.length);
    return form.key();
  };
}
