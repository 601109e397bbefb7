import { templateText } from '../text/template-text.js';
import { linkContribution } from './confidence.js';
import { rowOf, type SignatureRow, type Template, type TemplateRow, wordsOf } from './template.js';

/** How an issue came to its template. */
export type MatchStep =
  /** Its signature was known. */
  | 'known'
  /** The sender's fingerprint decided. */
  | 'fingerprint'
  /** A person's decision about this title or signature. */
  | 'corrected'
  /** A learned template reads it. */
  | 'template'
  /** It was found to be one message with others, and made or widened a template with them. */
  | 'merge'
  /** Nothing like it was known. */
  | 'new';

/** Where one issue belongs after the call. */
export interface Match {
  readonly issueId: string;
  readonly step: MatchStep;
  readonly signatureId: number;
  readonly templateId: number;
  readonly patternId: string;
}

/** A template to insert or to update, in its final state. */
export interface TemplateChange extends TemplateRow {
  /** For people: `Deployment failed: <*>`. */
  readonly text: string;
  /** What each link through it adds to the confidence of its pattern, 0…1. */
  readonly contribution: number;
}

/**
 * What must be written after a call, all in one transaction, in the order of these lists. Links are issue → signature → template → pattern:
 * a link stores its signature's id, so one statement per list below updates every link, however many there are.
 */
export interface Changes {
  /** One per issue, in their order. */
  readonly matches: readonly Match[];
  /** Templates that are new or differ from their row. */
  readonly templates: readonly TemplateChange[];
  /** New signatures, and known ones that a correction moved to another template. */
  readonly signatures: readonly SignatureRow[];
  /**
   * Templates that live no longer. With `into`, its signatures and links move to that template. Without, it was evicted: its
   * row and links stay for reading but are not part of the state, and neither are its signatures.
   */
  readonly retired: readonly { readonly templateId: number; readonly into: number | null }[];
  /** Signatures evicted for room: not part of the state; links that have them keep their template. */
  readonly evictedSignatures: readonly number[];
  /** Patterns minted in this call. */
  readonly newPatterns: readonly string[];
  /** Patterns whose issues belong to another one from now on. */
  readonly mergedPatterns: readonly { readonly from: string; readonly into: string }[];
  /** To be stored with the workspace. */
  readonly nextId: number;
}

export interface Signature {
  readonly id: number;
  readonly key: string;
  template: Template;
}

/** Follows a template to the one that lives in its place. */
export function liveTemplate(template: Template): Template {
  let live = template;
  while (live.into !== null) live = live.into;
  return live;
}

/** Collects the changes of one call; what came and went within the call is left out. */
export class ChangeLog {
  readonly touched = new Set<Template>();
  readonly signatures = new Set<Signature>();
  readonly evictedSignatures: number[] = [];
  readonly merged: Template[] = [];
  readonly evicted: Template[] = [];
  readonly newPatterns = new Set<string>();
  readonly mergedPatterns = new Map<string, string>();
  private readonly found: { issueId: string; step: MatchStep; signature: Signature }[] = [];

  constructor(private readonly firstId: number) {}

  match(issueId: string, step: MatchStep, signature: Signature): void {
    this.found.push({ issueId, step, signature });
  }

  mergePattern(from: string, into: string): void {
    if (!this.newPatterns.delete(from)) this.mergedPatterns.set(from, into);
  }

  finish(nextId: number): Changes {
    const templates = [...this.touched].filter((template) => template.into === null);
    return {
      matches: this.found.map(({ issueId, step, signature }) => {
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

/** A template as it is to be stored. */
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
