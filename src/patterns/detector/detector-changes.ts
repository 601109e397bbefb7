import { templateText } from '../text/template-text.js';
import { linkContribution } from './confidence.js';
import { rowOf, type SignatureRow, type Template, type TemplateRow, wordsOf } from './template.js';

/** How the template of an issue was found. */
export type MatchStep =
  /** The signature was known. */
  | 'known'
  /** The sender set a fingerprint. */
  | 'fingerprint'
  /** A person corrected this title or signature. */
  | 'corrected'
  /** A learned template matched. */
  | 'template'
  /** The issue was merged with others into a new or more general template. */
  | 'merge'
  /** Nothing similar was known. */
  | 'new';

/** The template and pattern of one issue after a call. */
export interface IssueMatch {
  readonly issueId: string;
  readonly step: MatchStep;
  readonly signatureId: number;
  readonly templateId: number;
  readonly patternId: string;
}

/** A template to insert or to update, in its final state. */
export interface TemplateChange extends TemplateRow {
  /** Text for display: `Deployment failed: <*>`. */
  readonly text: string;
  /** The contribution of each link to the confidence of its pattern, 0 to 1. */
  readonly contribution: number;
}

/**
 * The changes to write after a call, in one transaction and in the order of these lists. A link stores the id of its signature
 * (issue → signature → template → pattern), so one statement per list updates any number of links.
 */
export interface DetectorChanges {
  /** One per issue, in input order. */
  readonly matches: readonly IssueMatch[];
  /** New and changed templates. */
  readonly templates: readonly TemplateChange[];
  /** New signatures, and those that a correction or a split moved to another template. */
  readonly signatures: readonly SignatureRow[];
  /**
   * Templates that are no longer live. With `into`, their signatures and links move to that template. Otherwise the template
   * was evicted: its row and links remain readable, but the row and its signatures are no longer part of the state.
   */
  readonly retired: readonly { readonly templateId: number; readonly into: number | null }[];
  /** Evicted signatures. They are no longer part of the state; links that refer to them keep their template. */
  readonly evictedSignatures: readonly number[];
  /** Patterns created in this call. */
  readonly newPatterns: readonly string[];
  /** Patterns that were merged into another one. */
  readonly mergedPatterns: readonly { readonly from: string; readonly into: string }[];
  /** New patterns with issues of a pattern whose template was divided. `from` keeps the other issues and its id. */
  readonly splitPatterns: readonly { readonly from: string; readonly into: string }[];
  /** Stored with the workspace. */
  readonly nextId: number;
}

export interface Signature {
  readonly id: number;
  readonly key: string;
  template: Template;
}

/** The live template that replaced a template, or the template itself. */
export function liveTemplate(template: Template): Template {
  let live = template;
  while (live.into !== null) live = live.into;
  return live;
}

/** Collects the changes of one call. Entries that were created and removed within the call are omitted. */
export class ChangeLog {
  readonly touched = new Set<Template>();
  readonly signatures = new Set<Signature>();
  readonly evictedSignatures: number[] = [];
  readonly merged: Template[] = [];
  readonly evicted: Template[] = [];
  readonly newPatterns = new Set<string>();
  readonly mergedPatterns = new Map<string, string>();
  private readonly splitPatterns: { readonly from: string; readonly into: string }[] = [];
  private readonly matches: { issueId: string; step: MatchStep; signature: Signature }[] = [];

  constructor(private readonly firstId: number) {}

  match(issueId: string, step: MatchStep, signature: Signature): void {
    this.matches.push({ issueId, step, signature });
  }

  mergePattern(from: string, into: string): void {
    if (!this.newPatterns.delete(from)) this.mergedPatterns.set(from, into);
  }

  splitPattern(from: string, into: string): void {
    this.splitPatterns.push({ from, into });
  }

  finish(nextId: number): DetectorChanges {
    const templates = [...this.touched].filter((template) => template.into === null);
    return {
      matches: this.matches.map(({ issueId, step, signature }) => {
        const template = liveTemplate(signature.template);
        return {
          issueId,
          step,
          signatureId: signature.id,
          templateId: template.id,
          patternId: template.patternId,
        };
      }),
      templates: templates.map(changeOf),
      signatures: [...this.signatures].map(({ id, key, template }) => ({
        id,
        key,
        templateId: liveTemplate(template).id,
      })),
      retired: [
        ...this.merged
          .filter((template) => template.id < this.firstId)
          .map((template) => ({ templateId: template.id, into: liveTemplate(template).id })),
        ...this.evicted.map((template) => ({ templateId: template.id, into: null })),
      ],
      evictedSignatures: this.evictedSignatures,
      newPatterns: [...this.newPatterns],
      mergedPatterns: [...this.mergedPatterns].map(([from, into]) => ({ from, into: this.survivor(into) })),
      splitPatterns: this.splitPatterns.filter(({ into }) => this.newPatterns.has(into)),
      nextId,
    };
  }

  private survivor(patternId: string): string {
    let survivor = patternId;
    for (
      let next = this.mergedPatterns.get(survivor);
      next !== undefined;
      next = this.mergedPatterns.get(survivor)
    )
      survivor = next;
    return survivor;
  }
}

/** The row of a template with its derived values. */
export function changeOf(template: Template): TemplateChange {
  const { weakestMerge, kind } = template;
  const words = wordsOf(template.words);
  const decided = kind === 'fingerprint' || kind === 'corrected';
  return {
    ...rowOf(template),
    text: templateText(words),
    contribution: linkContribution({ words, weakestMerge, learned: kind === 'learned', decided }),
  };
}
