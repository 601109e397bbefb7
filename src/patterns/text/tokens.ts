import { addressAtMark, addressAtWord, endOfPair, matchesAt } from './addresses.js';
import { classAt, DIGIT, LETTER, MARK, SPACE } from './characters.js';
import { AFTER_VALUE, CALENDAR, HEX_RUN, JOINTS, NAME_WITH_DIGIT, NO_VALUE, SIGNS } from './masks.js';

/** The wildcard token, which stands for a value. A title never contains it, because `<`, `*` and `>` are separate tokens. */
export const VALUE = '<*>';

/** Maximum tokens of a title; the rest is ignored. */
export const MAX_TOKENS = 64;

/** The tokens of a title and their positions in it (UTF-16 offsets, end exclusive). */
export interface Tokens {
  readonly words: string[];
  readonly starts: number[];
  readonly ends: number[];
}

/** Longest repeated run of tokens that is folded. */
const MAX_PERIOD = 8;

function isValue(word: string, digits: number): boolean {
  if (digits === 0) return word.length >= 8 && HEX_RUN.test(word);
  return digits > 1 || !NAME_WITH_DIGIT.test(word);
}

/** Whether the word is a function name, as in `jk2_init()`. */
function isCall(text: string, at: number, end: number): boolean {
  return text.startsWith('()', end) && classAt(text, at) === LETTER;
}

class TokenScanner implements Tokens {
  readonly words: string[] = [];
  readonly starts: number[] = [];
  readonly ends: number[] = [];
  private at = 0;
  /** Whether the last value followed a `<`, so that the next `>` is part of it. */
  private angled = false;
  private period = 0;
  private foldedAt = 0;

  constructor(private readonly text: string) {}

  run(): void {
    const { text } = this;
    while (this.at < text.length && this.words.length < MAX_TOKENS) {
      switch (classAt(text, this.at)) {
        case SPACE:
          this.at++;
          break;
        case MARK:
          this.mark();
          break;
        default:
          this.word();
      }
    }
  }

  private mark(): void {
    const { text, at } = this;
    const code = text.charCodeAt(at);
    const address = addressAtMark(text, at);
    if (address > 0) {
      this.value(at + address);
      return;
    }
    const width = code >= 0xd800 && code <= 0xdbff && at + 1 < text.length ? 2 : 1;
    const char = text.slice(at, at + width);
    let end = at + width;
    while (text.startsWith(char, end)) end += width;
    if (char === '*' && end - at >= 3) {
      this.value(end);
      return;
    }
    this.at = end;
    if (char === ')') {
      this.closeParenthesis(at, end);
      return;
    }
    const last = this.words.length - 1;
    const touching = last >= 0 && this.ends[last] === at;
    if (touching && this.words[last] === VALUE) {
      if (char === '%' || (char === '>' && this.angled)) {
        this.ends[last] = end;
        return;
      }
    }
    const named = touching && isWord(this.words[last] as string);
    this.push(char, at, end);
    if (named && code === 61 /* = */ && matchesAt(NO_VALUE, text, end)) this.push(VALUE, end, end);
  }

  private word(): void {
    const { text, at } = this;
    let digits = 0;
    let end = at;
    while (end < text.length) {
      const kind = classAt(text, end);
      if (kind === DIGIT) digits++;
      else if (kind !== LETTER) {
        const joined = kind === MARK ? this.joined(text.charCodeAt(end), end) : 0;
        if (joined === 0) break;
        end += joined;
        continue;
      }
      end++;
    }
    const address = addressAtWord(text, at, end);
    if (address > 0) {
      this.value(at + address);
      return;
    }
    if (text.charCodeAt(end) === 47 /* / */) end = endOfPair(text, at, end);
    const word = text.slice(at, end);
    if (isValue(word, digits) && !isCall(text, at, end)) {
      this.value(end);
      return;
    }
    this.at = end;
    this.constant(word, at, end);
  }

