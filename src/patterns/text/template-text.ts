import { isWord, type Tokens, VALUE } from './token-list.js';

const NO_SPACE_BEFORE: ReadonlySet<string> = new Set([...',.:;!?)]}%=/@']);
const NO_SPACE_AFTER: ReadonlySet<string> = new Set([...'([{#=/@$']);
const QUOTES: ReadonlySet<string> = new Set(['"', "'", '`']);

/** Joins the tokens of a template with spaces as in ordinary text. */
export function templateText(words: readonly string[]): string {
  let text = '';
  let glue = true;
  let open: string | null = null;
  for (const word of words) {
    const closes: boolean = QUOTES.has(word) && open === word;
    if (!glue && !closes && !NO_SPACE_BEFORE.has(word)) text += ' ';
    text += word;
    glue = NO_SPACE_AFTER.has(word);
    if (!QUOTES.has(word)) continue;
    if (!closes) glue = true;
    open = closes ? null : word;
  }
  return text;
}

/** The values of one slot in several titles. */
export interface SlotSummary {
  /** The common start and end of all values, without overlap. */
  readonly prefix: string;
  readonly suffix: string;
  /** Up to five distinct values, in the order given. */
  readonly examples: readonly string[];
}

const EXAMPLES = 5;

/**
 * The values of a template's slots in a title, one per `<*>`, as written in the title. A slot matches as few tokens as
 * possible. Returns null if the template does not match the title.
 */
export function slotValues(template: readonly string[], title: string, tokens: Tokens): string[] | null {
  const ends = align(template, tokens.words);
  if (ends === null) return null;
  const values: string[] = [];
  let at = 0;
  template.forEach((token, i) => {
    const end = ends[i] as number;
    if (token === VALUE) values.push(title.slice(tokens.starts[at], tokens.ends[end - 1]));
    at = end;
  });
  return values;
}

/** For each template token, the end of its match in `words`; null if the template does not match. Each `<*>` matches at least one token; failed states are not retried. */
export function align(template: readonly string[], words: readonly string[]): number[] | null {
  const failed = new Set<number>();
  const ends: number[] = [];
  const step = (i: number, at: number): boolean => {
    if (i === template.length) return at === words.length;
    const state = i * (words.length + 1) + at;
    if (at >= words.length || failed.has(state)) return false;
    const longest = template[i] === VALUE ? words.length : template[i] === words[at] ? at + 1 : at;
    for (let end = at + 1; end <= longest; end++) {
      ends[i] = end;
      if (step(i + 1, end)) return true;
    }
    failed.add(state);
    return false;
  };
  return step(0, 0) ? ends.slice(0, template.length) : null;
}

/** @param rows the result of `slotValues` for each title */
export function summariseSlots(rows: readonly (readonly string[])[]): SlotSummary[] {
  const count = rows[0]?.length ?? 0;
  return Array.from({ length: count }, (_, slot) => {
    const values = [...new Set(rows.map((row) => row[slot] ?? ''))];
    const prefix = values.length < 2 ? '' : values.reduce(commonPrefix);
    const rest = values.map((value) => value.slice(prefix.length));
    const suffix = values.length < 2 ? '' : reverse(rest.map(reverse).reduce(commonPrefix));
    return { prefix, suffix, examples: values.slice(0, EXAMPLES) };
  });
}

/** The text of each token of a template: for `<*>`, with the common prefix and suffix of its values. */
function tokenTexts(words: readonly string[], slots: readonly SlotSummary[]): string[] {
  let slot = 0;
  return words.map((word) => {
    if (word !== VALUE) return word;
    const { prefix = '', suffix = '' } = slots[slot++] ?? {};
    return prefix + VALUE + suffix;
  });
}

/**
 * The text of a template with the spacing and the repeated punctuation of a title that it matches: `pam_unix(sshd:auth): <*>`.
 * Returns null if the template does not match the title.
 */
export function templateTextLike(
  words: readonly string[],
  slots: readonly SlotSummary[],
  title: string,
  tokens: Tokens,
): string | null {
  const ends = align(words, tokens.words);
  if (ends === null) return null;
  let text = '';
  let previous = 0;
  tokenTexts(words, slots).forEach((token, i) => {
    const first = i === 0 ? 0 : (ends[i - 1] as number);
    const start = tokens.starts[first] as number;
    if (i > 0 && /\s/.test(title.slice(previous, start))) text += ' ';
    text += words[i] === VALUE || isWord(token) ? token : token.repeat(runLength(title, start, token));
    previous = tokens.ends[(ends[i] as number) - 1] as number;
  });
  return text;
}

/** How often a punctuation mark is repeated in a title. */
function runLength(title: string, at: number, mark: string): number {
  let length = 1;
  while (title.startsWith(mark, at + length * mark.length)) length++;
  return length;
}

function reverse(text: string): string {
  return Array.from(text).reverse().join('');
}

function commonPrefix(a: string, b: string): string {
  const left = Array.from(a);
  const right = Array.from(b);
  let length = 0;
  while (length < left.length && left[length] === right[length]) length++;
  return left.slice(0, length).join('');
}
