import { listText, moveText, paddedPortions } from '../db/bulk.js';
import type { Scalar, Tx, Values } from '../db/database.js';
import {
  bytesOf,
  type DetectionTables,
  idOf,
  type KnownLink,
  knownLink,
  type StoredLink,
  type StoredTemplate,
  storedTemplate,
  type TemplateUse,
  useOf,
  withExamples,
} from './detection-rows.js';
import type { DetectorChanges, IssueMatch, TemplateChange } from './detector/detector-changes.js';
import { ALGORITHM_VERSION } from './detector/pattern-detector.js';

/** One call of the detector, to be written. */
export interface DetectorCall {
  readonly changes: DetectorChanges;
  /** The id that was next before the call: smaller ones have rows. */
  readonly firstNewId: number;
  /** A live template by its id. */
  readonly template: (id: number) => TemplateChange | null;
  /** The title of each matched issue, as `subjectOf` has it. */
  readonly titles: ReadonlyMap<string, string>;
  readonly now: number;
}

/** What a pattern got from one call. */
export interface Touched {
  /** Surviving patterns whose figures may have changed. */
  readonly patterns: ReadonlySet<string>;
  /** Issues that were linked to a pattern and were not before, by pattern. */
  readonly joined: ReadonlyMap<string, readonly string[]>;
}

const NO_USE: TemplateUse = { issueCount: 0, examples: [] };
const IN_WORKSPACE = 'workspace_id = ?';

/** Writes what the detector decided about one workspace, set-wise, in one transaction. */
export class DetectionWriter {
  private readonly uses = new Map<number, TemplateUse>();
  private readonly touched = new Set<string>();
  private readonly joined = new Map<string, string[]>();

  constructor(
    private readonly tx: Tx,
    private readonly tables: DetectionTables,
    private readonly workspaceId: number,
    private readonly decided: DetectorCall,
  ) {}

  async write(): Promise<Touched> {
    const { changes } = this.decided;
    const links = await this.readLinks(changes.matches.map(({ issueId }) => issueId));
    await this.readUses(links);
    await this.moveSignatures();
    await this.retireTemplates(links);
    await this.mergePatterns(links);
    await this.writeLinks(links);
    await this.writeTemplates();
    await this.writeSignatures();
    return { patterns: this.touched, joined: this.joined };
  }

  /** The links that the matched issues have already. */
  private async readLinks(issueIds: readonly string[]): Promise<Map<string, KnownLink>> {
    const links = new Map<string, KnownLink>();
    const head = `${this.tables.links.select} ${IN_WORKSPACE} AND issue_id IN`;
    for (const ids of paddedPortions(issueIds)) {
      const params = [this.workspaceId, ...ids.map(bytesOf)];
      for (const values of await this.tx.select(listText(head, ids.length), params)) {
        const link = knownLink(this.tables.links.read(values));
        links.set(link.issueId, link);
      }
    }
    return links;
  }

  /** Counts and examples of the templates that this call concerns and that have rows. */
  private async readUses(links: ReadonlyMap<string, KnownLink>): Promise<void> {
    const { changes, firstNewId } = this.decided;
    const ids = new Set<number>();
    for (const { templateId } of changes.matches) ids.add(templateId);
    for (const { templateId } of links.values()) ids.add(templateId);
    for (const { id } of changes.templates) ids.add(id);
    for (const { templateId, into } of changes.retired) {
      ids.add(templateId);
      if (into !== null) ids.add(into);
    }
    for (const { templateId } of changes.signatures) ids.add(templateId);
    const stored = [...ids].filter((id) => id < firstNewId);
    const head = `${this.tables.templates.select} ${IN_WORKSPACE} AND id IN`;
    for (const part of paddedPortions(stored)) {
      const rows = await this.tx.select(listText(head, part.length), [this.workspaceId, ...part]);
      for (const values of rows) this.noteUse(values);
    }
  }

  private noteUse(values: Values): void {
    const template = this.tables.templates.read(values);
    this.uses.set(template.id, useOf(template));
    this.touched.add(idOf(template.patternId));
  }

  private use(id: number): TemplateUse {
    return this.uses.get(id) ?? NO_USE;
  }

