import { listText, lookupPortions } from '../db/bulk.js';
import type { Database } from '../db/database.js';
import type { Row } from '../db/engine.js';
import { ABOVE_ALL, type Condition, conjunction, NOTHING, oneOf, scanPage } from '../db/keyset.js';
import type { IssueStatus } from '../domain/entities/issue.js';
import { AppError } from '../domain/errors.js';
import { decodeId, encodeId, ID_PREFIX } from '../domain/ids.js';
import { LIMITS } from '../domain/limits.js';
import type { IdPage, PageRequest } from '../domain/page.js';
import { isStorable } from '../domain/rules/text.js';
import { SEVERITIES, type Severity } from '../domain/severity.js';
import { SOURCES, type Source } from '../domain/source.js';
import { COLUMNS, type IssueView, viewOf } from './issue-row.js';

/** Which issues to list; what is undefined does not matter. */
export interface IssueFilter {
  readonly source?: readonly Source[];
  readonly severity?: readonly Severity[];
  readonly status?: readonly IssueStatus[];
  readonly team?: string;
  readonly patternId?: string;
  /** Part of the title, compared without case. */
  readonly search?: string;
}

/** Texts of an issue that may be long, and are read only for those who ask for them. */
export interface IssueTexts {
  readonly sourceRaw: string | null;
  readonly body: string | null;
  /** Compact JSON. */
  readonly metadata: string | null;
}

/** An issue without the texts that may be long. */
export type IssueSummary = Omit<IssueView, keyof IssueTexts>;

const STATUSES: readonly IssueStatus[] = ['open', 'resolved'];
const LONG = ['source_raw', 'body', 'metadata'] as const;
const SHORT_COLUMNS = COLUMNS.map((column) =>
  (LONG as readonly string[]).includes(column) ? `NULL AS ${column}` : column,
).join(',');
/** Look-ups of so few issues are within any bound. */
const FEW = 8;

/** Reads issues in lists and in batches. Every statement names its workspace. */
export class IssueListStore {
  constructor(private readonly database: Database) {}

  /** The ids of a workspace's issues that the filter lets through, newest first. See `scanPage` for short pages. */
  async listIds(workspaceId: number, filter: IssueFilter, page: PageRequest): Promise<IdPage> {
    const pattern = filter.patternId === undefined ? null : decodeId(ID_PREFIX.pattern, filter.patternId);
    if (filter.patternId !== undefined && pattern === null) return { ids: [], hasMore: false, end: null };
    const list = new FilteredIssues(this.database, workspaceId, filter, pattern);
    const before = page.before === null ? ABOVE_ALL : decodeId(ID_PREFIX.issue, page.before);
    const { ids, hasMore, end } = await scanPage(before ?? ABOVE_ALL, page.limit, list);
    const text = (id: Buffer): string => encodeId(ID_PREFIX.issue, id);
    return { ids: ids.map(text), hasMore, end: end === null ? null : text(end) };
  }

  /** By id; what does not exist in this workspace is missing. */
  async findIssues(workspaceId: number, ids: readonly string[]): Promise<Map<string, IssueSummary>> {
    const found = new Map<string, IssueSummary>();
    for (const keys of lookupPortions(bytesOf(ids))) {
      const head = `SELECT ${SHORT_COLUMNS} FROM issue WHERE workspace_id = ? AND id IN`;
      const rows = await this.database.query(listText(head, keys.length), [workspaceId, ...keys]);
      for (const row of rows) {
        const view = viewOf(row);
        found.set(view.id, view);
      }
    }
    return found;
  }

  /**
   * The long texts by id.
   * @throws AppError validation_error when they add up to more than `LIMITS.textBytes`
   */
  async findTexts(workspaceId: number, ids: readonly string[]): Promise<Map<string, IssueTexts>> {
    const found = new Map<string, IssueTexts>();
    for (const keys of lookupPortions(bytesOf(ids))) {
      if (keys.length > FEW) await this.requireModest(workspaceId, keys);
      const head = `SELECT id, ${LONG.join(',')} FROM issue WHERE workspace_id = ? AND id IN`;
      const rows = await this.database.query(listText(head, keys.length), [workspaceId, ...keys]);
      for (const row of rows) found.set(encodeId(ID_PREFIX.issue, row.id as Buffer), textsOf(row));
    }
    return found;
  }

