import type { TemplateKind } from '../../domain/entities/pattern-template.js';

/** A live template in memory. */
export interface Template {
  readonly id: number;
  /** The tokens, separated by spaces: one string takes far less memory than an array. */
  words: string;
  kind: TemplateKind;
  /** The id of the oldest template that was merged into this one; determines its age. */
  born: number;
  patternId: string;
  /** The lowest score of all merges into the template, in thousandths of a nat; null if there was none. */
  weakestMerge: number | null;
  /** The issue, as long as there is only one; null otherwise. */
  firstIssueId: string | null;
  /** Number of its live signatures. Derived from their rows. */
  signatures: number;
  /** The template that replaced it; null while it lives. */
  into: Template | null;
}

/** A stored template. The live template and signature rows restore a detector exactly. */
export interface TemplateRow {
  readonly id: number;
  readonly kind: TemplateKind;
  /** The tokens, separated by spaces; tokens never contain spaces. */
  readonly words: string;
  readonly born: number;
  readonly patternId: string;
  readonly weakestMerge: number | null;
  readonly firstIssueId: string | null;
}

/** Maps a key to its template. Templates and signatures share one sequence of ids. */
export interface SignatureRow {
  readonly id: number;
  /** The tokens of a title, or the key of a fingerprint or of an exact title. */
  readonly key: string;
  readonly templateId: number;
}

export function rowOf(template: Template): TemplateRow {
  const { id, kind, words, born, patternId, weakestMerge, firstIssueId } = template;
  return { id, kind, words, born, patternId, weakestMerge, firstIssueId };
}

export function templateOf(row: TemplateRow): Template {
  return { ...row, signatures: 0, into: null };
}

/** The tokens of a stored template. */
export function wordsOf(text: string): string[] {
  return text === '' ? [] : text.split(' ');
}