  private count(id: number, more: number, titles: readonly string[] = []): void {
    const { issueCount, examples } = this.use(id);
    this.uses.set(id, { issueCount: issueCount + more, examples: withExamples(examples, titles) });
  }

  /** A correction moved known signatures to another template, and with them what is linked through them. */
  private async moveSignatures(): Promise<void> {
    const { changes, firstNewId } = this.decided;
    for (const { id, templateId } of changes.signatures) {
      if (id >= firstNewId) continue;
      const [row] = await this.tx.select(
        `SELECT template_id, COUNT(*) FROM ${this.tables.links.name} WHERE ${IN_WORKSPACE} AND template_id = (SELECT template_id FROM ${this.tables.signatures.name} WHERE ${IN_WORKSPACE} AND id = ?) AND signature_id = ? GROUP BY template_id`,
        [this.workspaceId, this.workspaceId, id, id],
      );
      if (row === undefined) continue;
      const [from, moved] = row.map(Number) as [number, number];
      if (from === templateId) continue;
      await this.loadUse(from);
      this.count(from, -moved);
      this.count(templateId, moved);
      const pattern = this.templateChange(templateId)?.patternId as string;
      await this.tx.execute(
        `UPDATE ${this.tables.links.name} SET template_id = ?, pattern_id = ?, step = 'corrected' WHERE ${IN_WORKSPACE} AND template_id = ? AND signature_id = ?`,
        [templateId, bytesOf(pattern), this.workspaceId, from, id],
      );
    }
  }

  private async loadUse(id: number): Promise<void> {
    if (this.uses.has(id) || id >= this.decided.firstNewId) return;
    const text = `${this.tables.templates.select} ${IN_WORKSPACE} AND id = ?`;
    for (const values of await this.tx.select(text, [this.workspaceId, id])) this.noteUse(values);
  }

  /** What was linked through a retired template is linked through the one in its place. */
  private async retireTemplates(links: Map<string, KnownLink>): Promise<void> {
    const into = new Map<number, number>();
    for (const { templateId, into: target } of this.decided.changes.retired)
      if (target !== null) into.set(templateId, target);
    if (into.size === 0) return;
    for (const [id, target] of into) {
      const { issueCount, examples } = this.use(id);
      this.count(target, issueCount, examples);
    }
    const pairs = [...into];
    await this.move(this.tables.links.name, 'template_id', pairs);
    await this.move(this.tables.signatures.name, 'template_id', pairs);
    await this.deleteRows(
      this.tables.templates.name,
      pairs.map(([id]) => id),
    );
    for (const [id, link] of links) {
      const target = into.get(link.templateId);
      if (target !== undefined) links.set(id, { ...link, templateId: target });
    }
  }

  /** The issues of a merged pattern belong to the one that survives, and so does whoever asks for its id. */
  private async mergePatterns(links: Map<string, KnownLink>): Promise<void> {
    const { mergedPatterns } = this.decided.changes;
    await this.followTemplates();
    if (mergedPatterns.length === 0) return;
    const pairs = mergedPatterns.map(({ from, into }) => [bytesOf(from), bytesOf(into)] as const);
    await this.move(this.tables.links.name, 'pattern_id', pairs);
    await this.move(this.tables.templates.name, 'pattern_id', pairs);
    await this.move(this.tables.patterns.name, 'merged_into', pairs);
    const into = new Map(mergedPatterns.map((merge) => [merge.from, merge.into]));
    for (const [from, survivor] of into) {
      this.touched.delete(from);
      this.touched.add(survivor);
    }
    for (const [id, link] of links) {
      const survivor = into.get(link.patternId);
      if (survivor !== undefined) links.set(id, { ...link, patternId: survivor });
    }
  }

  /** A correction gave a whole template to another pattern. */
  private async followTemplates(): Promise<void> {
    const { changes, firstNewId } = this.decided;
    for (const { id, kind, patternId } of changes.templates) {
      if (kind !== 'corrected' || id >= firstNewId) continue;
      await this.tx.execute(
        `UPDATE ${this.tables.links.name} SET pattern_id = ?, step = 'corrected' WHERE ${IN_WORKSPACE} AND template_id = ? AND pattern_id <> ?`,
        [bytesOf(patternId), this.workspaceId, id, bytesOf(patternId)],
      );
    }
  }

