import { isUtf8 } from 'node:buffer';
import { AppError } from '../errors.js';
import { LIMITS } from '../limits.js';
import { syntaxErrorAt } from './json-syntax.js';

const BOM = 0xfeff;

/**
 * Parses a JSON body of up to `LIMITS.jsonValues` values. A byte order mark is ignored.
 * @throws AppError validation_error, with a message that repeats at most one character of the body
 */
export function parseJsonText(bytes: Uint8Array): unknown {
  return parse(textOf(bytes));
}

/**
 * Parses a JSON body like `parseJsonText`, but integers that a number cannot represent exactly become texts of their digits, so
 * that two ids never become one.
 * @throws AppError validation_error
 */
export function parseJsonDigits(bytes: Uint8Array): unknown {
  const text = textOf(bytes);
  const quoted = LONG_INTEGER.test(text) ? withQuotedIntegers(text) : text;
  try {
    return JSON.parse(quoted);
  } catch {
    return parse(text);
  }
}

/** Any integer of fewer digits is exact. */
const LONG_INTEGER = /\d{16}/;
const LONG_INTEGERS = /(?<![\d.eE+-])-?\d{16,}(?![\d.eE])/g;

/** Texts are skipped one by one, because a regular expression for them overflows the stack on long ones. */
function withQuotedIntegers(json: string): string {
  const parts: string[] = [];
  for (let at = 0; at < json.length; ) {
    const opening = json.indexOf('"', at);
    const end = opening === -1 ? json.length : opening;
    parts.push(json.slice(at, end).replace(LONG_INTEGERS, quotedUnlessExact));
    at = opening === -1 ? end : endOfString(json, opening);
    parts.push(json.slice(end, at));
  }
  return parts.join('');
}

function quotedUnlessExact(digits: string): string {
  return Number.isSafeInteger(Number(digits)) ? digits : `"${digits}"`;
}

/** The position behind the closing quotation mark, or the end of a text that is never closed. */
function endOfString(json: string, opening: number): number {
  for (let at = json.indexOf('"', opening + 1); at !== -1; at = json.indexOf('"', at + 1)) {
    let before = at;
    while (json[before - 1] === '\\') before -= 1;
    if ((at - before) % 2 === 0) return at + 1;
  }
  return json.length;
}

function textOf(bytes: Uint8Array): string {
  if (bytes.length === 0) throw new AppError('validation_error', 'The body is empty: send a JSON object.');
  if (!isUtf8(bytes)) throw new AppError('validation_error', 'The body is not valid UTF-8.');
  if (bytes.length > LIMITS.jsonValues && !hasFewValues(bytes))
    throw new AppError(
      'validation_error',
      `The body has too many values: send at most ${LIMITS.jsonValues} objects, arrays, texts, numbers and literals together.`,
    );
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  return text.charCodeAt(0) === BOM ? text.slice(1) : text;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AppError('validation_error', `The body is not valid JSON: ${syntaxProblem(text)}.`);
  }
}

/** Names the place of an error and at most one character, which cannot contain a secret. */
function syntaxProblem(text: string): string {
  const at = syntaxErrorAt(text);
  const lineStart = text.lastIndexOf('\n', at - 1) + 1;
  const line = text.slice(0, lineStart).split('\n').length;
  const place = `line ${line}, column ${at - lineStart + 1}`;
  const code = text.codePointAt(at);
  if (code === undefined) return `unexpected end of the body at ${place}`;
  return code < 0x20 || code === 0x7f
    ? `unexpected control character at ${place}`
    : `unexpected token \`${String.fromCodePoint(code)}\` at ${place}`;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPENING_BRACKET = 0x5b;
const OPENING_BRACE = 0x7b;

/**
 * Whether a JSON text has at most `LIMITS.jsonValues` values. Parsing takes a thousand times longer for many small values
 * than for one text of the same size, so they are counted before: every value follows a comma or an opening bracket.
 */
function hasFewValues(bytes: Uint8Array): boolean {
  let values = 1;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) at = endOfText(bytes, at);
    else if (byte === COMMA || byte === OPENING_BRACKET || byte === OPENING_BRACE)
      if (++values > LIMITS.jsonValues) return false;
  }
  return true;
}

/** Returns the position of the closing quote, or the end of the bytes. */
function endOfText(bytes: Uint8Array, start: number): number {
  let at = start + 1;
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  return at;
}
