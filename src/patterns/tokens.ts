import {
  AFTER_VALUE,
  BACKSLASHED,
  CALENDAR,
  COLON_HEX,
  EMAIL,
  HEX_RUN,
  JOINTS,
  LOCATION,
  NAME_WITH_DIGIT,
  NO_VALUE,
  RELATIVE_PATH,
  SEGMENTS,
  SIGNS,
  SLASHED,
  TRAILING,
  UNIX_PATH,
  URL,
  WINDOWS_PATH,
} from './masks.js';

/** Stands for any value in signatures and templates. No scan yields it from text: `<`, `*` and `>` are tokens of their own. */
export const VALUE = '<*>';

/** Tokens of one title at most; what follows does not count. */
export const MAX_TOKENS = 64;

/** The tokens of a title, and where in it each was found (UTF-16 offsets, end exclusive). */
export interface Tokens {
  readonly words: string[];
  readonly starts: number[];
  readonly ends: number[];
}

const SPACE = 1;
const LETTER = 2;
const DIGIT = 3;
const MARK = 4;

const ASCII = new Uint8Array(128).map((_, code) => {
  if (code <= 32 || code === 127) return SPACE;
  if (code >= 48 && code <= 57) return DIGIT;
  if ((code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95) return LETTER;
  return MARK;
});

const UNICODE_LETTER = /^[\p{L}\p{M}\p{N}\p{Pc}]/u;
const UNICODE_DIGIT = /^\p{Nd}/u;
const UNICODE_SPACE = /^[\p{Z}\p{Cc}\p{Cf}]/u;

/** The class of the character at `at`. Half of a surrogate pair is judged with its other half. */
function classAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code < 128) return ASCII[code] as number;
  if (Number.isNaN(code)) return SPACE;
  const low = code >= 0xdc00 && code <= 0xdfff && at > 0;
  const char = String.fromCodePoint(text.codePointAt(low ? at - 1 : at) as number);
  if (UNICODE_SPACE.test(char)) return SPACE;
  if (UNICODE_DIGIT.test(char)) return DIGIT;
  return UNICODE_LETTER.test(char) ? LETTER : MARK;
}

/** Longest run of tokens that is recognised when it repeats. */
const MAX_PERIOD = 8;

class Scan implements Tokens {
  readonly words: string[] = [];
  readonly starts: number[] = [];
  readonly ends: number[] = [];
  private at = 0;
  /** Whether the last value stood after a `<`, whose `>` belongs to it too. */
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

  /** The match of a sticky pattern here, without the punctuation that ends a sentence; null if there is none. */
  private match(pattern: RegExp): string | null {
    pattern.lastIndex = this.at;
    let found = pattern.exec(this.text)?.[0];
    while (found !== undefined && TRAILING.test(found)) found = found.slice(0, -1);
    return found ?? null;
  }

  private boundaryBefore(): boolean {
    const before = this.at === 0 ? SPACE : classAt(this.text, this.at - 1);
    return before === SPACE || before === MARK;
  }

  private mark(): void {
    const { text, at } = this;
    const code = text.charCodeAt(at);
    const address = this.addressFromMark(code);
    if (address > 0) return this.value(at + address);
    const width = code >= 0xd800 && code <= 0xdbff && at + 1 < text.length ? 2 : 1;
    const char = text.slice(at, at + width);
    let end = at + width;
    while (text.startsWith(char, end)) end += width;
    if (char === '*' && end - at >= 3) return this.value(end);
    this.at = end;
    if (char === ')') return this.closeParenthesis(at, end);
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
    if (named && code === 61 /* = */ && this.match(NO_VALUE) !== null) this.push(VALUE, end, end);
  }

  /** The length of a path or an address that begins with this mark, or 0. */
  private addressFromMark(code: number): number {
    let found: string | null = null;
    if (code === 92 /* \ */) return this.match(WINDOWS_PATH)?.length ?? 0;
    if (code === 47 /* / */) found = this.boundaryBefore() ? this.match(UNIX_PATH) : null;
    else if (code === 46 || code === 126 /* . ~ */)
      found = this.boundaryBefore() ? this.match(RELATIVE_PATH) : null;
    else if (code === 58 /* : */ && this.text.charCodeAt(this.at + 1) === 58) {
      found = this.boundaryBefore() ? this.match(COLON_HEX) : null;
      return found !== null && /\d/.test(found) ? found.length : 0;
    }
    return found !== null && /\w/.test(found) ? found.length : 0;
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
    const address = this.addressFromWord(end);
    if (address > 0) return this.value(at + address);
    if (text.charCodeAt(end) === 47 /* / */) {
      const pair = this.match(SEGMENTS);
      if (pair !== null && SLASHED.test(pair)) end = at + pair.length;
    }
    const word = text.slice(at, end);
    const masked =
      digits > 0 ? digits > 1 || !NAME_WITH_DIGIT.test(word) : word.length >= 8 && HEX_RUN.test(word);
    if (masked) return this.value(end);
    this.at = end;
    this.constant(word, at, end);
  }