  private async writeLinks(links: ReadonlyMap<string, KnownLink>): Promise<void> {
    const rows: StoredLink[] = [];
    for (const match of this.decided.changes.matches) {
      const known = links.get(match.issueId);
      if (known?.templateId === match.templateId && known.signatureId === match.signatureId) continue;
      rows.push(this.linkRow(match));
      this.countMatch(match, known);
    }
    await this.tables.links.upsert(this.tx, rows);
  }

  private countMatch(match: IssueMatch, known: KnownLink | undefined): void {
    const title = this.decided.titles.get(match.issueId);
    const moved = known === undefined || known.templateId !== match.templateId;
    this.count(match.templateId, moved ? 1 : 0, title === undefined ? [] : [title]);
    if (known !== undefined && moved) this.count(known.templateId, -1);
    this.touched.add(match.patternId);
    if (known?.patternId === match.patternId) return;
    const joined = this.joined.get(match.patternId);
    if (joined === undefined) this.joined.set(match.patternId, [match.issueId]);
    else joined.push(match.issueId);
  }

  private linkRow({ issueId, patternId, templateId, signatureId, step }: IssueMatch): StoredLink {
    return {
      workspaceId: this.workspaceId,
      issueId: bytesOf(issueId),
      patternId: bytesOf(patternId),
      templateId,
      signatureId,
      step,
      algorithm: ALGORITHM_VERSION,
      linkedAt: this.decided.now,
    };
  }

  private templateChange(id: number): TemplateChange | null {
    return this.decided.changes.templates.find((change) => change.id === id) ?? this.decided.template(id);
  }

  /** Templates that changed, and those whose counts did. */
  private async writeTemplates(): Promise<void> {
    const { changes, template } = this.decided;
    const retired = new Map(changes.retired.map(({ templateId, into }) => [templateId, into]));
    const changed = new Map(changes.templates.map((change) => [change.id, change]));
    const rows: StoredTemplate[] = [];
    for (const id of new Set([...changed.keys(), ...this.uses.keys()])) {
      if (typeof retired.get(id) === 'number') continue;
      const change = changed.get(id) ?? template(id);
      if (change === null) await this.countForgotten(id);
      else rows.push(storedTemplate(this.workspaceId, change, !retired.has(id), this.use(id)));
      if (change !== null) this.touched.add(change.patternId);
    }
    await this.tables.templates.upsert(this.tx, rows);
    const evicted = changes.retired.filter(({ into }) => into === null).map(({ templateId }) => templateId);
    for (const ids of paddedPortions(evicted)) {
      const head = `UPDATE ${this.tables.templates.name} SET live = 0 WHERE ${IN_WORKSPACE} AND id IN`;
      await this.tx.execute(listText(head, ids.length), [this.workspaceId, ...ids]);
    }
  }

  /** A template that detection forgot keeps its row as long as issues are linked through it. */
  private async countForgotten(id: number): Promise<void> {
    await this.tx.execute(
      `UPDATE ${this.tables.templates.name} SET issue_count = ? WHERE ${IN_WORKSPACE} AND id = ?`,
      [this.use(id).issueCount, this.workspaceId, id],
    );
  }

  private async writeSignatures(): Promise<void> {
    const { signatures, evictedSignatures } = this.decided.changes;
    const { workspaceId } = this;
    const rows = signatures.map(({ id, key, templateId }) => ({ workspaceId, id, key, templateId }));
    await this.tables.signatures.upsert(this.tx, rows);
    await this.deleteRows(this.tables.signatures.name, evictedSignatures);
  }

  private async move(
    table: string,
    column: string,
    pairs: readonly (readonly [Scalar, Scalar])[],
  ): Promise<void> {
    for (const part of paddedPortions(pairs)) {
      await this.tx.execute(moveText(table, column, IN_WORKSPACE, part.length), [
        ...part.flat(),
        this.workspaceId,
        ...part.map(([from]) => from),
      ]);
    }
  }

  private async deleteRows(table: string, ids: readonly number[]): Promise<void> {
    for (const part of paddedPortions(ids)) {
      const head = `DELETE FROM ${table} WHERE ${IN_WORKSPACE} AND id IN`;
      await this.tx.execute(listText(head, part.length), [this.workspaceId, ...part]);
    }
  }
}
