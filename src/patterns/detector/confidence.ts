import { isWord, VALUE } from '../text/tokens.js';

/** What a template says about how sure its links are. */
export interface TemplateStrength {
  readonly words: readonly string[];
  /** Whether the template was made by merging. */
  readonly learned: boolean;
  /** The weakest merge behind it, in thousandths of a nat; null if there was none. */
  readonly weakestMerge: number | null;
  /** Whether a person or the sender decided: nothing to doubt. */
  readonly decided: boolean;
}

/** Support of a pattern: what its confidence is made of. */
export interface PatternSupport {
  /** Distinct issues linked; repeats of one issue do not count. */
  readonly issues: number;
  /** Σ of their contributions. */
  readonly contributions: number;
  /** Issues that a person took out. */
  readonly removed: number;
}

/** An issue that a person takes out counts as so many links that failed. */
const FAILURES_PER_REMOVAL = 4;

/** Words of a template that are not values. */
export function constantWords(words: readonly string[]): number {
  let count = 0;
  for (const word of words) if (word !== VALUE && isWord(word)) count++;
  return count;
}

/**
 * What one link adds to the confidence of its pattern, 0…1: `sigmoid(min(A = 0 ? −1 : min(5, 2 + A), learned ? 1 + LLR_min : 5))`,
 * A = constant words of the template, LLR_min = the weakest merge behind it (log odds, so that the weaker doubt decides).
 * It depends on the template alone: a link's contribution can be taken back at any time.
 */
export function linkContribution(template: TemplateStrength): number {
  if (template.decided) return sigmoid(5);
  const constants = constantWords(template.words);
  const wording = constants === 0 ? -1 : Math.min(5, 2 + constants);
  const merging = template.learned ? 1 + (template.weakestMerge ?? 0) / 1000 : 5;
  return sigmoid(Math.min(wording, merging));
}

/** `(1 + Σs)/(3 + n)`: the posterior mean of a Bernoulli rate under Beta(1, 2), a removal being four failures. 0…1. */
export function patternConfidence(support: PatternSupport): number {
  const trials = support.issues + FAILURES_PER_REMOVAL * support.removed;
  return (1 + support.contributions) / (3 + trials);
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
