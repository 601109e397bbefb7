import { fingerprintKey, type IssueText, isTitleKey, titleKey, tokensOf } from '../text/signature.js';
import { commonTemplate } from './common-template.js';
import {
  ChangeLog,
  changeOf,
  type DetectorChanges,
  liveTemplate,
  type MatchStep,
  type Signature,
  type TemplateChange,
} from './detector-changes.js';
import {
  type DetectorBounds,
  type DetectorDelta,
  type DetectorRows,
  DetectorState,
} from './detector-state.js';
import { divide, isMergeTestDue, isTestDue, partsOf, wouldBeUndone } from './division.js';
import { type Template, wordsOf } from './template.js';
import type { TemplateMerge } from './template-index.js';

/** An issue to match. Its id is opaque. */
export interface DetectorIssue extends IssueText {
  readonly issueId: string;
}

/** Changes whenever the same issues could be grouped differently. Stored with every link. */
export const ALGORITHM_VERSION = 2;

/**
 * Detects the patterns of one workspace: incremental, deterministic, without I/O. Decisions depend only on the order in which
 * new texts arrive and on corrections, not on repetitions, batches or restarts.
 *
 * Not reentrant. If the changes of a call could not be written, discard the object and `restore` it from the rows.
 */
export class PatternDetector {
  private readonly state: DetectorState;

  /** @param mintPattern returns a unique id for each new pattern */
  constructor(
    private readonly mintPattern: () => string,
    bounds: Partial<DetectorBounds> = {},
  ) {
    this.state = new DetectorState(bounds);
  }

  /** Restores a detector that continues exactly like the one that wrote these rows. Rows can be in any order. */
  static restore(
    rows: DetectorRows,
    mintPattern: () => string,
    bounds: Partial<DetectorBounds> = {},
  ): PatternDetector {
    const detector = new PatternDetector(mintPattern, bounds);
    detector.state.load(rows);
    return detector;
  }

  /**
   * Takes over what other processes changed since the version of this detector. It then continues exactly like theirs. If this
   * throws, discard the object and `restore` it.
   */
  apply(delta: DetectorDelta): void {
    this.state.apply(delta);
  }

  /** The state as rows, ordered by id. */
  rows(): DetectorRows {
    return this.state.rows();
  }

  /** Sizes for metrics and bounds. `steps` counts the last search through the learned templates. */
  sizes(): { templates: number; signatures: number; bucketEntries: number; steps: number } {
    const { templates, signatures, index } = this.state;
    return {
      templates: templates.size,
      signatures: signatures.size,
      bucketEntries: index.bucketEntries,
      steps: index.steps,
    };
  }

  /** The row of a live template; null if the template is not live. */
  template(id: number): TemplateChange | null {
    const template = this.state.templates.get(id);
    return template === undefined ? null : changeOf(template);
  }

  /** The id of the next new template or signature. */
  get nextId(): number {
    return this.state.nextId;
  }

  /** Matches issues in input order. An issue with a known text changes nothing. */
  detect(issues: readonly DetectorIssue[]): DetectorChanges {
    return this.recordChanges(() => {
      for (const issue of issues) this.matchOne(issue);
    });
  }

  /**
   * Adds an issue to a pattern, as a correction by a person. This applies to every issue with the same signature, and learning
   * no longer changes it.
   */
  pin(issue: IssueText, patternId: string): DetectorChanges {
    return this.recordChanges(() => {
      const { key, words, template } = this.currentKey(issue);
      if (template !== null && template.kind !== 'learned') this.state.correctTemplate(template, patternId);
      else this.split(key, words, patternId);
    });
  }

  /**
   * Removes an issue from a pattern, as a correction by a person. Its signature gets a pattern of its own. If the template has
   * only this signature and other issues share it, only the exact title is separated. Does nothing if the issue already belongs
   * to another pattern.
   */
  unlink(issue: IssueText, patternId: string): DetectorChanges {
    return this.recordChanges(() => {
      const { key, words, template } = this.currentKey(issue);
      if (template !== null && template.patternId !== patternId) return;
      const separate = this.mint();
      if (template === null || template.kind === 'learned') this.split(key, words, separate);
      else if (template.firstIssueId !== null || isTitleKey(key))
        this.state.correctTemplate(template, separate);
      else this.split(titleKey(issue.title), words, separate);
    });
  }

