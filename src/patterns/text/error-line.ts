/** Characters of a body that are searched. */
const SCANNED_CHARS = 65_536;
const LONGEST_LINE = 300;

/** Each pattern runs in linear time: no quantifier overlaps the next one. */
const EXCEPTION = /[A-Za-z](?:Exception|Error)\b/;
const LABELLED = /\b(?:Error|ERROR|Caused by|FATAL|panic):|^Caused by\b/;
const FAILED = /\bfailed\b/i;

/**
 * The error line of a body: the first line that names an exception type or starts an error (`Error:`, `Caused by`), or else
 * the first line with `failed`. Returns at most 300 characters, or null if the first 64 Ki characters have no such line.
 */
export function errorLineOf(body: string): string | null {
  let failed: string | null = null;
  for (const line of body.slice(0, SCANNED_CHARS).split('\n')) {
    if (EXCEPTION.test(line) || LABELLED.test(line)) return shorten(line);
    if (failed === null && FAILED.test(line)) failed = line;
  }
  return failed === null ? null : shorten(failed);
}

function shorten(line: string): string {
  return Array.from(line.trim().slice(0, 2 * LONGEST_LINE))
    .slice(0, LONGEST_LINE)
    .join('');
}
