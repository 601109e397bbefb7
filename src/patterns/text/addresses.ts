import { classAt, DIGIT, LETTER, MARK, SPACE } from './characters.js';
import {
  BACKSLASHED,
  COLON_HEX,
  EMAIL,
  HOST_AND_TEXT,
  LOCATION,
  RELATIVE_PATH,
  SEGMENTS,
  SLASHED,
  TRAILING,
  UNIX_PATH,
  URL,
  WINDOWS_PATH,
} from './masks.js';

const COLON = 58;
const SLASH = 47;
const BACKSLASH = 92;
const AT = 64;
const DOT = 46;
const TILDE = 126;

/** Whether a sticky pattern matches at `at`. */
export function matchesAt(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(text);
}

/** The match of a sticky pattern at `at`, without punctuation that ends a sentence; empty if there is none. */
function textMatchedAt(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  let found = pattern.exec(text)?.[0] ?? '';
  while (TRAILING.test(found)) found = found.slice(0, -1);
  return found;
}

/** The length of the path or address that starts with the mark at `at`, or 0. */
export function addressAtMark(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code === BACKSLASH) return textMatchedAt(WINDOWS_PATH, text, at).length;
  if (code !== SLASH && code !== DOT && code !== TILDE && code !== COLON) return 0;
  const before = at === 0 ? SPACE : classAt(text, at - 1);
  if (before !== SPACE && before !== MARK) return 0;
  if (code === COLON) {
    const hex = text.charCodeAt(at + 1) === COLON ? textMatchedAt(COLON_HEX, text, at) : '';
    return /\d/.test(hex) ? hex.length : 0;
  }
  const path = textMatchedAt(code === SLASH ? UNIX_PATH : RELATIVE_PATH, text, at);
  return /\w/.test(path) ? path.length : 0;
}

/** The length of the path or address that starts with the word from `at` to `end`, or 0. */
export function addressAtWord(text: string, at: number, end: number): number {
  switch (text.charCodeAt(end)) {
    case COLON:
      return addressWithColon(text, at, end);
    case AT:
      return textMatchedAt(EMAIL, text, at).length;
    case SLASH:
      return relativePath(text, at, end);
    case BACKSLASH:
      return isWordAt(text, end + 1) ? textMatchedAt(BACKSLASHED, text, at).length : 0;
    default: {
      // The word may consist of the first groups of a hexadecimal address, which look like a time of day.
      const grouped = text.charCodeAt(at + 1) === COLON || text.charCodeAt(at + 2) === COLON;
      return grouped ? colonHex(text, at, end) : 0;
    }
  }
}

/** The end of a pair such as `read/write`, which is one word; `end` if there is no pair. */
export function endOfPair(text: string, at: number, end: number): number {
  const pair = textMatchedAt(SEGMENTS, text, at);
  return SLASHED.test(pair) ? at + pair.length : end;
}

function isWordAt(text: string, at: number): boolean {
  const kind = classAt(text, at);
  return kind === LETTER || kind === DIGIT;
}

function addressWithColon(text: string, at: number, end: number): number {
  const next = text.charCodeAt(end + 1);
  if (next === SLASH && text.charCodeAt(end + 2) === SLASH) return textMatchedAt(URL, text, at).length;
  if (next === BACKSLASH && end === at + 1) return textMatchedAt(WINDOWS_PATH, text, at).length;
  if (classAt(text, end + 1) !== DIGIT || !LOCATION.test(text.slice(at, end))) return colonHex(text, at, end);
  let digits = end + 1;
  while (classAt(text, digits) === DIGIT) digits++;
  return digits - at;
}

function colonHex(text: string, at: number, end: number): number {
  const hex = textMatchedAt(COLON_HEX, text, at);
  return /\d/.test(hex) && at + hex.length > end ? hex.length : 0;
}

/** Only text with two slashes, a dot or a digit is a path; `read/write` is a word. */
function relativePath(text: string, at: number, end: number): number {
  const path = textMatchedAt(SEGMENTS, text, at);
  if (at + path.length <= end + 1) return 0;
  if (HOST_AND_TEXT.test(path) && isWordAt(text, at + path.length + 1)) return end - at;
  return /[.\d]|\/.*\//.test(path) ? path.length : 0;
}
