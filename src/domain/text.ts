/** Unicode's White_Space property. All of it is in the basic plane, so single units suffice. */
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

/** Whether a text is nothing but Unicode white space; the empty text is. */
export function isBlank(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (!isWhiteSpace(text.charCodeAt(at))) return false;
  return true;
}

/** A name as it is compared: without Unicode white space around it and without case. */
export function foldName(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isWhiteSpace(text.charCodeAt(start))) start++;
  while (end > start && isWhiteSpace(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end).toLowerCase();
}

/** Whether every database returns a text as it was stored: no NUL, no lone surrogate. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

/** Whether a text has at most `max` Unicode code points. Most texts are settled by their length alone. */
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
