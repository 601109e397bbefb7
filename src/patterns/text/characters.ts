/** Character classes. LETTER is any character of a word; MARK is any other visible character. */
export const SPACE = 1;
export const LETTER = 2;
export const DIGIT = 3;
export const MARK = 4;

const ASCII = new Uint8Array(128).map((_, code) => {
  if (code <= 32 || code === 127) return SPACE;
  if (code >= 48 && code <= 57) return DIGIT;
  if ((code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95) return LETTER;
  return MARK;
});

const UNICODE_LETTER = /^[\p{L}\p{M}\p{N}\p{Pc}]/u;
const UNICODE_DIGIT = /^\p{Nd}/u;
const UNICODE_SPACE = /^[\p{Z}\p{Cc}\p{Cf}]/u;

/** The class of the character at `at`. Either half of a surrogate pair returns the class of the whole character. */
export function classAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code < 128) return ASCII[code] as number;
  if (Number.isNaN(code)) return SPACE;
  const low = code >= 0xdc00 && code <= 0xdfff && at > 0;
  const char = String.fromCodePoint(text.codePointAt(low ? at - 1 : at) as number);
  if (UNICODE_SPACE.test(char)) return SPACE;
  if (UNICODE_DIGIT.test(char)) return DIGIT;
  return UNICODE_LETTER.test(char) ? LETTER : MARK;
}