  /** The length of the path or address that begins with the word that ends at `end`, or 0. */
  private addressFromWord(end: number): number {
    const { text, at } = this;
    const next = text.charCodeAt(end);
    const after = text.charCodeAt(end + 1);
    if (next === 58 /* : */) {
      if (after === 47 && text.charCodeAt(end + 2) === 47) return this.match(URL)?.length ?? 0;
      if (end === at + 1 && after === 92) return this.match(WINDOWS_PATH)?.length ?? 0;
      if (classAt(text, end + 1) === DIGIT && LOCATION.test(text.slice(at, end))) {
        let digits = end + 1;
        while (classAt(text, digits) === DIGIT) digits++;
        return digits - at;
      }
      const hex = this.match(COLON_HEX);
      return hex !== null && /\d/.test(hex) && at + hex.length > end ? hex.length : 0;
    }
    if (next === 64 /* @ */) return this.match(EMAIL)?.length ?? 0;
    if (next === 47 /* / */) {
      const path = this.match(SEGMENTS);
      const isPath = path !== null && at + path.length > end + 1 && (/[.\d]/.test(path) || /\/.*\//.test(path));
      return isPath ? path.length : 0;
    }
    if (next === 92 /* \ */ && (classAt(text, end + 1) === LETTER || classAt(text, end + 1) === DIGIT))
      return this.match(BACKSLASHED)?.length ?? 0;
    return text.charCodeAt(at + 1) === 58 || text.charCodeAt(at + 2) === 58 ? this.colonHexInside(end) : 0;
  }

  /** `00:1b:…` whose first groups were taken for a time of day. */
  private colonHexInside(end: number): number {
    const hex = this.match(COLON_HEX);
    return hex !== null && this.at + hex.length > end ? hex.length : 0;
  }

  /** How many marks at `end` continue a word: `a.b`, `a-b`, `a::b`, `don't`, `12:30`, `3/5`, `1,024`. */
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

  /** A run of tokens with a value in it that repeats the run before it adds nothing: lists of any length read the same. */
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

  /** Forgets the beginning of one more repeat, for a text that was cut within it. */
  dropPartialRepeat(): void {
    const { words } = this;
    const tail = words.length - this.foldedAt;
    if (this.period === 0 || tail <= 0 || tail >= this.period) return;
    for (let i = 0; i < tail; i++)
      if (words[this.foldedAt + i] !== words[this.foldedAt - this.period + i]) return;
    for (let i = 0; i < tail; i++) this.pop();
  }

  /** Drops what may have been cut: the last fragment, unless it is the whole text, and a repeat that it broke. */
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

  /** Whether the last token touches what is before it and what begins at `start`. */
  private tight(start: number): boolean {
    return this.starts.at(-1) === this.ends.at(-2) && this.ends.at(-1) === start;
  }

  /** Adds a value that ends at `end`, joined to what belongs to it on its left. */
  private value(end: number): void {
    const { words, starts, ends } = this;
    let start = this.at;
    this.angled = words.at(-1) === '<' && ends.at(-1) === start;
    while (words.length > 0 && SIGNS.has(words.at(-1) as string) && ends.at(-1) === start) {
      start = starts.at(-1) as number;
      this.pop();
    }
    while (words.length > 0 && CALENDAR.has(words.at(-1) as string)) {
      start = starts.at(-1) as number;
      this.pop();
    }
    const last = words.at(-1);
    if (last !== undefined && JOINTS.has(last) && words.at(-2) === VALUE && (last !== ':' || this.tight(start))) this.pop();
    this.at = end;
    if (words.at(-1) === VALUE) ends[ends.length - 1] = end;
    else this.push(VALUE, start, end);
  }

  /** `<*> (<*>)` is one value. */
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

/** The same joining of neighbours for tokens without a text: what a generalisation makes of a template. */
export function joinValues(words: readonly string[]): string[] {
  const joined: string[] = [];
  for (const word of words) {
    const n = joined.length;
    const last = joined[n - 1];
    if (word === VALUE) {
      if (last === VALUE) continue;
      if (last === ',' && joined[n - 2] === VALUE) joined.pop();
      else joined.push(word);
    } else if (word === ')' && last === VALUE && joined[n - 2] === '(' && joined[n - 3] === VALUE) joined.length = n - 2;
    else joined.push(word);
  }
  return joined;
}

/**
 * Splits and masks a text in one pass. `cutAt` is where the last fragment of a text begins that was cut short; that fragment and
 * the beginning of a repeat before it do not count, unless nothing else is there.
 */
export function tokenize(text: string, cutAt = 0): Tokens {
  const scan = new Scan(text);
  scan.run();
  if (cutAt > 0) scan.cutAfter(cutAt);
  return scan;
}

/** Whether a token is a word or a value, not punctuation. */
export function isWord(token: string): boolean {
  return token === VALUE || classAt(token, 0) !== MARK;
}
