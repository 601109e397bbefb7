import type { TemplateKind } from '../../domain/entities/pattern-template.js';
import { isTitleKey } from '../text/signature.js';
import { ChangeLog, liveTemplate, type Signature } from './detector-changes.js';
import { signaturesToEvict, templatesToEvict } from './eviction.js';
import { Postings } from './postings.js';
import { rowOf, type SignatureRow, type Template, type TemplateRow, templateOf } from './template.js';
import { TemplateIndex } from './template-index.js';

/** The stored state of a workspace: its live rows and the next id. */
export interface DetectorRows {
  readonly templates: readonly TemplateRow[];
  readonly signatures: readonly SignatureRow[];
  readonly nextId: number;
}

/** What other processes changed since the version of a detector. Entries can be in any order. */
export interface DetectorDelta {
  /** New and changed templates; those that are not live were evicted. */
  readonly templates: readonly (TemplateRow & { readonly isLive: boolean })[];
  /** New signatures, and those that a correction moved to another template. */
  readonly signatures: readonly SignatureRow[];
  /** Deleted templates and signatures. `into` is the template that replaced a template, which may be deleted too. */
  readonly gone: readonly { readonly id: number; readonly into: number | null }[];
  readonly nextId: number;
}

/** Maximum size of a workspace in memory. */
export interface DetectorBounds {
  readonly templates: number;
  readonly signatures: number;
}

const BOUNDS: DetectorBounds = { templates: 10_000, signatures: 50_000 };

/** The live templates and signatures of one workspace. Every change is recorded in the log of the current call. */
export class DetectorState {
  readonly templates = new Map<number, Template>();
  readonly signatures = new Map<string, Signature>();
  readonly index = new TemplateIndex();
  log = new ChangeLog(1);
  nextId = 1;
  /** Number of signatures for exact titles. While it is 0, exact titles need not be looked up. */
  correctedTitles = 0;
  private readonly templatesOfPattern = new Postings<string>(new Map());
  private readonly bounds: DetectorBounds;

  constructor(bounds: Partial<DetectorBounds>) {
    this.bounds = { ...BOUNDS, ...bounds };
  }

  load(rows: DetectorRows): void {
    for (const row of [...rows.templates].sort((a, b) => a.id - b.id)) this.addTemplate(templateOf(row));
    for (const row of [...rows.signatures].sort((a, b) => a.id - b.id)) {
      const template = this.templates.get(row.templateId);
      if (template === undefined)
        throw new Error(`signature ${row.id} names template ${row.templateId}, which is not live`);
      this.addSignature({ id: row.id, key: row.key, template });
    }
    this.nextId = rows.nextId;
  }

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

  /** Applies the changes of other processes. Afterwards the state equals one that was loaded from all rows. */
  apply({ templates, signatures, gone, nextId }: DetectorDelta): void {
    // New entries enter in the order of their ids, as they do when everything is loaded.
    for (const row of templates.toSorted((a, b) => a.id - b.id)) this.applyTemplate(row);
    this.removeGone(new Map(gone.map(({ id, into }) => [id, into])));
    for (const row of signatures.toSorted((a, b) => a.id - b.id)) {
      const template = this.templates.get(row.templateId);
      if (template === undefined)
        throw new Error(`signature ${row.id} names template ${row.templateId}, which is not live`);
      const known = this.signatures.get(row.key);
      if (known === undefined) this.addSignature({ id: row.id, key: row.key, template });
      else this.assign(known, template);
    }
    this.nextId = nextId;
  }

  private applyTemplate({ isLive, ...row }: TemplateRow & { readonly isLive: boolean }): void {
    const known = this.templates.get(row.id);
    if (known === undefined) {
      if (isLive) this.addTemplate(templateOf(row));
      return;
    }
    if (!isLive) {
      this.removeTemplate(known);
      return;
    }
    if (known.kind === 'literal' && row.kind === 'learned') this.index.promote(known);
    else if (known.kind !== row.kind) this.correctTemplate(known, row.patternId);
    if (known.patternId !== row.patternId) this.setPattern(known, row.patternId);
    const { words, born, weakestMerge, firstIssueId } = row;
    Object.assign(known, { words, born, weakestMerge, firstIssueId });
  }

  private removeGone(gone: ReadonlyMap<number, number | null>): void {
    if (gone.size === 0) return;
    for (const [id, into] of gone) {
      const template = this.templates.get(id);
      if (template === undefined) continue;
      let survivor = into;
      while (survivor !== null && gone.has(survivor)) survivor = gone.get(survivor) ?? null;
      template.into = survivor === null ? null : (this.templates.get(survivor) ?? null);
      if (template.into !== null) template.into.signatures += template.signatures;
      this.removeTemplate(template);
    }
    for (const signature of this.signatures.values())
      if (gone.has(signature.id)) this.deleteSignature(signature);
  }

