import { ChangeLog, type Changes, liveTemplate, type MatchStep, type Signature } from './detector-changes.js';
import { signaturesToEvict, templatesToEvict } from './eviction.js';
import { Postings } from './postings.js';
import { fingerprintKey, type IssueText, isTitleKey, titleKey, tokensOf } from './signature.js';
import { rowOf, type SignatureRow, type Template, type TemplateKind, type TemplateRow, templateOf, wordsOf } from './template.js';
import { type Merge, TemplateIndex } from './template-index.js';

/** An issue to be matched. Ids are compared, never read. */
export interface DetectorIssue extends IssueText {
  readonly issueId: string;
}

/** All that has to be stored of a workspace: its live rows and the next id. */
export interface DetectorRows {
  readonly templates: readonly TemplateRow[];
  readonly signatures: readonly SignatureRow[];
  readonly nextId: number;
}

/** Bounds of one workspace in memory. */
export interface DetectorBounds {
  readonly templates: number;
  readonly signatures: number;
}

/** Changes whenever the same issues could be grouped differently; stored with every link. */
export const ALGORITHM_VERSION = 1;

const BOUNDS: DetectorBounds = { templates: 10_000, signatures: 50_000 };

/**
 * The patterns of one workspace: online, deterministic, without I/O. What it decides depends on the issues' texts in the order in
 * which they were new, on the corrections between them, and on nothing else: not on how often a text arrives, not on batches, not on
 * restarts.
 *
 * One caller at a time. If what a call returned could not be written, this object knows more than the rows do: drop it and `restore`.
 */
export class PatternDetector {
  private readonly templates = new Map<number, Template>();
  private readonly signatures = new Map<string, Signature>();
  private readonly templatesOfPattern = new Postings<string>();
  private readonly index = new TemplateIndex();
  private readonly bounds: DetectorBounds;
  private correctedTitles = 0;
  private nextId = 1;
  private log = new ChangeLog(1);

  /** `mintPattern` is called for each new pattern and must answer an id never used before. */
  constructor(
    private readonly mintPattern: () => string,
    bounds: Partial<DetectorBounds> = {},
  ) {
    this.bounds = { ...BOUNDS, ...bounds };
  }

  /** A detector that goes on exactly where the one stopped that wrote these rows. Rows may come in any order. */
  static restore(rows: DetectorRows, mintPattern: () => string, bounds?: Partial<DetectorBounds>): PatternDetector {
    const detector = new PatternDetector(mintPattern, bounds);
    for (const row of [...rows.templates].sort((a, b) => a.id - b.id)) detector.enter(templateOf(row));
    for (const row of [...rows.signatures].sort((a, b) => a.id - b.id)) {
      const template = detector.templates.get(row.templateId);
      if (template === undefined) throw new Error(`signature ${row.id} names template ${row.templateId}, which is not live`);
      detector.file({ id: row.id, key: row.key, template });
    }
    detector.nextId = rows.nextId;
    return detector;
  }

  /** The state as rows, in the order of ids. */
  rows(): DetectorRows {
    return {
      templates: [...this.templates.values()].map(rowOf),
      signatures: [...this.signatures.values()].map(({ id, key, template }) => ({
        id,
        key,
        templateId: liveTemplate(template).id,
      })),
      nextId: this.nextId,
    };
  }

