import type { Tx } from '../db/database.js';
import {
  bytesOf,
  type DetectionTables,
  idOf,
  type LinkState,
  linkStateOf,
  type StoredLink,
  type StoredTemplate,
  storedTemplate,
  type TemplateUse,
  useOf,
  withExamples,
} from './detection-rows.js';
import type { DetectorChanges, IssueMatch, TemplateChange } from './detector/detector-changes.js';
import { ALGORITHM_VERSION } from './detector/pattern-detector.js';
import { WorkspaceRows } from './workspace-rows.js';

/** The result of one call of the detector, to be written. */
export interface DetectorCall {
  readonly changes: DetectorChanges;
  /** The next id before the call. Entries with smaller ids have rows. */
  readonly firstNewId: number;
  /** Returns a live template, or null if it is not live. */
  readonly template: (id: number) => TemplateChange | null;
  /** The title of each matched issue, as returned by `subjectOf`. */
  readonly titles: ReadonlyMap<string, string>;
  readonly now: number;
}

/** The patterns that one call changed. */
export interface TouchedPatterns {
  /** Surviving patterns whose figures may have changed. */
  readonly patterns: ReadonlySet<string>;
  /** Newly linked issues, by pattern. */
  readonly joined: ReadonlyMap<string, readonly string[]>;
}

const NO_USE: TemplateUse = { issueCount: 0, examples: [] };
const IN_WORKSPACE = 'workspace_id = ?';

/** Writes the changes of one detector call to the rows of a workspace, with multi-row statements in one transaction. */
export class DetectionWriter {
  private readonly uses = new Map<number, TemplateUse>();
  private readonly touched = new Set<string>();
  private readonly joined = new Map<string, string[]>();
  private readonly rows: WorkspaceRows;

  constructor(
    private readonly tx: Tx,
    private readonly tables: DetectionTables,
    private readonly workspaceId: number,
    private readonly call: DetectorCall,
  ) {
    this.rows = new WorkspaceRows(tx, workspaceId);
  }