  /** The number of marks at `end` that continue a word: `a.b`, `a-b`, `a::b`, `don't`, `12:30`, `3/5`, `1,024`. */
  private joined(code: number, end: number): number {
    const { text } = this;
    if (end === this.at) return 0;
    const next = end + 1 < text.length ? classAt(text, end + 1) : SPACE;
    const letterOrDigit = next === LETTER || next === DIGIT;
    switch (code) {
      case 46: // .
      case 45: // -
      case 126: // ~
      case 36: // $
        return letterOrDigit ? 1 : 0;
      case 39: // '
        return next === LETTER && classAt(text, end - 1) === LETTER ? 1 : 0;
      case 58: // :
        if (next === DIGIT && classAt(text, end - 1) === DIGIT) return 1;
        return text.charCodeAt(end + 1) === 58 && end + 2 < text.length && classAt(text, end + 2) === LETTER
          ? 2
          : 0;
      case 47: // /
      case 44: // ,
        return next === DIGIT && classAt(text, end - 1) === DIGIT ? 1 : 0;
      default:
        return 0;
    }
  }

  private push(word: string, start: number, end: number): void {
    this.words.push(word);
    this.starts.push(start);
    this.ends.push(end);
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
  dropPartialRepeat(): void {
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

  private pop(): void {
    this.words.pop();
    this.starts.pop();
    this.ends.pop();
  }

  private constant(word: string, start: number, end: number): void {
    const slash = word.indexOf('/');
    if (this.words.at(-1) === VALUE && AFTER_VALUE.has(slash < 0 ? word : word.slice(0, slash)))
      this.ends[this.ends.length - 1] = end;
    else this.push(word, start, end);
  }

  /** Whether the last token has no space before it and none before `start`. */
  private tight(start: number): boolean {
    return this.starts.at(-1) === this.ends.at(-2) && this.ends.at(-1) === start;
  }

  /** Adds a value that ends at `end`, including the tokens to its left that are part of it. */
  private value(end: number): void {
    const { words, starts, ends } = this;
    let start = this.at;
    this.angled = words.at(-1) === '<' && ends.at(-1) === start;
    while (words.length > 0 && SIGNS.has(words.at(-1) as string) && ends.at(-1) === start) {
      const sum = words.at(-1) === '+' && words.at(-2) === VALUE && ends.at(-2) === starts.at(-1);
      if (sum) break;
      start = starts.at(-1) as number;
      this.pop();
    }
    while (words.length > 0 && CALENDAR.has(words.at(-1) as string)) {
      start = starts.at(-1) as number;
      this.pop();
    }
    const last = words.at(-1);
    if (
      last !== undefined &&
      JOINTS.has(last) &&
      words.at(-2) === VALUE &&
      (last !== ':' || this.tight(start))
    )
      this.pop();
    this.at = end;
    if (words.at(-1) === VALUE) ends[ends.length - 1] = end;
    else this.push(VALUE, start, end);
  }

  /** Joins `<*> (<*>)` into one value. */
  private closeParenthesis(start: number, end: number): void {
    const { words } = this;
    const n = words.length;
    if (n >= 2 && words[n - 1] === '(' && words[n - 2] === VALUE) {
      this.pop();
      this.ends[n - 2] = end;
    } else if (n >= 3 && words[n - 1] === VALUE && words[n - 2] === '(' && words[n - 3] === VALUE) {
      this.pop();
      this.pop();
      this.ends[n - 3] = end;
    } else this.push(')', start, end);
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

/**
 * Splits and masks a text in one pass.
 * @param cutAt the start of the last fragment of a text that was cut; the fragment and an incomplete repeat before it are
 *   ignored unless there is nothing else
 */
export function tokenize(text: string, cutAt = 0): Tokens {
  const scan = new TokenScanner(text);
  scan.run();
  if (cutAt > 0) scan.cutAfter(cutAt);
  return scan;
}

/** Whether a token is a word or a value, not punctuation. */
export function isWord(token: string): boolean {
  return token === VALUE || classAt(token, 0) !== MARK;
}