  /** Sizes, for metrics and bounds. `steps` are those of the last walk through the learned templates. */
  sizes(): { templates: number; signatures: number; bucketEntries: number; steps: number } {
    return {
      templates: this.templates.size,
      signatures: this.signatures.size,
      bucketEntries: this.index.bucketEntries,
      steps: this.index.steps,
    };
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
      const { key, words } = this.decidingKey(issue);
      const signature = this.signatures.get(key);
      const template = signature === undefined ? undefined : liveTemplate(signature.template);
      if (template !== undefined && template.kind !== 'learned') this.correct(template, patternId);
      else this.split(key, words, patternId, null);
    });
  }

  /**
   * A person says that an issue does not belong to a pattern. Its signature gets a pattern of its own; if the signature is all that
   * the template has and other issues share it, only this exact title does. Changes nothing if it belongs to another pattern already.
   */
  unlink(issue: IssueText, patternId: string): Changes {
    return this.record(() => {
      const { key, words } = this.decidingKey(issue);
      const signature = this.signatures.get(key);
      const template = signature === undefined ? undefined : liveTemplate(signature.template);
      if (template !== undefined && template.patternId !== patternId) return;
      const shared = template !== undefined && template.kind !== 'learned' && template.firstIssueId === null;
      const apart = this.mint();
      if (template === undefined || template.kind === 'learned') this.split(key, words, apart, null);
      else if (shared && !isTitleKey(key)) this.split(titleKey(issue.title), words, apart, null);
      else this.correct(template, apart);
    });
  }

  /** A person says that two patterns are one. */
  mergePatterns(from: string, into: string): Changes {
    return this.record(() => {
      if (from !== into) this.movePattern(from, into);
    });
  }

  private record(work: () => void): Changes {
    this.log = new ChangeLog(this.nextId);
    work();
    return this.log.finish(this.nextId);
  }

  private matchOne(issue: DetectorIssue): void {
    const corrected = this.correctedTitles > 0 ? this.signatures.get(titleKey(issue.title)) : undefined;
    if (corrected !== undefined) return this.link(issue, corrected, 'corrected');
    if (issue.fingerprint) return this.matchFingerprint(issue, issue.fingerprint);
    const { words } = tokensOf(issue);
    const key = words.join(' ');
    const known = this.signatures.get(key);
    if (known !== undefined)
      return this.link(issue, known, known.template.kind === 'corrected' ? 'corrected' : 'known');
    const template = this.index.find(words);
    if (template !== null) return this.link(issue, this.sign(key, template), 'template');
    const literal = this.create('literal', wordsOf(key), '', issue.issueId);
    const signature = this.sign(key, literal);
    this.learn(literal);
    const merged = literal.into !== null || literal.kind === 'learned';
    if (!merged) this.setPattern(literal, this.mint());
    this.link(issue, signature, merged ? 'merge' : 'new');
    this.keepWithinBounds();
  }

  private matchFingerprint(issue: DetectorIssue, fingerprint: string): void {
    const key = fingerprintKey(fingerprint);
    const known = this.signatures.get(key);
    if (known !== undefined) return this.link(issue, known, 'fingerprint');
    const template = this.create('fingerprint', tokensOf(issue).words, this.mint(), issue.issueId);
    this.link(issue, this.sign(key, template), 'fingerprint');
    this.keepWithinBounds();
  }

  private link(issue: DetectorIssue, signature: Signature, step: MatchStep): void {
    const template = liveTemplate(signature.template);
    signature.template = template;
    if (template.firstIssueId !== null && template.firstIssueId !== issue.issueId) {
      template.firstIssueId = null;
      this.log.touched.add(template);
    }
    this.log.match(issue.issueId, step, signature);
  }

  /** The key that decides about an issue today, for corrections. */
  private decidingKey(issue: IssueText): { key: string; words: readonly string[] } {
    const { words } = tokensOf(issue);
    const title = titleKey(issue.title);
    if (this.signatures.has(title)) return { key: title, words };
    return { key: issue.fingerprint ? fingerprintKey(issue.fingerprint) : words.join(' '), words };
  }

  /** Gives a key a template of its own, which learning leaves alone. */
  private split(key: string, words: readonly string[], patternId: string, firstIssueId: string | null): void {
    const template = this.create('corrected', words, patternId, firstIssueId);
    const known = this.signatures.get(key);
    if (known === undefined) {
      this.sign(key, template);
      this.keepWithinBounds();
      return;
    }
    known.template = template;
    this.log.signatures.add(known);
  }

  private correct(template: Template, patternId: string): void {
    this.index.remove(template);
    template.kind = 'corrected';
    this.setPattern(template, patternId);
  }

  private create(kind: TemplateKind, words: readonly string[], patternId: string, firstIssueId: string | null): Template {
    const id = this.nextId++;
    const template: Template = {
      id,
      kind,
      words,
      born: id,
      patternId,
      weakestMerge: null,
      firstIssueId,
      into: null,
    };
    this.enter(template);
    this.log.touched.add(template);
    return template;
  }

  private enter(template: Template): void {
    this.templates.set(template.id, template);
    if (template.patternId !== '') this.templatesOfPattern.add(template.patternId, template.id);
    if (template.kind === 'literal' || template.kind === 'learned') this.index.add(template);
  }

  private leave(template: Template): void {
    this.templates.delete(template.id);
    this.templatesOfPattern.remove(template.patternId, template.id);
    this.index.remove(template);
  }

  private sign(key: string, template: Template): Signature {
    const signature = { id: this.nextId++, key, template };
    this.file(signature);
    this.log.signatures.add(signature);
    if (this.signatures.size > this.bounds.signatures)
      for (const old of signaturesToEvict(this.signatures.values(), this.bounds.signatures)) this.forget(old);
    return signature;
  }

  private file(signature: Signature): void {
    this.signatures.set(signature.key, signature);
    if (isTitleKey(signature.key)) this.correctedTitles++;
  }

  /** Merges a template with what it is one message with, again and again until nothing more follows. */
  private learn(template: Template): void {
    let current = template;
    for (let merge = this.index.findMerge(current); merge !== null; merge = this.index.findMerge(current))
      current = this.merge(merge);
  }

  private merge({ words, llr, members }: Merge): Template {
    const text = words.join(' ');
    const masked = members.find((member) => member.words.join(' ') === text);
    const target = masked ?? this.create('learned', words, '', members[0]?.firstIssueId ?? null);
    if (target.kind === 'literal') this.index.promote(target);
    const joining = new Set([...members, ...this.index.coveredBy(target)]);
    joining.delete(target);
    const oldest = [target, ...joining].reduce((a, b) => (b.born < a.born ? b : a));
    const patternId = oldest.patternId;
    const weakest = Math.floor(llr * 1000);
    target.weakestMerge = Math.min(weakest, target.weakestMerge ?? weakest);
    for (const member of joining) this.replace(member, target, patternId);
    this.adoptPattern(target, patternId);
    return target;
  }

  /** Retires a template in favour of another, which takes over its age, its doubts and its issues. */
  private replace(member: Template, target: Template, patternId: string): void {
    target.born = Math.min(target.born, member.born);
    if (member.weakestMerge !== null)
      target.weakestMerge = Math.min(target.weakestMerge ?? member.weakestMerge, member.weakestMerge);
    if (member.firstIssueId !== target.firstIssueId) target.firstIssueId = null;
    this.adoptPattern(member, patternId);
    this.leave(member);
    member.into = target;
    this.log.merged.push(member);
  }

  /** Brings a template, and with it all of its pattern, to a pattern. */
  private adoptPattern(template: Template, patternId: string): void {
    if (template.patternId === '') this.setPattern(template, patternId);
    else if (template.patternId !== patternId) this.movePattern(template.patternId, patternId);
    this.log.touched.add(template);
  }

  private movePattern(from: string, into: string): void {
    for (const id of this.templatesOfPattern.first(from, this.templates.size))
      this.setPattern(this.templates.get(id) as Template, into);
    this.log.mergePattern(from, into);
  }

  private setPattern(template: Template, patternId: string): void {
    if (template.patternId !== '') this.templatesOfPattern.remove(template.patternId, template.id);
    template.patternId = patternId;
    this.templatesOfPattern.add(patternId, template.id);
    this.log.touched.add(template);
  }

  private mint(): string {
    const id = this.mintPattern();
    this.log.newPatterns.add(id);
    return id;
  }

  private keepWithinBounds(): void {
    if (this.templates.size <= this.bounds.templates) return;
    const victims = new Set(templatesToEvict(this.templates.values(), this.bounds.templates));
    for (const template of victims) {
      this.leave(template);
      this.log.touched.add(template);
      this.log.evicted.push(template);
    }
    for (const signature of this.signatures.values())
      if (victims.has(liveTemplate(signature.template))) this.forget(signature);
  }

  private forget(signature: Signature): void {
    this.signatures.delete(signature.key);
    this.log.evictedSignatures.push(signature.id);
    if (isTitleKey(signature.key)) this.correctedTitles--;
  }
}
