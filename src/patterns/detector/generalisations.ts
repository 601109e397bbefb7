import { formKeys, type Slot } from '../text/form-keys.js';
import { kindOfWord, PREPOSITION } from '../text/token-kinds.js';
import { isWord, joinValues, VALUE } from '../text/token-list.js';

/** A more general form of a template, in which the tokens of some slots become `<*>`. */
export interface Generalisation {
  /** Index in the result of `slotSets`. */
  readonly at: number;
  readonly slots: readonly Slot[];
  /** Key of the general form, a 53-bit integer. Equal forms have equal keys. */
  readonly key: number;
}

/** Maximum generalisations of one template. */
export const MAX_GENERALISATIONS = 200;

const QUOTES: ReadonlySet<string> = new Set(['"', "'", '`']);
const PREPOSITIONS: ReadonlySet<string> = new Set('for from by on at in via named called user'.split(' '));
const CLOSING: ReadonlyMap<string, string> = new Map([
  ['{', '}'],
  ['(', ')'],
  ['[', ']'],
]);

/**
 * Last parts of names of services and places: `payment-service`, `eu-west`. Other words with hyphens are often phrases, such as
 * `disk-full`, and count as plain words.
 */
const SERVICE_NAME =
  /-(?:service|svc|api|app|server|worker|web|db|gateway|proxy|client|east|west|north|south|central)$/i;

/** Word shapes and the cost, in nats, of the assumption that such a word is a value. The first match counts. */
const SHAPES: readonly (readonly [RegExp, number])[] = [
  [/::/, 8],
  [/[./]/, 2],
  [SERVICE_NAME, 2],
  [/_/, 4],
  [/\d/, 5],
  [/[a-z][A-Z]|[A-Z]{2}[a-z]/, 8],
];
const PLAIN_WORD = 6;
/** Additional cost of two plain words: `Failed logins` is a message, not a name. */
const PHRASE = 6;
/** Punctuation around a single name: `Disk full - cart (prod)`. */
const NAME_SEPARATORS: ReadonlySet<string> = new Set([...'|-–—·•()[]']);

/** The cost of the assumption that a word is a value, by its shape. */
function costOfShape(word: string): number {
  for (const [shape, cost] of SHAPES) if (shape.test(word)) return cost;
  return PLAIN_WORD;
}

/** The sum of the highest cost and a quarter of the others, because slots tend to vary together. */
export function combinedCost(costs: readonly number[]): number {
  let max = 0;
  let sum = 0;
  for (const cost of costs) {
    sum += cost;
    if (cost > max) max = cost;
  }
  return max + (sum - max) / 4;
}

/** The cost, in nats, of the assumption that the tokens of a slot are a value. */
export function slotCost(words: readonly string[], slot: Slot): number {
  const costs: number[] = [];
  for (let i = slot.start; i < slot.end; i++) {
    const word = words[i] as string;
    if (word !== VALUE && isWord(word)) costs.push(costOfShape(word));
  }
  let cost = combinedCost(costs);
  if (costs.length === 2 && costs.every((word) => word === PLAIN_WORD)) cost += PHRASE;
  const before = words[slot.start - 1];
  if (before === '=' || isQuoted(words, slot)) cost = Math.min(cost, 5);
  if (slot.start === 0) cost += 1;
  const target = before === 'to' && words[slot.start - 3] === 'from';
  if (before !== undefined && (target || PREPOSITIONS.has(before))) cost -= 2;
  else if (costs.length === 1 && isSeparate(words, slot)) cost -= 2;
  return cost;
}

/** Whether a slot stands alone between separators or at the end of a title. */
function isSeparate(words: readonly string[], slot: Slot): boolean {
  const [before = '|', after = '|'] = [words[slot.start - 1], words[slot.end]];
  return NAME_SEPARATORS.has(before) && NAME_SEPARATORS.has(after);
}

/** Whether a slot is all that is between two quotes. */
export function isQuoted(words: readonly string[], slot: Slot): boolean {
  const before = words[slot.start - 1];
  return before !== undefined && QUOTES.has(before) && words[slot.end] === before;
}

/** Whether a value is usual in the slot: after any preposition or `=`. */
export function expectsValue(words: readonly string[], slot: Slot): boolean {
  if (isQuoted(words, slot)) return words[slot.start - 2] === '=';
  const before = words[slot.start - 1] ?? '';
  return before === '=' || PREPOSITIONS.has(before) || (kindOfWord(before) & PREPOSITION) !== 0;
}

