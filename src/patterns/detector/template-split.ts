import type { Slot } from '../text/form-keys.js';
import { align } from '../text/template-text.js';
import { VALUE } from '../text/token-list.js';
import { expectsValue, isQuoted, slotCost } from './generalisations.js';
import { agreement, ewens, slotScore, type WordStatistics } from './merge-test.js';

/** Texts in which each value of a slot occurs on average, before the slot counts as a part of the message. */
const MIN_RECURRENCE = 4;
/** Values cheaper than this look like names, which may recur. In quotes the limit does not apply. */
const MIN_COST = 5;
/** Added to the cost of quoted values when slots are compared: quotes mark the name of an alarm. */
const QUOTED = 10;
/** How far below the score of a merge a slot must be, in nats, so that a split is not undone by the next text. */
const MARGIN = 3;

/** Texts of a template that have the same words in the slot that is no longer one. */
export interface TemplatePart<Text> {
  /** The tokens of the more specific template. */
  readonly words: string[];
  readonly texts: Text[];
}

interface SlotValues {
  readonly slot: Slot;
  /** The words in the slot, one entry for each text. */
  readonly values: readonly (readonly string[])[];
}

/** The values of each `<*>` of a template in texts; texts that the template does not match are left out. */
function valuesOfSlots(template: readonly string[], texts: readonly (readonly string[])[]): SlotValues[] {
  const rows = texts.map((words) => ({ words, ends: align(template, words) }));
  return template.flatMap((token, at): SlotValues[] => {
    if (token !== VALUE) return [];
    const values = rows.map(({ words, ends }) =>
      ends === null ? [VALUE] : words.slice(at === 0 ? 0 : ends[at - 1], ends[at]),
    );
    return [{ slot: { start: at, end: at + 1 }, values }];
  });
}

/**
 * How little the values of a slot look like names, if it must become constant again because its values are few and come back in
 * many texts. Null if the slot holds values.
 */
function costOfConstant(
  template: readonly string[],
  { slot, values }: SlotValues,
  agreed: number,
): number | null {
  if (expectsValue(template, slot) || values.some((value) => value.includes(VALUE))) return null;
  const distinct = new Set(values.map((value) => value.join(' '))).size;
  if (distinct < 2 || distinct * MIN_RECURRENCE > values.length) return null;
  const costs = values.map((value) => {
    const words = [...template.slice(0, slot.start), ...value, ...template.slice(slot.end)];
    return slotCost(words, { start: slot.start, end: slot.start + value.length });
  });
  const cost = Math.max(...costs);
  const quoted = isQuoted(template, slot);
  if (cost < MIN_COST && !quoted) return null;
  if (slotScore(agreed, ewens(distinct, values.length), cost) >= -MARGIN) return null;
  return quoted ? cost + QUOTED : cost;
}

/**
 * Divides a learned template if one of its slots turned out to hold few, recurring values, by the formula of the merge test: the
 * merge would not happen again. Among several such slots, the one with the highest cost counts, because its values look least
 * like names. The first part has the first text. Returns null if the template stays.
 */
export function splitTemplate<Text extends { readonly key: string }>(
  template: readonly string[],
  texts: readonly Text[],
  statistics: WordStatistics,
): TemplatePart<Text>[] | null {
  const agreed = agreement(template, statistics);
  let chosen: SlotValues | null = null;
  let highest = 0;
  for (const slot of valuesOfSlots(
    template,
    texts.map(({ key }) => key.split(' ')),
  )) {
    const cost = costOfConstant(template, slot, agreed);
    if (cost === null || cost <= highest) continue;
    chosen = slot;
    highest = cost;
  }
  if (chosen === null) return null;
  const { slot, values } = chosen;
  const parts = new Map<string, TemplatePart<Text>>();
  texts.forEach((text, i) => {
    const value = values[i] as readonly string[];
    const words = [...template.slice(0, slot.start), ...value, ...template.slice(slot.end)];
    const part = parts.get(words.join(' '));
    if (part === undefined) parts.set(words.join(' '), { words, texts: [text] });
    else part.texts.push(text);
  });
  return [...parts.values()];
}
