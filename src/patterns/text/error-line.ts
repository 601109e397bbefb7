/** How much of a body is looked at. */
const SCANNED_CHARS = 65_536;
const LONGEST_LINE = 300;

/** Linear each: no quantifier overlaps the one after it. */
const EXCEPTION = /[A-Za-z](?:Exception|Error)\b/;
const LABELLED = /\b(?:Error|ERROR|Caused by|FATAL|panic):|^Caused by\b/;
const FAILED = /\bfailed\b/i;

/**
 * The line of a body that says what went wrong: the first that names an exception type or begins an error (`Error:`, `Caused by`),
 * else the first with `failed`; at most 300 characters of it. Null if there is none in the first 64 Ki characters.
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
