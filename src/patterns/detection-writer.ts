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
  type TemplateCount,
} from './detection-rows.js';
import type { IssueMatch, TemplateChange } from './detector/detector-changes.js';
import { ALGORITHM_VERSION } from './detector/pattern-detector.js';
import { type DetectorCall, type TouchedPatterns, UnexpectedLinkError } from './detector-call.js';
import { TemplateUses } from './template-uses.js';
import { valuesIn } from './text/readable-template.js';
import { WorkspaceRows } from './workspace-rows.js';

const IN_WORKSPACE = 'workspace_id = ?';

/** Writes the changes of one detector call to the rows of a workspace, with multi-row statements in one transaction. */
export class DetectionWriter {
  private readonly uses = new TemplateUses();
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

  /**
   * Call it once.
   * @throws UnexpectedLinkError if an issue of `unlinked` has a link
   */
  async write(): Promise<TouchedPatterns> {
    const { changes, unlinked, cache } = this.call;
    // Statements that move rows of any age change more than what is in memory.
    if (this.movesRows()) cache.clear();
    const linkable = changes.matches.map(({ issueId }) => issueId).filter((id) => !unlinked.has(id));
    const links = await this.readLinks(linkable);
    await this.readUses(links);
    await this.moveSignatures(links);
    await this.retireTemplates(links);
    await this.mergePatterns(links);
    await this.writeLinks(links);
    await this.writeTemplates();
    await this.writeSignatures();
    return { patterns: this.touched, joined: this.joined };
  }

  private movesRows(): boolean {
    const { changes, firstNewId } = this.call;
    return (
      changes.retired.length > 0 ||
      changes.mergedPatterns.length > 0 ||
      changes.signatures.some(({ id }) => id < firstNewId) ||
      changes.templates.some(({ id, kind }) => kind === 'corrected' && id < firstNewId)
    );
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
    for (const template of await this.call.cache.templatesById(this.rows, this.tables, stored))
      this.addUse(template);
  }

  private addUse(template: StoredTemplate): void {
    this.uses.load(template);
    this.touched.add(idOf(template.patternId));
  }

  /** Moves the links of existing signatures that a correction or a split assigned to another template. */
  private async moveSignatures(links: Map<string, LinkState>): Promise<void> {
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
      const target = this.templateChange(templateId) as TemplateChange;
      const { examples } = this.uses.get(from);
      this.uses.add(from, -moved);
      this.uses.add(
        templateId,
        moved,
        examples.filter((title) => valuesIn(target.words, title).length > 0),
      );
      const step = target.kind === 'corrected' ? `, step = 'corrected'` : '';
      await this.tx.execute(
        `UPDATE ${this.tables.links.name} SET template_id = ?, pattern_id = ?${step} WHERE ${IN_WORKSPACE} AND template_id = ? AND signature_id = ?`,
        [templateId, bytesOf(target.patternId), this.workspaceId, from, id],
      );
      for (const [issueId, link] of links)
        if (link.signatureId === id && link.templateId === from)
          links.set(issueId, { ...link, templateId, patternId: target.patternId });
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
      const { issueCount, examples } = this.uses.get(id);
      this.uses.add(target, issueCount, examples);
    }
    const pairs = [...into];
    const { workspaceId } = this;
    const gone = pairs.map(([id, replacedBy]) => ({
      workspaceId,
      changed: this.call.version,
      id,
      replacedBy,
    }));
    await this.tables.gone.insertNew(this.tx, gone);
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
    const fresh: StoredLink[] = [];
    const changed: StoredLink[] = [];
    for (const match of this.call.changes.matches) {
      const previous = links.get(match.issueId);
      if (previous?.templateId === match.templateId && previous.signatureId === match.signatureId) continue;
      (previous === undefined ? fresh : changed).push(this.linkRow(match));
      this.countMatch(match, previous);
    }
    if ((await this.tables.links.insertNew(this.tx, fresh)) < fresh.length) throw new UnexpectedLinkError();
    await this.tables.links.upsert(this.tx, changed);
  }

  private countMatch(match: IssueMatch, previous: LinkState | undefined): void {
    const title = this.call.titles.get(match.issueId);
    const moved = previous === undefined || previous.templateId !== match.templateId;
    this.uses.add(match.templateId, moved ? 1 : 0, title === undefined ? [] : [title]);
    if (previous !== undefined && moved) this.uses.add(previous.templateId, -1);
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

  /** Writes templates that changed, with those that were evicted, and the counts and examples of the others. */
  private async writeTemplates(): Promise<void> {
    const { changes, cache, version } = this.call;
    const { templates } = this.tables;
    const retired = new Map(changes.retired.map(({ templateId, into }) => [templateId, into]));
    const rows = changes.templates
      .filter(({ id }) => typeof retired.get(id) !== 'number')
      .map((change) =>
        storedTemplate(this.workspaceId, change, !retired.has(change.id), this.uses.get(change.id), version),
      );
    await templates.upsert(this.tx, rows);
    for (const row of rows) {
      this.touched.add(idOf(row.patternId));
      cache.putTemplate(row);
    }
    await this.writeCounts(new Set([...changes.templates.map(({ id }) => id), ...retired.keys()]));
  }

  /** Writes counts and examples of stored templates whose rows were not written as a whole. */
  private async writeCounts(written: ReadonlySet<number>): Promise<void> {
    const counts: TemplateCount[] = [];
    const withExamples: TemplateCount[] = [];
    for (const { before, use } of this.uses.ofStored()) {
      if (written.has(before.id)) continue;
      const row = { ...before, issueCount: use.issueCount, examples: JSON.stringify(use.examples) };
      if (row.examples !== before.examples) withExamples.push(row);
      else if (row.issueCount !== before.issueCount) counts.push(row);
      this.call.cache.putTemplate(row);
    }
    await this.tables.templateCounts.updateShort(this.tx, counts);
    await this.tables.templateExamples.updateShort(this.tx, withExamples);
  }

  private async writeSignatures(): Promise<void> {
    const { signatures, evictedSignatures } = this.call.changes;
    const { workspaceId } = this;
    const { version: changed } = this.call;
    const rows = signatures.map(({ id, key, templateId }) => ({ workspaceId, id, key, templateId, changed }));
    await this.tables.signatures.upsert(this.tx, rows);
    const gone = evictedSignatures.map((id) => ({ workspaceId, changed, id, replacedBy: null }));
    await this.tables.gone.insertNew(this.tx, gone);
    await this.rows.updateByIds(
      `DELETE FROM ${this.tables.signatures.name} WHERE ${IN_WORKSPACE} AND id IN`,
      evictedSignatures,
    );
  }
}
