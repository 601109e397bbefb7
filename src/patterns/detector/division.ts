import type { Signature } from './detector-changes.js';
import type { DetectorState } from './detector-state.js';
import { type Template, wordsOf } from './template.js';
import type { TemplateMerge } from './template-index.js';
import { splitTemplate, type TemplatePart } from './template-split.js';

/*
 * Undoes merges whose slot turned out to hold few, recurring values. The texts of a template are its signatures, so every
 * decision depends on stored rows only. A test takes time for all signatures of the workspace, so tests are rare: when the
 * number of texts reaches a power of two.
 */

/** Texts of a template from which, and up to which, it can be divided. The upper bound limits the links that one division moves. */
const MIN_TEXTS = 16;
const MAX_TEXTS = 1024;

export type Part = TemplatePart<Signature>;

/** Whether a template that got another text is to be tested. */
export function isTestDue({ signatures }: Template): boolean {
  return (signatures & (signatures - 1)) === 0;
}

/** Whether a merge is to be tested: not if it only adds a few texts to a template that exists. */
export function isMergeTestDue({ words, members }: TemplateMerge): boolean {
  const general = members.find((member) => member.words === words);
  if (general === undefined) return true;
  return Math.log2(countTexts(members)) >= Math.floor(Math.log2(general.signatures)) + 1;
}

function countTexts(members: readonly Template[]): number {
  return members.reduce((sum, { signatures }) => sum + signatures, 0);
}

/** The parts into which a template with the texts of these members must be divided; null if it stays. */
export function partsOf(
  state: DetectorState,
  words: string,
  members: readonly Template[],
): readonly Part[] | null {
  const texts = countTexts(members);
  if (texts < MIN_TEXTS || texts > MAX_TEXTS) return null;
  return splitTemplate(wordsOf(words), state.signaturesOf(members), state.index.statistics());
}

/** Whether a merge would be divided into exactly its members. */
export function wouldBeUndone(state: DetectorState, { words, members }: TemplateMerge): boolean {
  const known = new Set(members.map((member) => member.words));
  return partsOf(state, words, members)?.every((part) => known.has(part.words.join(' '))) ?? false;
}

/**
 * Replaces a template by its parts. The part with the oldest signature keeps the pattern. A pattern with other templates is not
 * divided, because a person merged or added something.
 */
export function divide(
  state: DetectorState,
  template: Template,
  parts: readonly Part[],
  mint: () => string,
): void {
  if (!state.isAloneInPattern(template)) return;
  const { patternId, weakestMerge } = template;
  const [kept, ...others] = parts.map(({ words, texts }, i) => {
    const joined = words.join(' ');
    const kind = texts[0]?.key === joined ? 'literal' : 'learned';
    const part = state.createTemplate(kind, joined, i === 0 ? patternId : mint(), null);
    if (kind === 'learned') part.weakestMerge = weakestMerge;
    return { part, texts };
  });
  for (const { part, texts } of others) {
    for (const signature of texts) state.moveSignature(signature, part);
    state.log.splitPattern(patternId, part.patternId);
  }
  if (kept !== undefined) state.replaceTemplate(template, kept.part, patternId);
  state.keepWithinBounds();
}
