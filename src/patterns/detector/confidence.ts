import { isWord, VALUE } from '../text/token-list.js';

/** The properties of a template that determine the confidence of its links. */
export interface TemplateStrength {
  readonly words: readonly string[];
  /** Whether the template was made by merging. */
  readonly learned: boolean;
  /** The lowest score of all merges into the template, in thousandths of a nat; null if there was none. */
  readonly weakestMerge: number | null;
  /** Whether a person or a fingerprint decided, so that there is no doubt. */
  readonly decided: boolean;
}

/** The input of a pattern's confidence. */
export interface PatternSupport {
  /** Distinct linked issues. */
  readonly issues: number;
  /** Sum of the contributions of their links. */
  readonly contributions: number;
  /** Issues that a person removed. */
  readonly removed: number;
}

/** Failed links that one removed issue counts as. */
const FAILURES_PER_REMOVAL = 4;

/** Words of a template that are not values. */
export function constantWords(words: readonly string[]): number {
  let count = 0;
  for (const word of words) if (word !== VALUE && isWord(word)) count++;
  return count;
}

/**
 * The contribution of one link to the confidence of its pattern, 0 to 1:
 * `sigmoid(min(A = 0 ? −1 : min(5, 2 + A), learned ? 1 + LLR_min : 5))`, where A is the number of constant words and LLR_min the
 * lowest merge score (log odds). Depends only on the template, so that a contribution can be subtracted at any time.
 */
export function linkContribution(template: TemplateStrength): number {
  if (template.decided) return sigmoid(5);
  const constants = constantWords(template.words);
  const wording = constants === 0 ? -1 : Math.min(5, 2 + constants);
  const merging = template.learned ? 1 + (template.weakestMerge ?? 0) / 1000 : 5;
  return sigmoid(Math.min(wording, merging));
}

/** `(1 + Σs)/(3 + n)`, the posterior mean of a Bernoulli rate with a Beta(1, 2) prior. A removal counts as four failures. */
export function patternConfidence(support: PatternSupport): number {
  const trials = support.issues + FAILURES_PER_REMOVAL * support.removed;
  return (1 + support.contributions) / (3 + trials);
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
