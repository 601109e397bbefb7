import { addressAtMark, addressAtWord, endOfPair, matchesAt } from './addresses.js';
import { classAt, DIGIT, LETTER, MARK, SPACE } from './characters.js';
import { maskFields } from './fields.js';
import { HEX_RUN, METRIC_NAME, NAME_WITH_DIGIT, NO_VALUE } from './masks.js';
import { FIELD_SIGNS, kindOfMark, kindOfWord } from './token-kinds.js';
import { FoldedTokenList, isWord, type Tokens, VALUE } from './token-list.js';

/** Maximum tokens of a title; the rest is ignored. */
export const MAX_TOKENS = 64;

/** Follows a character that is to be shown as an emoji. */
const EMOJI_VARIANT = 0xfe0f;
/** A cut title has a multiple of this many tokens, unless it has fewer. */
const CUT_STEP = 16;

function isValue(word: string, digits: number): boolean {
  if (digits === 0) return word.length >= 8 && HEX_RUN.test(word);
  if (digits === 1 && NAME_WITH_DIGIT.test(word)) return false;
  const metric = digits <= 3 && (word.includes('xx') || word.includes('p'));
  return !metric || /\d/.test(word.replace(METRIC_NAME, ''));
}

/** Whether the word is a function name, as in `jk2_init()`. */
function isCall(text: string, at: number, end: number): boolean {
  return text.startsWith('()', end) && classAt(text, at) === LETTER;
}

class TokenScanner {
  readonly list = new FoldedTokenList();
  /** All kinds of the tokens. */
  signs = 0;
  private at = 0;

  constructor(private readonly text: string) {}

  run(): void {
    const { text } = this;
    while (this.at < text.length && this.list.words.length < MAX_TOKENS) {
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
    const { text, at, list } = this;
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
    if (text.charCodeAt(end) === EMOJI_VARIANT) end++;
    if (char === '*' && end - at >= 3) {
      this.value(end);
      return;
    }
    this.at = end;
    const last = list.words.length - 1;
    const named = last >= 0 && list.ends[last] === at && isWord(list.words[last] as string);
    const kind = kindOfMark(char);
    this.signs |= kind;
    list.mark(char, at, end, kind);
    if (named && code === 61 /* = */ && matchesAt(NO_VALUE, text, end)) list.push(VALUE, end, end, 0);
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
    const kind = kindOfWord(word);
    this.signs |= kind;
    this.list.constant(word, at, end, kind);
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

  private value(end: number): void {
    this.list.value(this.at, end);
    this.at = end;
  }
}

/** Cuts tokens to whole steps, so that the length of values rarely changes where a cut title ends. */
function cutTokens({ words, starts, ends }: Tokens): Tokens {
  const length = words.length < CUT_STEP ? words.length : words.length - (words.length % CUT_STEP);
  return { words: words.slice(0, length), starts: starts.slice(0, length), ends: ends.slice(0, length) };
}

/**
 * Splits and masks a text in one pass.
 * @param cutAt the start of the last fragment of a text that was cut; the fragment and an incomplete repeat before it are
 *   ignored unless there is nothing else
 */
export function tokenize(text: string, cutAt = 0): Tokens {
  const scan = new TokenScanner(text);
  scan.run();
  if (cutAt > 0) scan.list.cutAfter(cutAt);
  const tokens = (scan.signs & FIELD_SIGNS) === 0 ? scan.list : maskFields(scan.list);
  return cutAt > 0 ? cutTokens(tokens) : tokens;
}
