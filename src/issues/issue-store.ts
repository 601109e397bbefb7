import { type FindOptionsSelect, In } from 'typeorm';
import { listText, paddedPortions } from '../db/bulk.js';
import type { Database, Tx } from '../db/database.js';
import { HotTable } from '../db/hot-table.js';
import { inPortions } from '../db/keyset.js';
import { Issue } from '../domain/entities/issue.js';
import { AppError } from '../domain/errors.js';
import { ID_PREFIX, isId, mintedAt } from '../domain/ids.js';
import { LIMITS } from '../domain/limits.js';
import type { Source } from '../domain/source.js';
import type { IssueRow } from './issue-row.js';

/** Texts of an issue that may be long. They are read only when they are asked for. */
const LONG = ['sourceRaw', 'body', 'metadata'] as const;
export type IssueTexts = Pick<Issue, (typeof LONG)[number]>;

/** An issue without the texts that may be long. */
export type IssueSummary = Omit<Issue, keyof IssueTexts>;

/** Reading the texts of so few issues is within any bound. */
const FEW = 8;

/** What detection reads of an issue. */
export interface IssueTitle {
  readonly id: Buffer;
  readonly title: string;
  readonly source: Source;
  readonly metadata: string | null;
  readonly firstSeenAt: number;
}

/** Reads issues. Every statement names its workspace. */
export class IssueStore {
  private readonly titles: HotTable<Pick<IssueRow, 'id' | 'title' | 'source'>>;
  private readonly short: FindOptionsSelect<Issue>;

  constructor(private readonly database: Database) {
    this.titles = new HotTable(database, Issue, ['id', 'title', 'source'], { asBytes: ['id'] });
    const { columns } = database.metadata(Issue);
    const short = columns.filter(({ propertyName }) => !(LONG as readonly string[]).includes(propertyName));
    this.short = Object.fromEntries(short.map(({ propertyName }) => [propertyName, true]));
  }

  /** null for an issue that does not exist or belongs to another workspace. */
  async findIssue(workspaceId: number, id: string): Promise<Issue | null> {
    if (!isId(ID_PREFIX.issue, id)) return null;
    return this.database.read((manager) => manager.findOneBy(Issue, { workspaceId, id }));
  }

  /** The issue that a push with this source and external id would change, else the one that was minted with it. */
  async findByKey(workspaceId: number, source: Source, externalId: string): Promise<Issue | null> {
    const where = { workspaceId, source, sentExternalId: externalId };
    const issue = await this.database.read((manager) => manager.findOneBy(Issue, where));
    if (issue !== null || !isId(ID_PREFIX.event, externalId)) return issue;
    const id = ID_PREFIX.issue + externalId.slice(ID_PREFIX.event.length);
    const minted = await this.findIssue(workspaceId, id);
    return minted?.source === source && minted.externalId === externalId ? minted : null;
  }

  /** By id; ids that do not exist in this workspace are missing. */
  async findIssues(workspaceId: number, ids: readonly string[]): Promise<Map<string, IssueSummary>> {
    const found = await this.findBy(workspaceId, ids, this.short);
    return new Map(found.map((issue) => [issue.id, issue]));
  }

  /**
   * The long texts by id.
   * @throws AppError validation_error when they add up to more than `LIMITS.textBytes`
   */
  async findTexts(workspaceId: number, ids: readonly string[]): Promise<Map<string, IssueTexts>> {
    await this.requireModestTexts(workspaceId, ids);
    const select = { id: true, sourceRaw: true, body: true, metadata: true };
    const found = await this.findBy(workspaceId, ids, select);
    return new Map(found.map((issue) => [issue.id, issue]));
  }

  /**
   * What detection reads of issues, in the order of `ids`; unknown ones are left out. `metadata` is present only when it may
   * contain a fingerprint.
   */
  async readTitles(tx: Tx, workspaceId: number, ids: readonly Buffer[]): Promise<IssueTitle[]> {
    const found = new Map<string, IssueTitle>();
    const { columns, name } = this.titles;
    const head = `SELECT ${columns.join(',')}, CASE WHEN INSTR(metadata, '"fingerprint"') > 0 THEN metadata END FROM ${name} WHERE workspace_id = ? AND id IN`;
    for (const part of paddedPortions(ids)) {
      for (const values of await tx.select(listText(head, part.length), [workspaceId, ...part])) {
        const row = this.titles.read(values);
        const metadata = values[columns.length] as string | null;
        found.set(row.id.toString('latin1'), { ...row, metadata, firstSeenAt: mintedAt(row.id) });
      }
    }
    return ids.flatMap((id) => found.get(id.toString('latin1')) ?? []);
  }

  /** The beginnings of bodies, up to `maxChars` characters each, by id as latin1. */
  async readBodies(
    tx: Tx,
    workspaceId: number,
    ids: readonly Buffer[],
    maxChars: number,
  ): Promise<Map<string, string>> {
    const bodies = new Map<string, string>();
    const head = `SELECT id, SUBSTR(body, 1, ${Math.trunc(maxChars)}) FROM ${this.titles.name} WHERE workspace_id = ? AND body IS NOT NULL AND id IN`;
    for (const part of paddedPortions(ids))
      for (const [id, body] of await tx.select(listText(head, part.length), [workspaceId, ...part]))
        bodies.set((id as Buffer).toString('latin1'), body as string);
    return bodies;
  }

  private findBy(
    workspaceId: number,
    ids: readonly string[],
    select: FindOptionsSelect<Issue>,
  ): Promise<Issue[]> {
    const wanted = ids.filter((id) => isId(ID_PREFIX.issue, id));
    return inPortions(wanted, (portion) =>
      this.database.read((manager) =>
        manager.find(Issue, { select, where: { workspaceId, id: In(portion) } }),
      ),
    );
  }

  private async requireModestTexts(workspaceId: number, ids: readonly string[]): Promise<void> {
    const wanted = ids.filter((id) => isId(ID_PREFIX.issue, id));
    if (wanted.length <= FEW) return;
    const sizes = LONG.map((field) => `COALESCE(SUM(OCTET_LENGTH(issue.${field})), 0)`).join(' + ');
    const sums = await inPortions(wanted, async (portion) => [
      await this.database.read((manager) =>
        manager
          .createQueryBuilder(Issue, 'issue')
          .select(sizes, 'bytes')
          .where({ workspaceId, id: In(portion) })
          .getRawOne<{ bytes: unknown }>(),
      ),
    ]);
    const bytes = sums.reduce((sum, row) => sum + Number(row?.bytes ?? 0), 0);
    if (bytes <= LIMITS.textBytes) return;
    throw new AppError(
      'validation_error',
      `The requested bodies and metadata have more than ${LIMITS.textBytes} bytes: request fewer issues at once.`,
    );
  }
}