/** Replaces the slots of a template by `<*>`. */
export function generalise(words: readonly string[], slots: readonly Slot[]): string[] {
  const general: string[] = [];
  let at = 0;
  for (const slot of slots) {
    while (at < slot.start) general.push(words[at++] as string);
    general.push(VALUE);
    at = slot.end;
  }
  while (at < words.length) general.push(words[at++] as string);
  return joinValues(general);
}

/** Whether a single slot is adjacent to a value, so that both become one `<*>`. */
export function touchesValue(words: readonly string[], slots: readonly Slot[]): boolean {
  const slot = slots[0];
  if (slot === undefined || slots.length > 1) return false;
  return words[slot.start - 1] === VALUE || words[slot.end] === VALUE;
}

/** The contents of quoted strings that are not just a value. */
function quotedSlots(words: readonly string[]): Slot[] {
  const slots: Slot[] = [];
  let open = -1;
  for (let i = 0; i < words.length; i++) {
    if (!QUOTES.has(words[i] as string)) continue;
    if (open < 0 || words[open] !== words[i]) {
      open = i;
      continue;
    }
    const alone = i - open === 2 && words[open + 1] === VALUE;
    if (i - open > 1 && !alone) slots.push({ start: open + 1, end: i });
    open = -1;
  }
  return slots;
}

/** The end of the value that starts at `at` after a `=`; `Name{…}` is one value. */
function endOfValue(words: readonly string[], at: number): number {
  const open = words[at + 1];
  const close = open === undefined ? undefined : CLOSING.get(open);
  if (close === undefined) return at + 1;
  let depth = 0;
  for (let i = at + 1; i < words.length; i++) {
    if (words[i] === open) depth++;
    else if (words[i] === close && --depth === 0) return i + 1;
  }
  return at + 1;
}

/** Both states of a transition such as `from NEW to RUNNING`. */
function transitionSlots(words: readonly string[]): Slot[] {
  const from = words.indexOf('from');
  if (from < 0 || words[from + 2] !== 'to') return [];
  return [from + 1, from + 3].filter((i) => isConstantWord(words[i])).map((i) => ({ start: i, end: i + 1 }));
}

function isConstantWord(word: string | undefined): boolean {
  return word !== undefined && word !== VALUE && isWord(word);
}

function disjoint(slots: readonly Slot[]): Slot[] {
  const kept: Slot[] = [];
  for (const slot of slots) if (slot.start >= (kept.at(-1)?.end ?? 0)) kept.push(slot);
  return kept;
}

/** Every word, every pair of words that is not adjacent to a value, and every bracketed value after a `=`. */
function singleSlots(words: readonly string[]): Slot[] {
  const slots: Slot[] = [];
  for (let i = 0; i < words.length; i++) {
    if (!isConstantWord(words[i])) continue;
    slots.push({ start: i, end: i + 1 });
    if (words[i - 1] === '=') {
      const end = endOfValue(words, i);
      if (end > i + 1) slots.push({ start: i, end });
    }
    const free = words[i - 1] !== VALUE && words[i + 2] !== VALUE;
    if (free && isConstantWord(words[i + 1])) slots.push({ start: i, end: i + 2 });
  }
  return slots;
}

/** Slots that tend to vary together: all names; both states of a transition; all names, key values and quoted strings. */
function jointSlots(words: readonly string[], quoted: readonly Slot[]): Slot[][] {
  const names: Slot[] = [];
  const values: Slot[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    if (!isConstantWord(word)) continue;
    const named = costOfShape(word) < PLAIN_WORD;
    if (named) names.push({ start: i, end: i + 1 });
    if (quoted.some((slot) => slot.start <= i && i < slot.end)) continue;
    if (named) values.push({ start: i, end: i + 1 });
    else if (words[i - 1] === '=') values.push({ start: i, end: endOfValue(words, i) });
  }
  const all = disjoint([...values, ...quoted].sort((x, y) => x.start - y.start));
  return [names, transitionSlots(words), all].filter((slots) => slots.length > 1);
}

/** All slot combinations that generalise a template, in a fixed order. Some produce equal forms. */
export function slotSets(words: readonly string[]): (readonly Slot[])[] {
  const quoted = quotedSlots(words);
  const single = [...singleSlots(words), ...quoted].map((slot) => [slot]);
  return [...jointSlots(words, quoted), ...single].slice(0, MAX_GENERALISATIONS);
}

/** The distinct generalisations of a template. Each one is a bucket of the index. */
export function generalisations(words: readonly string[]): Generalisation[] {
  const keyOfForm = formKeys(words);
  const seen = new Set<number>();
  const result: Generalisation[] = [];
  slotSets(words).forEach((slots, at) => {
    const key = keyOfForm(slots);
    if (seen.has(key)) return;
    seen.add(key);
    result.push({ at, slots, key });
  });
  return result;
}
