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
import { type Template, wordsOf } from './template.js';
import type { TemplateMerge } from './template-index.js';
import { isSplitTestDue, MIN_TEXTS, splitTemplate, type TemplatePart } from './template-split.js';

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
      const parts = isSplitTestDue(template.signatures) ? this.partsOf(template.words, [template]) : null;
      if (parts !== null) this.divide(template, parts);
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
      // The values of the slot are few and recur, so the merge would be undone.
      if (this.isDivision(merge)) return;
      current = this.merge(merge);
      const parts = this.partsOf(current.words, [current]);
      if (parts === null) continue;
      this.divide(current, parts);
      return;
    }
  }

  /** Whether a merge would be divided into exactly its members. */
  private isDivision({ words, members }: TemplateMerge): boolean {
    const parts = this.partsOf(words, members);
    const known = new Set(members.map((member) => member.words));
    return parts?.every((part) => known.has(part.words.join(' '))) ?? false;
  }

  /** The parts into which a template must be divided, because one of its slots holds few, recurring values; null if none does. */
  private partsOf(words: string, members: readonly Template[]): TemplatePart<Signature>[] | null {
    const { state } = this;
    const texts = members.reduce((sum, { signatures }) => sum + signatures, 0);
    if (texts < MIN_TEXTS) return null;
    return splitTemplate(wordsOf(words), state.signaturesOf(members), state.index.statistics());
  }

  /**
   * Replaces a template by its parts. The part with the oldest signature keeps the pattern. A pattern with other templates is not
   * divided, because a person merged or added something.
   */
  private divide(template: Template, parts: readonly TemplatePart<Signature>[]): void {
    const { state } = this;
    if (!state.isAloneInPattern(template)) return;
    const { patternId, weakestMerge } = template;
    const [kept, ...others] = parts.map(({ words, texts }, i) => {
      const joined = words.join(' ');
      const kind = texts[0]?.key === joined ? 'literal' : 'learned';
      const part = state.createTemplate(kind, joined, i === 0 ? patternId : this.mint(), null);
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
