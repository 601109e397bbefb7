import { fingerprintKey, type IssueText, isTitleKey, titleKey, tokensOf } from '../text/signature.js';
import {
  ChangeLog,
  type Changes,
  changeOf,
  liveTemplate,
  type MatchStep,
  type Signature,
  type TemplateChange,
} from './detector-changes.js';
import { type DetectorBounds, type DetectorRows, DetectorState } from './detector-state.js';
import type { Template } from './template.js';
import type { Merge } from './template-index.js';

/** An issue to be matched. Ids are compared, never read. */
export interface DetectorIssue extends IssueText {
  readonly issueId: string;
}

/** Changes whenever the same issues could be grouped differently; stored with every link. */
export const ALGORITHM_VERSION = 1;

/**
 * The patterns of one workspace: online, deterministic, without I/O. What it decides depends on the issues' texts in the order in
 * which they were new, on the corrections between them, and on nothing else: not on how often a text arrives, not on batches, not on
 * restarts.
 *
 * One caller at a time. If what a call returned could not be written, this object knows more than the rows do: drop it and `restore`.
 */
export class PatternDetector {
  private readonly state: DetectorState;

  /** `mintPattern` is called for each new pattern and must answer an id never used before. */
  constructor(
    private readonly mintPattern: () => string,
    bounds: Partial<DetectorBounds> = {},
  ) {
    this.state = new DetectorState(bounds);
  }

  /** A detector that goes on exactly where the one stopped that wrote these rows. Rows may come in any order. */
  static restore(
    rows: DetectorRows,
    mintPattern: () => string,
    bounds: Partial<DetectorBounds> = {},
  ): PatternDetector {
    const detector = new PatternDetector(mintPattern, bounds);
    detector.state.load(rows);
    return detector;
  }

  /** The state as rows, in the order of ids. */
  rows(): DetectorRows {
    return this.state.rows();
  }

  /** Sizes, for metrics and bounds. `steps` are those of the last walk through the learned templates. */
  sizes(): { templates: number; signatures: number; bucketEntries: number; steps: number } {
    const { templates, signatures, index } = this.state;
    return {
      templates: templates.size,
      signatures: signatures.size,
      bucketEntries: index.bucketEntries,
      steps: index.steps,
    };
  }

  /** A live template as a call that changed it would have listed it; null for one that is not live. */
  template(id: number): TemplateChange | null {
    const template = this.state.templates.get(id);
    return template === undefined ? null : changeOf(template);
  }

  /** The id that the next new template or signature gets. */
  get nextId(): number {
    return this.state.nextId;
  }

  /** Matches issues in their order. Issues seen before with the same text change nothing. */
  detect(issues: readonly DetectorIssue[]): Changes {
    return this.record(() => {
      for (const issue of issues) this.matchOne(issue);
    });
  }

  /**
   * A person says that an issue belongs to a pattern: everything that reads the same (its signature) does from now on, and
   * learning leaves it alone.
   */
  pin(issue: IssueText, patternId: string): Changes {
    return this.record(() => {
      const { key, words, template } = this.decidedBy(issue);
      if (template !== null && template.kind !== 'learned') this.state.correct(template, patternId);
      else this.split(key, words, patternId);
    });
  }

  /**
   * A person says that an issue does not belong to a pattern. Its signature gets a pattern of its own; if the signature is all that
   * the template has and other issues share it, only this exact title does. Changes nothing if it belongs to another pattern already.
   */
  unlink(issue: IssueText, patternId: string): Changes {
    return this.record(() => {
      const { key, words, template } = this.decidedBy(issue);
      if (template !== null && template.patternId !== patternId) return;
      const apart = this.mint();
      if (template === null || template.kind === 'learned') this.split(key, words, apart);
      else if (template.firstIssueId !== null || isTitleKey(key)) this.state.correct(template, apart);
      else this.split(titleKey(issue.title), words, apart);
    });
  }

  /** A person says that two patterns are one. */
  mergePatterns(from: string, into: string): Changes {
    return this.record(() => {
      if (from !== into) this.state.movePattern(from, into);
    });
  }

  private record(work: () => void): Changes {
    this.state.log = new ChangeLog(this.state.nextId);
    work();
    return this.state.log.finish(this.state.nextId);
  }

