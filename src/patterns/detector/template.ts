import type { TemplateKind } from '../../domain/entities/pattern-template.js';

/** A live template in memory. */
export interface Template {
  readonly id: number;
  /** The tokens, separated by one blank: one string takes far less memory than an array of words. */
  readonly words: string;
  kind: TemplateKind;
  /** Id of the oldest template that went into it: its age. */
  born: number;
  patternId: string;
  /** The weakest merge behind it, in thousandths of a nat; null if there was none. */
  weakestMerge: number | null;
  /** The only issue seen so far; null once there were two. */
  firstIssueId: string | null;
  /** The template that replaced it; null while it lives. */
  into: Template | null;
}

/** A template as it is stored. With the live rows of both kinds the detector is rebuilt exactly. */
export interface TemplateRow {
  readonly id: number;
  readonly kind: TemplateKind;
  /** The tokens, separated by one blank: no token has a blank in it. */
  readonly words: string;
  readonly born: number;
  readonly patternId: string;
  readonly weakestMerge: number | null;
  readonly firstIssueId: string | null;
}

/** What the same issue always comes back to. Ids of templates and signatures come from one sequence. */
export interface SignatureRow {
  readonly id: number;
  /** The tokens of a title, or the key of a fingerprint or of one exact title. */
  readonly key: string;
  readonly templateId: number;
}

export function rowOf(template: Template): TemplateRow {
  const { id, kind, words, born, patternId, weakestMerge, firstIssueId } = template;
  return { id, kind, words, born, patternId, weakestMerge, firstIssueId };
}

export function templateOf(row: TemplateRow): Template {
  return { ...row, into: null };
}

/** The tokens of a stored template. */
export function wordsOf(text: string): string[] {
  return text === '' ? [] : text.split(' ');
}
