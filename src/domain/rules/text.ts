/** Unicode's White_Space property. All its characters are in the basic plane, so code units suffice. */
function isWhiteSpace(unit: number): boolean {
  if (unit < 0x80) return unit === 0x20 || (unit >= 0x09 && unit <= 0x0d);
  if (unit < 0x1680) return unit === 0x85 || unit === 0xa0;
  return (
    unit === 0x1680 ||
    (unit >= 0x2000 && unit <= 0x200a) ||
    unit === 0x2028 ||
    unit === 0x2029 ||
    unit === 0x202f ||
    unit === 0x205f ||
    unit === 0x3000
  );
}

/** Whether a text contains only Unicode white space, or nothing. */
export function isBlank(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (!isWhiteSpace(text.charCodeAt(at))) return false;
  return true;
}

/** Returns a name for comparison: without surrounding Unicode white space, in lower case. */
export function foldName(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isWhiteSpace(text.charCodeAt(start))) start++;
  while (end > start && isWhiteSpace(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end).toLowerCase();
}

/** Whether every database returns a text as stored: it must not contain NUL or unpaired surrogates. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

/** Whether a text has at most `max` Unicode code points. The length in code units decides most cases. */
export function fitsLength(text: string, max: number): boolean {
  if (text.length <= max) return true;
  if (text.length > 2 * max) return false;
  let codePoints = 0;
  for (let at = 0; at < text.length; codePoints++) at += (text.codePointAt(at) as number) > 0xffff ? 2 : 1;
  return codePoints <= max;
}

/** Whether a text has at most `max` bytes in UTF-8. */
export function fitsBytes(text: string, max: number): boolean {
  if (text.length > max) return false;
  return text.length * 3 <= max || Buffer.byteLength(text) <= max;
}

/** Returns the first `max` code points of a text. */
export function cutCodePoints(text: string, max: number): string {
  if (fitsLength(text, max)) return text;
  let end = 0;
  for (let count = 0; count < max; count++) end += (text.codePointAt(end) as number) > 0xffff ? 2 : 1;
  return text.slice(0, end);
}

/** Returns as many whole code points of a well-formed text as fit into `max` bytes of UTF-8. */
export function cutBytes(text: string, max: number): string {
  if (fitsBytes(text, max)) return text;
  const bytes = Buffer.from(text.slice(0, max), 'utf8').subarray(0, max + 1);
  let end = Math.min(max, bytes.length);
  // All bytes of a character except the first start with the bits 10.
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return bytes.subarray(0, end).toString('utf8');
}
