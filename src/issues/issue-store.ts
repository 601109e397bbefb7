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

/** Texts of an issue that can be long. They are read only on request. */
const LONG_FIELDS = ['sourceRaw', 'body', 'metadata'] as const;
export type IssueTexts = Pick<Issue, (typeof LONG_FIELDS)[number]>;

/** An issue without its long texts. */
export type IssueSummary = Omit<Issue, keyof IssueTexts>;

/** Up to this many issues, the size of texts need not be checked. */
const UNCHECKED_ISSUES = 8;

/** The part of an issue that detection reads. */
export interface IssueTitle {
  readonly id: Buffer;
  readonly title: string;
  readonly source: Source;
  readonly metadata: string | null;
  readonly firstSeenAt: number;
}

/** Reads issues. Every statement is restricted to one workspace. */
export class IssueStore {
  private readonly titles: HotTable<Pick<IssueRow, 'id' | 'title' | 'source'>>;
  private readonly short: FindOptionsSelect<Issue>;

  constructor(private readonly database: Database) {
    this.titles = new HotTable(database, Issue, ['id', 'title', 'source'], { asBytes: ['id'] });
    const { columns } = database.metadata(Issue);
    const short = columns.filter(
      ({ propertyName }) => !(LONG_FIELDS as readonly string[]).includes(propertyName),
    );
    this.short = Object.fromEntries(short.map(({ propertyName }) => [propertyName, true]));
  }

  /** Returns null for an issue that does not exist or belongs to another workspace. */
  async findIssue(workspaceId: number, id: string): Promise<Issue | null> {
    if (!isId(ID_PREFIX.issue, id)) return null;
    return this.database.read((manager) => manager.findOneBy(Issue, { workspaceId, id }));
  }

  /** Returns the issue with this source and external id, as sent or, if no issue was sent with it, as generated. */
  async findByKey(workspaceId: number, source: Source, externalId: string): Promise<Issue | null> {
    const where = { workspaceId, source, sentExternalId: externalId };
    const issue = await this.database.read((manager) => manager.findOneBy(Issue, where));
    if (issue !== null || !isId(ID_PREFIX.event, externalId)) return issue;
    const id = ID_PREFIX.issue + externalId.slice(ID_PREFIX.event.length);
    const minted = await this.findIssue(workspaceId, id);
    return minted?.source === source && minted.externalId === externalId ? minted : null;
  }

  /** Returns issues by id. Ids that do not exist in this workspace are omitted. */
  async findIssues(workspaceId: number, ids: readonly string[]): Promise<Map<string, IssueSummary>> {
    const found = await this.findBy(workspaceId, ids, this.short);
    return new Map(found.map((issue) => [issue.id, issue]));
  }

  /**
   * Returns the long texts by id.
   * @throws AppError validation_error when they exceed `LIMITS.textBytes` in total
   */
  async findTexts(workspaceId: number, ids: readonly string[]): Promise<Map<string, IssueTexts>> {
    await this.requireTextsWithinLimit(workspaceId, ids);
    const select = { id: true, sourceRaw: true, body: true, metadata: true };
    const found = await this.findBy(workspaceId, ids, select);
    return new Map(found.map((issue) => [issue.id, issue]));
  }

  /**
   * Reads issues for detection, in the order of `ids`. Unknown ids are omitted. `metadata` is null unless it can contain a
   * fingerprint.
   */
  async readTitles(
    source: Pick<Tx, 'select'>,
    workspaceId: number,
    ids: readonly Buffer[],
  ): Promise<IssueTitle[]> {
    const found = new Map<string, IssueTitle>();
    const { columns, name } = this.titles;
    const head = `SELECT ${columns.join(',')}, CASE WHEN INSTR(metadata, '"fingerprint"') > 0 THEN metadata END FROM ${name} WHERE workspace_id = ? AND id IN`;
    for (const part of paddedPortions(ids)) {
      for (const values of await source.select(listText(head, part.length), [workspaceId, ...part])) {
        const row = this.titles.read(values);
        const metadata = values[columns.length] as string | null;
        found.set(row.id.toString('latin1'), { ...row, metadata, firstSeenAt: mintedAt(row.id) });
      }
    }
    return ids.flatMap((id) => found.get(id.toString('latin1')) ?? []);
  }

  /** Returns the first `maxChars` characters of each body, by id as latin1. */
  async readBodies(
    source: Pick<Tx, 'select'>,
    workspaceId: number,
    ids: readonly Buffer[],
    maxChars: number,
  ): Promise<Map<string, string>> {
    const bodies = new Map<string, string>();
    const head = `SELECT id, SUBSTR(body, 1, ${Math.trunc(maxChars)}) FROM ${this.titles.name} WHERE workspace_id = ? AND body IS NOT NULL AND id IN`;
    for (const part of paddedPortions(ids))
      for (const [id, body] of await source.select(listText(head, part.length), [workspaceId, ...part]))
        bodies.set((id as Buffer).toString('latin1'), body as string);
    return bodies;
  }

  private findBy(
    workspaceId: number,
    ids: readonly string[],
    select: FindOptionsSelect<Issue>,
  ): Promise<Issue[]> {
    const validIds = ids.filter((id) => isId(ID_PREFIX.issue, id));
    return inPortions(validIds, (portion) =>
      this.database.read((manager) =>
        manager.find(Issue, { select, where: { workspaceId, id: In(portion) } }),
      ),
    );
  }

  private async requireTextsWithinLimit(workspaceId: number, ids: readonly string[]): Promise<void> {
    const validIds = ids.filter((id) => isId(ID_PREFIX.issue, id));
    if (validIds.length <= UNCHECKED_ISSUES) return;
    const sizes = LONG_FIELDS.map((field) => `COALESCE(SUM(OCTET_LENGTH(issue.${field})), 0)`).join(' + ');
    const sums = await inPortions(validIds, async (portion) => [
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
      `The requested bodies and metadata exceed ${LIMITS.textBytes} bytes: request fewer issues at once.`,
    );
  }
}