  /** Merges two patterns, as a correction by a person. */
  mergePatterns(from: string, into: string): DetectorChanges {
    return this.recordChanges(() => {
      if (from !== into) this.state.mergePattern(from, into);
    });
  }

  private recordChanges(work: () => void): DetectorChanges {
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
    if (template === null) this.matchNew(issue, key);
    else {
      const signature = state.createSignature(key, template);
      if (isTestDue(template)) this.divided(template);
      this.link(issue, signature, 'template');
    }
  }

  private matchFingerprint(issue: DetectorIssue, fingerprint: string): void {
    const { state } = this;
    const key = fingerprintKey(fingerprint);
    let signature = state.signatures.get(key);
    if (signature === undefined) {
      const words = tokensOf(issue).words.join(' ');
      signature = state.createSignature(
        key,
        state.createTemplate('fingerprint', words, this.mint(), issue.issueId),
      );
      state.keepWithinBounds();
    } else this.generaliseTitle(liveTemplate(signature.template), issue);
    this.link(issue, signature, 'fingerprint');
  }

  /** Keeps the template of a fingerprint as general as the titles of its issues, so that it can be shown. */
  private generaliseTitle(template: Template, issue: DetectorIssue): void {
    if (template.kind !== 'fingerprint') return;
    const words = commonTemplate(wordsOf(template.words), tokensOf(issue).words);
    if (words === null) return;
    template.words = words.join(' ');
    this.state.log.touched.add(template);
  }

  private matchNew(issue: DetectorIssue, key: string): void {
    const { state } = this;
    const literal = state.createTemplate('literal', key, '', issue.issueId);
    const signature = state.createSignature(key, literal);
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

  /** The key that currently determines the pattern of an issue, and its template. */
  private currentKey(issue: IssueText): { key: string; words: string; template: Template | null } {
    const { signatures } = this.state;
    const words = tokensOf(issue).words.join(' ');
    const title = titleKey(issue.title);
    const general = issue.fingerprint ? fingerprintKey(issue.fingerprint) : words;
    const key = signatures.has(title) ? title : general;
    const signature = signatures.get(key);
    return { key, words, template: signature === undefined ? null : liveTemplate(signature.template) };
  }

  /** Gives a key its own template, which learning does not change. */
  private split(key: string, words: string, patternId: string): void {
    const { state } = this;
    const template = state.createTemplate('corrected', words, patternId, null);
    const known = state.signatures.get(key);
    if (known === undefined) state.createSignature(key, template);
    else state.moveSignature(known, template);
    state.keepWithinBounds();
  }

  /** Merges a template with others that have the same message, until there are no more merges. */
  private learn(template: Template): void {
    const { index } = this.state;
    let current = template;
    for (let merge = index.findMerge(current); merge !== null; merge = index.findMerge(current)) {
      const isDue = isMergeTestDue(merge);
      if (isDue && wouldBeUndone(this.state, merge)) return;
      current = this.merge(merge);
      if (isDue && this.divided(current)) return;
    }
  }

  /** Divides a template if one of its slots holds few, recurring values. Returns whether it did. */
  private divided(template: Template): boolean {
    const parts = partsOf(this.state, template.words, [template]);
    if (parts !== null) divide(this.state, template, parts, () => this.mint());
    return parts !== null;
  }

  /** Replaces several templates by one. If the general form is among them, it keeps its id. The oldest pattern survives. */
  private merge({ words, llr, members }: TemplateMerge): Template {
    const { state } = this;
    const masked = members.find((member) => member.words === words);
    const target = masked ?? state.createTemplate('learned', words, '', members[0]?.firstIssueId ?? null);
    if (target.kind === 'literal') state.index.promote(target);
    const joining = new Set([...members, ...state.index.coveredBy(target)]);
    joining.delete(target);
    const { patternId } = [target, ...joining].reduce((a, b) => (b.born < a.born ? b : a));
    const weakest = Math.floor(llr * 1000);
    target.weakestMerge = Math.min(weakest, target.weakestMerge ?? weakest);
    for (const member of joining) state.replaceTemplate(member, target, patternId);
    state.adoptPattern(target, patternId);
    return target;
  }

  private mint(): string {
    const id = this.mintPattern();
    this.state.log.newPatterns.add(id);
    return id;
  }
}