  createTemplate(
    kind: TemplateKind,
    words: string,
    patternId: string,
    firstIssueId: string | null,
  ): Template {
    const id = this.nextId++;
    const template: Template = {
      id,
      kind,
      words,
      born: id,
      patternId,
      weakestMerge: null,
      firstIssueId,
      signatures: 0,
      into: null,
    };
    this.addTemplate(template);
    this.log.touched.add(template);
    return template;
  }

  /** Creates a signature for a key. */
  createSignature(key: string, template: Template): Signature {
    const signature = { id: this.nextId++, key, template };
    this.addSignature(signature);
    this.log.signatures.add(signature);
    if (this.signatures.size > this.bounds.signatures)
      for (const old of signaturesToEvict(this.signatures.values(), this.bounds.signatures))
        this.evictSignature(old);
    return signature;
  }

  /** Moves a signature, with its issues, to another template. */
  moveSignature(signature: Signature, template: Template): void {
    this.assign(signature, template);
    this.log.signatures.add(signature);
  }

  private assign(signature: Signature, template: Template): void {
    liveTemplate(signature.template).signatures--;
    template.signatures++;
    signature.template = template;
  }

  /** The signatures of some templates in the order of their ids. Takes time for all signatures of the workspace. */
  signaturesOf(templates: readonly Template[]): Signature[] {
    const wanted = new Set(templates);
    return [...this.signatures.values()]
      .filter((signature) => wanted.has(liveTemplate(signature.template)))
      .sort((a, b) => a.id - b.id);
  }

  /** Whether the pattern of a template has no other template, as is the case unless a person merged or added something. */
  isAloneInPattern({ patternId }: Template): boolean {
    return this.templatesOfPattern.count(patternId) === 1;
  }

  /** Assigns a template to a pattern because of a correction, and excludes it from learning. */
  correctTemplate(template: Template, patternId: string): void {
    this.index.remove(template);
    template.kind = 'corrected';
    this.setPattern(template, patternId);
  }

  /** Replaces a template by another one, which takes over its age, merge score and issues. */
  replaceTemplate(member: Template, target: Template, patternId: string): void {
    target.born = Math.min(target.born, member.born);
    if (member.weakestMerge !== null)
      target.weakestMerge = Math.min(target.weakestMerge ?? member.weakestMerge, member.weakestMerge);
    target.signatures += member.signatures;
    if (member.firstIssueId !== target.firstIssueId) target.firstIssueId = null;
    this.adoptPattern(member, patternId);
    this.removeTemplate(member);
    member.into = target;
    this.log.merged.push(member);
  }

  /** Assigns a template to a pattern. If it had a pattern, the whole pattern is merged. */
  adoptPattern(template: Template, patternId: string): void {
    if (template.patternId === '') this.setPattern(template, patternId);
    else if (template.patternId !== patternId) this.mergePattern(template.patternId, patternId);
    this.log.touched.add(template);
  }

  mergePattern(from: string, into: string): void {
    for (const id of this.templatesOfPattern.first(from, this.templates.size))
      this.setPattern(this.templates.get(id) as Template, into);
    this.log.mergePattern(from, into);
  }

  setPattern(template: Template, patternId: string): void {
    if (template.patternId !== '') this.templatesOfPattern.remove(template.patternId, template.id);
    template.patternId = patternId;
    this.templatesOfPattern.add(patternId, template.id);
    this.log.touched.add(template);
  }

  keepWithinBounds(): void {
    if (this.templates.size <= this.bounds.templates) return;
    const victims = new Set(templatesToEvict(this.templates.values(), this.bounds.templates));
    for (const template of victims) {
      this.removeTemplate(template);
      this.log.touched.add(template);
      this.log.evicted.push(template);
    }
    for (const signature of this.signatures.values())
      if (victims.has(liveTemplate(signature.template))) this.evictSignature(signature);
  }

  private addTemplate(template: Template): void {
    this.templates.set(template.id, template);
    if (template.patternId !== '') this.templatesOfPattern.add(template.patternId, template.id);
    if (template.kind === 'literal' || template.kind === 'learned') this.index.add(template);
  }

  private removeTemplate(template: Template): void {
    this.templates.delete(template.id);
    this.templatesOfPattern.remove(template.patternId, template.id);
    this.index.remove(template);
  }

  private addSignature(signature: Signature): void {
    signature.template.signatures++;
    this.signatures.set(signature.key, signature);
    if (isTitleKey(signature.key)) this.correctedTitles++;
  }

  private evictSignature(signature: Signature): void {
    this.deleteSignature(signature);
    this.log.evictedSignatures.push(signature.id);
  }

  private deleteSignature(signature: Signature): void {
    liveTemplate(signature.template).signatures--;
    this.signatures.delete(signature.key);
    if (isTitleKey(signature.key)) this.correctedTitles--;
  }
}