  private matchOne(issue: DetectorIssue): void {
    const { state } = this;
    const corrected = state.correctedTitles > 0 ? state.signatures.get(titleKey(issue.title)) : undefined;
    if (corrected !== undefined) this.link(issue, corrected, 'corrected');
    else if (issue.fingerprint) this.matchFingerprint(issue, issue.fingerprint);
    else this.matchText(issue);
  }

  private matchText(issue: DetectorIssue): void {
    const { state } = this;
    const { words } = tokensOf(issue);
    const key = words.join(' ');
    const known = state.signatures.get(key);
    if (known !== undefined) {
      this.link(issue, known, known.template.kind === 'corrected' ? 'corrected' : 'known');
      return;
    }
    const template = state.index.find(words);
    if (template !== null) this.link(issue, state.sign(key, template), 'template');
    else this.matchNew(issue, key);
  }

  private matchFingerprint(issue: DetectorIssue, fingerprint: string): void {
    const { state } = this;
    const key = fingerprintKey(fingerprint);
    let signature = state.signatures.get(key);
    if (signature === undefined) {
      const words = tokensOf(issue).words.join(' ');
      signature = state.sign(key, state.create('fingerprint', words, this.mint(), issue.issueId));
      state.keepWithinBounds();
    }
    this.link(issue, signature, 'fingerprint');
  }

  private matchNew(issue: DetectorIssue, key: string): void {
    const { state } = this;
    const literal = state.create('literal', key, '', issue.issueId);
    const signature = state.sign(key, literal);
    this.learn(literal);
    const merged = literal.patternId !== '';
    if (!merged) state.setPattern(literal, this.mint());
    state.keepWithinBounds();
    this.link(issue, signature, merged ? 'merge' : 'new');
  }

  private link(issue: DetectorIssue, signature: Signature, step: MatchStep): void {
    const template = liveTemplate(signature.template);
    signature.template = template;
    if (template.firstIssueId !== null && template.firstIssueId !== issue.issueId) {
      template.firstIssueId = null;
      this.state.log.touched.add(template);
    }
    this.state.log.match(issue.issueId, step, signature);
  }

  /** The key that decides about an issue today, and the template it leads to. */
  private decidedBy(issue: IssueText): { key: string; words: string; template: Template | null } {
    const { signatures } = this.state;
    const words = tokensOf(issue).words.join(' ');
    const title = titleKey(issue.title);
    const general = issue.fingerprint ? fingerprintKey(issue.fingerprint) : words;
    const key = signatures.has(title) ? title : general;
    const signature = signatures.get(key);
    return { key, words, template: signature === undefined ? null : liveTemplate(signature.template) };
  }

  /** Gives a key a template of its own, which learning leaves alone. */
  private split(key: string, words: string, patternId: string): void {
    const { state } = this;
    const template = state.create('corrected', words, patternId, null);
    const known = state.signatures.get(key);
    if (known === undefined) state.sign(key, template);
    else {
      known.template = template;
      state.log.signatures.add(known);
    }
    state.keepWithinBounds();
  }

  /** Merges a template with what it is one message with, again and again until nothing more follows. */
  private learn(template: Template): void {
    const { index } = this.state;
    let current = template;
    for (let merge = index.findMerge(current); merge !== null; merge = index.findMerge(current))
      current = this.merge(merge);
  }

  /** Puts one template in the place of several. The masked form keeps its id if it is among them; the oldest pattern survives. */
  private merge({ words, llr, members }: Merge): Template {
    const { state } = this;
    const masked = members.find((member) => member.words === words);
    const target = masked ?? state.create('learned', words, '', members[0]?.firstIssueId ?? null);
    if (target.kind === 'literal') state.index.promote(target);
    const joining = new Set([...members, ...state.index.coveredBy(target)]);
    joining.delete(target);
    const { patternId } = [target, ...joining].reduce((a, b) => (b.born < a.born ? b : a));
    const weakest = Math.floor(llr * 1000);
    target.weakestMerge = Math.min(weakest, target.weakestMerge ?? weakest);
    for (const member of joining) state.replace(member, target, patternId);
    state.adoptPattern(target, patternId);
    return target;
  }

  private mint(): string {
    const id = this.mintPattern();
    this.state.log.newPatterns.add(id);
    return id;
  }
}
