import { wordsOf } from '../detector/template.js';
import { titleTokens } from './signature.js';
import {
  type SlotSummary,
  slotValues,
  summariseSlots,
  templateText,
  templateTextLike,
} from './template-text.js';
import { ANY_STATE, kindOfWord } from './token-kinds.js';

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
const LEADING_MARKS = /^[^\p{L}\d]*/u;
const TRAILING_MARKS = /[^\p{L}\d]*$/u;
const WORD = /[\p{L}\d-]+/gu;
const CLOSING: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/** Whether a common part contains a state, which the next title may not have: `[FIRING:`. */
function hasState(part: string): boolean {
  return (part.match(WORD) ?? []).some((word) => (kindOfWord(word) & ANY_STATE) !== 0);
}

/** The common parts of the values of a slot that are worth showing: no states, and no bracket that is not opened. */
function shownParts({ prefix, suffix, examples }: SlotSummary): SlotSummary {
  const before = (hasState(prefix) ? LEADING_MARKS : LEADING).exec(prefix)?.[0] ?? '';
  const after = (hasState(suffix) ? TRAILING_MARKS : TRAILING).exec(suffix)?.[0] ?? '';
  const opened = CLOSING[after.at(-1) ?? ''];
  return { prefix: before, suffix: opened === undefined || before.includes(opened) ? after : '', examples };
}

/** @param titles titles that do not match the template are ignored; the first other one determines spacing and punctuation */
export function readableTemplate(words: string, titles: readonly string[]): ReadableTemplate {
  const template = wordsOf(words);
  const matching = titles.flatMap((title) => {
    const tokens = titleTokens(title);
    const values = slotValues(template, title, tokens);
    return values === null ? [] : [{ title, tokens, values }];
  });
  const slots = summariseSlots(matching.map(({ values }) => values)).map(shownParts);
  const [like] = matching;
  const text = like === undefined ? null : templateTextLike(template, slots, like.title, like.tokens);
  return { text: text ?? templateText(template), slots };
}

/** The values of a title in the positions of `<*>`; empty if the template does not match the title. */
export function valuesIn(words: string, title: string): readonly string[] {
  return slotValues(wordsOf(words), title, titleTokens(title)) ?? [];
}
