import { wordsOf } from '../detector/template.js';
import {
  type SlotSummary,
  slotValues,
  summariseSlots,
  templateText,
  templateTextWith,
} from './template-text.js';
import { tokenize } from './tokens.js';

/** A template as people read it, with what its slots held in a few titles. */
export interface ReadableTemplate {
  /** `Deployment failed: <*> v<*>` */
  readonly text: string;
  /** One for each `<*>`. Empty when no title is known. */
  readonly slots: readonly SlotSummary[];
}

/** What values have in common is shown only up to a digit: that a few versions begin with 2 says nothing. */
const LEADING = /^[^\d]*/;
const TRAILING = /[^\d]*$/;

/** @param titles a few that the template reads; others are passed over */
export function readableTemplate(words: string, titles: readonly string[]): ReadableTemplate {
  const template = wordsOf(words);
  const rows = titles.map((title) => valuesIn(words, title)).filter((values) => values.length > 0);
  if (rows.length === 0) return { text: templateText(template), slots: [] };
  const slots = summariseSlots(rows).map(({ prefix, suffix, examples }) => ({
    prefix: LEADING.exec(prefix)?.[0] ?? '',
    suffix: TRAILING.exec(suffix)?.[0] ?? '',
    examples,
  }));
  return { text: templateTextWith(template, slots), slots };
}

/** What stands in a title in the places of `<*>`, in their order; empty when the template does not read the title alone. */
export function valuesIn(words: string, title: string): readonly string[] {
  return slotValues(wordsOf(words), title, tokenize(title)) ?? [];
}
