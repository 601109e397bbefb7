/** What may come next in a JSON text. */
type Expected = 'value' | 'item or ]' | 'key or }' | 'key' | ':' | ', or end';

const WHITE_SPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const LITERAL = /true|false|null/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y;

/**
 * Returns the position of the first character at which a text stops being valid JSON, or the length of a text that ends too
 * early. The messages of `JSON.parse` contain the position only for some errors, and parts of the text.
 *
 * @param text that `JSON.parse` refuses
 */
export function syntaxErrorAt(text: string): number {
  /** The closing brackets that are still missing. */
  const open: ('}' | ']')[] = [];
  let expected: Expected = 'value';
  for (let at = 0; ; ) {
    at = after(WHITE_SPACE, text, at) ?? at;
    const char = text[at];
    if (char === undefined) return at;
    const closes: boolean =
      char === open.at(-1) && expected !== 'value' && expected !== 'key' && expected !== ':';
    if (closes) {
      open.pop();
      expected = ', or end';
      at++;
    } else if (expected === ', or end' || expected === ':') {
      const separator: string = expected === ':' ? ':' : ',';
      if (char !== separator || open.length === 0) return at;
      expected = separator === ',' && open.at(-1) === '}' ? 'key' : 'value';
      at++;
    } else if (expected === 'key' || expected === 'key or }') {
      const end = endOfString(text, at);
      if (end.error !== undefined) return end.error;
      at = end.at;
      expected = ':';
    } else if (char === '{' || char === '[') {
      open.push(char === '{' ? '}' : ']');
      expected = char === '{' ? 'key or }' : 'item or ]';
      at++;
    } else {
      const end = char === '"' ? endOfString(text, at) : endOfScalar(text, at);
      if (end.error !== undefined) return end.error;
      at = end.at;
      expected = ', or end';
    }
  }
}

/** Returns where the value ends, or the position of its error. */
type End = { readonly at: number; readonly error?: undefined } | { readonly error: number };

function endOfScalar(text: string, start: number): End {
  const at = after(LITERAL, text, start) ?? after(NUMBER, text, start);
  return at === undefined ? { error: start } : { at };
}

function endOfString(text: string, start: number): End {
  if (text[start] !== '"') return { error: start };
  for (let at = start + 1; ; ) {
    const char = text[at];
    if (char === undefined || char < ' ') return { error: at };
    if (char === '"') return { at: at + 1 };
    const next = char === '\\' ? after(ESCAPE, text, at) : at + 1;
    if (next === undefined) return { error: at };
    at = next;
  }
}

/** Returns the position after a match of a sticky pattern, or undefined if it does not match here. */
function after(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}
