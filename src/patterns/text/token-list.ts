import { classAt, MARK } from './characters.js';
import { CALENDAR, JOINT, kindOfWord, SIGN, UNIT } from './token-kinds.js';

/** The wildcard token, which stands for a value. A title never contains it, because `<`, `*` and `>` are separate tokens. */
export const VALUE = '<*>';

/** The tokens of a title and their positions in it (UTF-16 offsets, end exclusive). */
export interface Tokens {
  readonly words: readonly string[];
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** Longest repeated run of tokens that is folded. */
const MAX_PERIOD = 8;

/** Whether a token is a word or a value, not punctuation. */
export function isWord(token: string): boolean {
  return token === VALUE || classAt(token, 0) !== MARK;
}

/** Whether a word is a rate such as `KB/s`. */
function isRate(word: string): boolean {
  const slash = word.indexOf('/');
  return slash > 0 && (kindOfWord(word.slice(0, slash)) & UNIT) !== 0;
}

/** Collects tokens in text order. Adjacent values become one. */
export class TokenList implements Tokens {
  readonly words: string[] = [];
  readonly starts: number[] = [];
  readonly ends: number[] = [];
  /** The kinds of the tokens, as in `token-kinds.ts`; 0 for a value. */
  readonly kinds: number[] = [];
  /** Whether the last value followed a `<`, so that the next `>` is part of it. */
  private angled = false;

  push(word: string, start: number, end: number, kind: number): void {
    this.words.push(word);
    this.kinds.push(kind);
    this.starts.push(start);
    this.ends.push(end);
  }

  /** Adds a word that is not a value. A unit, month or time zone after a value becomes part of the value. */
  constant(word: string, start: number, end: number, kind: number): void {
    const isUnit = this.words.at(-1) === VALUE && ((kind & UNIT) !== 0 || isRate(word));
    if (isUnit) this.ends[this.ends.length - 1] = end;
    else this.push(word, start, end, kind);
  }

  /** Adds punctuation. A `%` or a closing `>` after a value becomes part of it. */
  mark(char: string, start: number, end: number, kind: number): void {
    if (char === ')') {
      this.closeParenthesis(start, end, kind);
      return;
    }
    const last = this.words.length - 1;
    if (last >= 0 && this.words[last] === VALUE && this.ends[last] === start) {
      if (char === '%' || (char === '>' && this.angled)) {
        this.ends[last] = end;
        return;
      }
    }
    this.push(char, start, end, kind);
  }

  /** Adds a value, including the tokens to its left that are part of it. */
  value(from: number, end: number): void {
    const { words, kinds, ends } = this;
    this.angled = words.at(-1) === '<' && ends.at(-1) === from;
    const start = ((kinds.at(-1) ?? 0) & (SIGN | CALENDAR | JOINT)) === 0 ? from : this.joinLeft(from);
    if (words.at(-1) === VALUE) ends[ends.length - 1] = end;
    else this.push(VALUE, start, end, 0);
  }

  /** Removes the tokens to the left of a value that are part of it, and returns the new start of the value. */
  private joinLeft(from: number): number {
    const { words, starts, ends } = this;
    let start = from;
    while (this.lastIs(SIGN) && ends.at(-1) === start) {
      const sum = words.at(-1) === '+' && words.at(-2) === VALUE && ends.at(-2) === starts.at(-1);
      if (sum) break;
      start = starts.at(-1) as number;
      this.pop();
    }
    while (this.lastIs(CALENDAR)) {
      start = starts.at(-1) as number;
      this.pop();
    }
    const joins = this.lastIs(JOINT) && words.at(-2) === VALUE;
    if (joins && (words.at(-1) !== ':' || this.tight(start))) this.pop();
    return start;
  }

  private lastIs(kind: number): boolean {
    return ((this.kinds.at(-1) ?? 0) & kind) !== 0;
  }

  protected pop(): void {
    this.words.pop();
    this.starts.pop();
    this.ends.pop();
    this.kinds.pop();
  }

  /** Whether the last token has no space before it and none before `start`. */
  private tight(start: number): boolean {
    return this.starts.at(-1) === this.ends.at(-2) && this.ends.at(-1) === start;
  }

  /** Joins `<*> (<*>)` into one value. */
  private closeParenthesis(start: number, end: number, kind: number): void {
    const { words } = this;
    const n = words.length;
    if (n >= 2 && words[n - 1] === '(' && words[n - 2] === VALUE) {
      this.pop();
      this.ends[n - 2] = end;
    } else if (n >= 3 && words[n - 1] === VALUE && words[n - 2] === '(' && words[n - 3] === VALUE) {
      this.pop();
      this.pop();
      this.ends[n - 3] = end;
    } else this.push(')', start, end, kind);
  }
}

/** Collects the tokens of a text. A run of tokens with a value that repeats the run before it is dropped. */
export class FoldedTokenList extends TokenList {
  private period = 0;
  private foldedAt = 0;

  override push(word: string, start: number, end: number, kind: number): void {
    super.push(word, start, end, kind);
    this.foldRepeat();
  }

  /** Folds a run with a value that repeats the run before it, so that lists of any length have the same tokens. */
  private foldRepeat(): void {
    const { words, ends } = this;
    const last = words.length - 1;
    for (let period = 2; period <= MAX_PERIOD && 2 * period <= words.length; period++) {
      let same = 0;
      let values = 0;
      while (same < period && words[last - same] === words[last - same - period]) {
        if (words[last - same] === VALUE) values++;
        same++;
      }
      if (same < period || values === 0) continue;
      const end = ends[last] as number;
      for (let i = 0; i < period; i++) this.pop();
      ends[ends.length - 1] = end;
      this.period = period;
      this.foldedAt = this.words.length;
      return;
    }
  }

  /** Removes an incomplete repeat at the end of a text that was cut. */
  private dropPartialRepeat(): void {
    const { words } = this;
    const tail = words.length - this.foldedAt;
    if (this.period === 0 || tail <= 0 || tail >= this.period) return;
    for (let i = 0; i < tail; i++)
      if (words[this.foldedAt + i] !== words[this.foldedAt - this.period + i]) return;
    for (let i = 0; i < tail; i++) this.pop();
  }

  /** Removes the last fragment of a cut text, unless it is the only one, and an incomplete repeat. */
  cutAfter(end: number): void {
    while (this.words.length > 1 && (this.ends.at(-1) as number) > end) this.pop();
    this.dropPartialRepeat();
  }
}

/** Joins adjacent values of a generalised template by the rules of the scanner. */
export function joinValues(words: readonly string[]): string[] {
  const joined: string[] = [];
  for (const word of words) {
    const n = joined.length;
    const last = joined[n - 1];
    if (word === VALUE) {
      if (last === VALUE) continue;
      if (last === ',' && joined[n - 2] === VALUE) joined.pop();
      else joined.push(word);
    } else if (word === ')' && last === VALUE && joined[n - 2] === '(' && joined[n - 3] === VALUE)
      joined.length = n - 2;
    else joined.push(word);
  }
  return joined;
}