  private async requireModest(workspaceId: number, keys: readonly Buffer[]): Promise<void> {
    const sizes = LONG.map((column) => `COALESCE(SUM(OCTET_LENGTH(${column})), 0)`).join(' + ');
    const head = `SELECT ${sizes} AS bytes FROM issue WHERE workspace_id = ? AND id IN`;
    const [row] = await this.database.query(listText(head, keys.length), [workspaceId, ...keys]);
    if (Number(row?.bytes ?? 0) <= LIMITS.textBytes) return;
    throw new AppError(
      'validation_error',
      `The bodies and metadata asked for have more than ${LIMITS.textBytes} bytes: ask for fewer issues at once.`,
    );
  }
}

/** One filtered list: either all issues of a workspace, or those that are linked to a pattern. */
class FilteredIssues {
  private readonly from: string;
  private readonly base: Condition;
  private readonly filter: Condition;
  private readonly needle: string | undefined;

  constructor(
    private readonly database: Database,
    workspaceId: number,
    filter: IssueFilter,
    pattern: Buffer | null,
  ) {
    this.needle = filter.search?.toLowerCase();
    this.filter = conjunction(conditionsOf(filter));
    if (pattern === null) {
      // In the order of the primary key: another index would have to read and sort all that match.
      const hint =
        database.kind === 'sqlite' ? 'INDEXED BY sqlite_autoindex_issue_1' : 'FORCE INDEX (PRIMARY)';
      this.from = `issue i ${hint}`;
      this.base = { sql: 'i.workspace_id = ?', params: [workspaceId] };
    } else {
      this.from = 'pattern_link l JOIN issue i ON i.workspace_id = l.workspace_id AND i.id = l.issue_id';
      this.base = { sql: 'l.workspace_id = ? AND l.pattern_id = ?', params: [workspaceId, pattern] };
    }
    this.id = pattern === null ? 'i.id' : 'l.issue_id';
  }

  private readonly id: string;

  async floor(before: Buffer, rows: number): Promise<Buffer | null> {
    const from = this.id === 'i.id' ? this.from : 'pattern_link l';
    const [row] = await this.database.query(
      `SELECT ${this.id} AS id FROM ${from} WHERE ${this.base.sql} AND ${this.id} < ? ORDER BY ${this.id} DESC LIMIT 1 OFFSET ${rows - 1}`,
      [...this.base.params, before],
    );
    return row === undefined ? null : (row.id as Buffer);
  }

  async read(before: Buffer, floor: Buffer, limit: number): Promise<readonly Buffer[]> {
    const { needle } = this;
    // Titles are compared here: what a database takes for the same letter differs from one to the next.
    const columns = needle === undefined ? `${this.id} AS id` : `${this.id} AS id, i.title AS title`;
    const tail = needle === undefined ? ` LIMIT ${limitOf(limit)}` : '';
    const rows = await this.database.query(
      `SELECT ${columns} FROM ${this.from} WHERE ${this.base.sql} AND ${this.id} < ? AND ${this.id} >= ?${this.filter.sql} ORDER BY ${this.id} DESC${tail}`,
      [...this.base.params, before, floor, ...this.filter.params],
    );
    const matching =
      needle === undefined ? rows : rows.filter((row) => String(row.title).toLowerCase().includes(needle));
    return matching.slice(0, limit).map((row) => row.id as Buffer);
  }
}

/** Rounded up, so that there are few texts of statements. */
function limitOf(limit: number): number {
  return limit <= LIMITS.pageDefault + 1 ? LIMITS.pageDefault + 1 : LIMITS.pageMax + 1;
}

function conditionsOf({ source, severity, status, team }: IssueFilter): Condition[] {
  const conditions: Condition[] = [];
  if (source !== undefined) conditions.push(oneOf('i.source', source, SOURCES));
  if (severity !== undefined) conditions.push(oneOf('i.severity', severity, SEVERITIES));
  if (status !== undefined) conditions.push(oneOf('i.status', status, STATUSES));
  // A text that cannot be stored is nobody's team, but might be taken for one on its way to the database.
  if (team !== undefined && !isStorable(team)) conditions.push(NOTHING);
  // The trailing character keeps MySQL, which pads the shorter text, from taking `a` for `a `.
  else if (team !== undefined) conditions.push({ sql: "CONCAT(i.team, '.') = ?", params: [`${team}.`] });
  return conditions;
}

/** What is no id of an issue is left out. */
function bytesOf(ids: readonly string[]): Buffer[] {
  return ids.map((id) => decodeId(ID_PREFIX.issue, id)).filter((id) => id !== null);
}

function textsOf(row: Row): IssueTexts {
  return {
    sourceRaw: row.source_raw as string | null,
    body: row.body as string | null,
    metadata: row.metadata as string | null,
  };
}
