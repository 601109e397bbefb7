import { wordsOf } from '../detector/template.js';
import {
  type SlotSummary,
  slotValues,
  summariseSlots,
  templateText,
  templateTextWith,
} from './template-text.js';
import { tokenize } from './tokens.js';

/** A template for display, with the values of its slots in a few titles. */
export interface ReadableTemplate {
  /** `Deployment failed: <*> v<*>` */
  readonly text: string;
  /** One for each `<*>`. Empty if no title is known. */
  readonly slots: readonly SlotSummary[];
}

/** Common parts are shown only up to a digit: that a few versions start with 2 is a coincidence. */
const LEADING = /^[^\d]*/;
const TRAILING = /[^\d]*$/;

/** @param titles titles that do not match the template are ignored */
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

/** The values of a title in the positions of `<*>`; empty if the template does not match the title. */
export function valuesIn(words: string, title: string): readonly string[] {
  return slotValues(wordsOf(words), title, tokenize(title)) ?? [];
}