  /** Call it once. */
  async write(): Promise<TouchedPatterns> {
    const { changes } = this.call;
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

  /** Reads the current links of the matched issues. */
  private async readLinks(issueIds: readonly string[]): Promise<Map<string, LinkState>> {
    const links = await this.rows.find(this.tables.links, 'issue_id', issueIds.map(bytesOf));
    return new Map(links.map(linkStateOf).map((link) => [link.issueId, link]));
  }

  /** Reads counts and examples of the stored templates that this call concerns. */
  private async readUses(links: ReadonlyMap<string, LinkState>): Promise<void> {
    const { changes, firstNewId } = this.call;
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
    for (const template of await this.rows.find(this.tables.templates, 'id', stored)) this.addUse(template);
  }

  private addUse(template: StoredTemplate): void {
    this.uses.set(template.id, useOf(template));
    this.touched.add(idOf(template.patternId));
  }

  private use(id: number): TemplateUse {
    return this.uses.get(id) ?? NO_USE;
  }

  private addToCount(id: number, more: number, titles: readonly string[] = []): void {
    const { issueCount, examples } = this.use(id);
    this.uses.set(id, { issueCount: issueCount + more, examples: withExamples(examples, titles) });
  }

  /** Moves the links of existing signatures that a correction assigned to another template. */
  private async moveSignatures(): Promise<void> {
    const { changes, firstNewId } = this.call;
    for (const { id, templateId } of changes.signatures) {
      if (id >= firstNewId) continue;
      const [row] = await this.tx.select(
        `SELECT template_id, COUNT(*) FROM ${this.tables.links.name} WHERE ${IN_WORKSPACE} AND template_id = (SELECT template_id FROM ${this.tables.signatures.name} WHERE ${IN_WORKSPACE} AND id = ?) AND signature_id = ? GROUP BY template_id`,
        [this.workspaceId, this.workspaceId, id, id],
      );
      if (row === undefined) continue;
      const [from, moved] = row.map(Number) as [number, number];
      if (from === templateId) continue;
      await this.ensureUse(from);
      this.addToCount(from, -moved);
      this.addToCount(templateId, moved);
      const pattern = this.templateChange(templateId)?.patternId as string;
      await this.tx.execute(
        `UPDATE ${this.tables.links.name} SET template_id = ?, pattern_id = ?, step = 'corrected' WHERE ${IN_WORKSPACE} AND template_id = ? AND signature_id = ?`,
        [templateId, bytesOf(pattern), this.workspaceId, from, id],
      );
    }
  }

  private async ensureUse(id: number): Promise<void> {
    if (this.uses.has(id) || id >= this.call.firstNewId) return;
    for (const template of await this.rows.find(this.tables.templates, 'id', [id])) this.addUse(template);
  }

  /** Moves signatures and links of replaced templates to their replacements. */
  private async retireTemplates(links: Map<string, LinkState>): Promise<void> {
    const into = new Map<number, number>();
    for (const { templateId, into: target } of this.call.changes.retired)
      if (target !== null) into.set(templateId, target);
    if (into.size === 0) return;
    for (const [id, target] of into) {
      const { issueCount, examples } = this.use(id);
      this.addToCount(target, issueCount, examples);
    }
    const pairs = [...into];
    await this.rows.replaceValues(this.tables.links.name, 'template_id', pairs);
    await this.rows.replaceValues(this.tables.signatures.name, 'template_id', pairs);
    await this.rows.updateByIds(
      `DELETE FROM ${this.tables.templates.name} WHERE ${IN_WORKSPACE} AND id IN`,
      pairs.map(([id]) => id),
    );
    for (const [id, link] of links) {
      const target = into.get(link.templateId);
      if (target !== undefined) links.set(id, { ...link, templateId: target });
    }
  }

  /** Moves the issues of merged patterns to the surviving pattern, which their ids then refer to. */
  private async mergePatterns(links: Map<string, LinkState>): Promise<void> {
    const { mergedPatterns } = this.call.changes;
    await this.moveCorrectedTemplates();
    if (mergedPatterns.length === 0) return;
    const pairs = mergedPatterns.map(({ from, into }) => [bytesOf(from), bytesOf(into)] as const);
    await this.rows.replaceValues(this.tables.links.name, 'pattern_id', pairs);
    await this.rows.replaceValues(this.tables.templates.name, 'pattern_id', pairs);
    await this.rows.replaceValues(this.tables.patterns.name, 'merged_into', pairs);
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

  /** Moves the links of templates that a correction assigned to another pattern. */
  private async moveCorrectedTemplates(): Promise<void> {
    const { changes, firstNewId } = this.call;
    for (const { id, kind, patternId } of changes.templates) {
      if (kind !== 'corrected' || id >= firstNewId) continue;
      await this.tx.execute(
        `UPDATE ${this.tables.links.name} SET pattern_id = ?, step = 'corrected' WHERE ${IN_WORKSPACE} AND template_id = ? AND pattern_id <> ?`,
        [bytesOf(patternId), this.workspaceId, id, bytesOf(patternId)],
      );
    }
  }

  private async writeLinks(links: ReadonlyMap<string, LinkState>): Promise<void> {
    const rows: StoredLink[] = [];
    for (const match of this.call.changes.matches) {
      const previous = links.get(match.issueId);
      if (previous?.templateId === match.templateId && previous.signatureId === match.signatureId) continue;
      rows.push(this.linkRow(match));
      this.countMatch(match, previous);
    }
    await this.tables.links.upsert(this.tx, rows);
  }

  private countMatch(match: IssueMatch, previous: LinkState | undefined): void {
    const title = this.call.titles.get(match.issueId);
    const moved = previous === undefined || previous.templateId !== match.templateId;
    this.addToCount(match.templateId, moved ? 1 : 0, title === undefined ? [] : [title]);
    if (previous !== undefined && moved) this.addToCount(previous.templateId, -1);
    this.touched.add(match.patternId);
    if (previous?.patternId === match.patternId) return;
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
      linkedAt: this.call.now,
    };
  }

  private templateChange(id: number): TemplateChange | null {
    return this.call.changes.templates.find((change) => change.id === id) ?? this.call.template(id);
  }

  /** Writes templates that changed or whose counts changed. */
  private async writeTemplates(): Promise<void> {
    const { changes, template } = this.call;
    const retired = new Map(changes.retired.map(({ templateId, into }) => [templateId, into]));
    const changed = new Map(changes.templates.map((change) => [change.id, change]));
    const rows: StoredTemplate[] = [];
    for (const id of new Set([...changed.keys(), ...this.uses.keys()])) {
      if (typeof retired.get(id) === 'number') continue;
      const change = changed.get(id) ?? template(id);
      if (change === null) await this.updateEvictedCount(id);
      else rows.push(storedTemplate(this.workspaceId, change, !retired.has(id), this.use(id)));
      if (change !== null) this.touched.add(change.patternId);
    }
    await this.tables.templates.upsert(this.tx, rows);
    const evicted = changes.retired.filter(({ into }) => into === null).map(({ templateId }) => templateId);
    const retire = `UPDATE ${this.tables.templates.name} SET live = 0 WHERE ${IN_WORKSPACE} AND id IN`;
    await this.rows.updateByIds(retire, evicted);
  }

  /** The row of an evicted template remains while issues are linked through it. */
  private async updateEvictedCount(id: number): Promise<void> {
    await this.tx.execute(
      `UPDATE ${this.tables.templates.name} SET issue_count = ? WHERE ${IN_WORKSPACE} AND id = ?`,
      [this.use(id).issueCount, this.workspaceId, id],
    );
  }

  private async writeSignatures(): Promise<void> {
    const { signatures, evictedSignatures } = this.call.changes;
    const { workspaceId } = this;
    const rows = signatures.map(({ id, key, templateId }) => ({ workspaceId, id, key, templateId }));
    await this.tables.signatures.upsert(this.tx, rows);
    await this.rows.updateByIds(
      `DELETE FROM ${this.tables.signatures.name} WHERE ${IN_WORKSPACE} AND id IN`,
      evictedSignatures,
    );
  }
}
