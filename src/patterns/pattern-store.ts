import { listText, lookupPortions } from '../db/bulk.js';
import type { Database } from '../db/database.js';
import type { DatabaseKind } from '../db/database-url.js';
import type { Row, Scalar } from '../db/engine.js';
import { ABOVE_ALL, type Condition, conjunction, oneOf, scanPage } from '../db/keyset.js';
import type { Clock } from '../domain/clock.js';
import type { PatternStatus } from '../domain/entities/pattern.js';
import type { PatternLinkStep } from '../domain/entities/pattern-link.js';
import { decodeId, encodeId, ID_PREFIX } from '../domain/ids.js';
import { LIMITS } from '../domain/limits.js';
import { EMPTY_PAGE, type IdPage, type PageRequest } from '../domain/page.js';
import type { Source } from '../domain/source.js';
import { readableTemplate, valuesIn } from './text/readable-template.js';
import { subjectOf } from './text/signature.js';
import type { SlotSummary } from './text/template-text.js';

/** A pattern as a reader sees it: never a candidate. Instants are epoch milliseconds. */
export interface PatternView {
  readonly id: string;
  readonly name: string;
  readonly template: string;
  readonly status: VisibleStatus;
  readonly confidence: number;
  readonly issueCount: number;
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
}

export type VisibleStatus = Exclude<PatternStatus, 'candidate'>;

/** Why an issue belongs to its pattern. */
export interface PatternLinkView {
  readonly step: PatternLinkStep;
  /** What of the title is the same in others, as it is now. */
  readonly template: string;
  /** What stands in the title in the places of `<*>`; empty when they are in the body or its template was forgotten. */
  readonly slotValues: readonly string[];
  readonly score: number;
  readonly algorithm: number;
  readonly linkedAt: number;
  readonly pattern: PatternView;
}

/** Which patterns to list; what is undefined does not matter. */
export interface PatternFilter {
  readonly status?: readonly VisibleStatus[];
  readonly minConfidence?: number;
  /** Part of the name or template, compared without case. */
  readonly search?: string;
}

/** A few titles of a pattern's issues, and what stands in its slots there. */
export interface PatternExamples {
  readonly titles: readonly string[];
  readonly slots: readonly SlotSummary[];
}

/** What the issues of a pattern are counted by. */
export type CountedField = 'source' | 'severity' | 'team';

export interface PatternCount {
  readonly key: string;
  readonly count: number;
}

/** A page of the issues of one pattern. */
export interface PatternIssuesRequest extends PageRequest {
  readonly patternId: string;
}

const VISIBLE: readonly VisibleStatus[] = ['watching', 'active', 'resolved'];
const COLUMNS = [
  'id',
  'name',
  'template',
  'status',
  'confidence',
  'issue_count',
  'first_seen_at',
  'last_seen_at',
] as const;
const SHOWN = "status <> 'candidate' AND merged_into IS NULL";
const DAY_MS = 86_400_000;
const COUNTED_KINDS = 20;
/** Pages that are read by one statement; SQLite takes no more than 500 parts. */
const PAGES_PER_STATEMENT = 100;

/** Reads patterns and what is linked to them. Every statement names its workspace. */
export class PatternStore {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** The ids of a workspace's patterns that the filter lets through, newest first. See `scanPage` for short pages. */
  async listIds(workspaceId: number, filter: PatternFilter, page: PageRequest): Promise<IdPage> {
    const before = page.before === null ? null : decodeId(ID_PREFIX.pattern, page.before);
    const conditions = conjunction(conditionsOf(filter, this.clock.now()));
    const needle = filter.search?.toLowerCase();
    const { ids, hasMore, end } = await scanPage(before ?? ABOVE_ALL, page.limit, {
      floor: async (from, rows) => {
        const [row] = await this.database.query(
          `SELECT id FROM pattern WHERE workspace_id = ? AND id < ? ORDER BY id DESC LIMIT 1 OFFSET ${rows - 1}`,
          [workspaceId, from],
        );
        return row === undefined ? null : (row.id as Buffer);
      },
      read: async (from, floor, limit) => {
        const tail = needle === undefined ? ` LIMIT ${LIMITS.pageMax + 1}` : '';
        const rows = await this.database.query(
          `SELECT id, name, template FROM pattern WHERE workspace_id = ? AND id < ? AND id >= ? AND ${SHOWN}${conditions.sql} ORDER BY id DESC${tail}`,
          [workspaceId, from, floor, ...conditions.params],
        );
        const matching = needle === undefined ? rows : rows.filter((row) => contains(row, needle));
        return matching.slice(0, limit).map((row) => row.id as Buffer);
      },
    });
    const text = (id: Buffer): string => encodeId(ID_PREFIX.pattern, id);
    return { ids: ids.map(text), hasMore, end: end === null ? null : text(end) };
  }

  /** By the id that was asked for: one that was merged answers with the pattern that took it in. */
  async findPatterns(workspaceId: number, ids: readonly string[]): Promise<Map<string, PatternView>> {
    const asked = new Map<string, string>();
    for (const id of ids) {
      const bytes = decodeId(ID_PREFIX.pattern, id);
      if (bytes !== null) asked.set(bytes.toString('hex'), id);
    }
    const found = new Map<string, PatternView>();
    for (const keys of lookupPortions([...asked.keys()].map((hex) => Buffer.from(hex, 'hex')))) {
      const head = `SELECT a.id AS asked, ${qualified('p')} FROM pattern a JOIN pattern p ON p.workspace_id = a.workspace_id AND p.id = COALESCE(a.merged_into, a.id) WHERE p.status <> 'candidate' AND a.workspace_id = ? AND a.id IN`;
      const rows = await this.database.query(listText(head, keys.length), [workspaceId, ...keys]);
      for (const row of rows) {
        const id = asked.get((row.asked as Buffer).toString('hex'));
        if (id !== undefined) found.set(id, viewOf(row, this.clock.now()));
      }
    }
    return found;
  }

  /** The link of each issue that has one to a pattern that is shown. */
  async findLinks(workspaceId: number, issueIds: readonly string[]): Promise<Map<string, PatternLinkView>> {
    const found = new Map<string, PatternLinkView>();
    const head = selectLinks(this.database.kind);
    const bytes = issueIds.map((id) => decodeId(ID_PREFIX.issue, id)).filter((id) => id !== null);
    for (const keys of lookupPortions(bytes)) {
      const rows = await this.database.query(listText(head, keys.length), [workspaceId, ...keys]);
      for (const row of rows)
        found.set(encodeId(ID_PREFIX.issue, row.issue_id as Buffer), linkOf(row, this.clock.now()));
    }
    return found;
  }

  /** By pattern, the examples of its oldest template, which is the one that is shown. */
  async findExamples(workspaceId: number, ids: readonly string[]): Promise<Map<string, PatternExamples>> {
    const oldest = new Map<string, Row>();
    const head =
      'SELECT pattern_id, born, words, examples FROM pattern_template WHERE workspace_id = ? AND pattern_id IN';
    for (const keys of lookupPortions(bytesOfPatterns(ids))) {
      const rows = await this.database.query(listText(head, keys.length), [workspaceId, ...keys]);
      for (const row of rows) {
        const id = encodeId(ID_PREFIX.pattern, row.pattern_id as Buffer);
        const known = oldest.get(id);
        if (known === undefined || Number(row.born) < Number(known.born)) oldest.set(id, row);
      }
    }
    return new Map(
      [...oldest].map(([id, row]) => {
        const titles = JSON.parse(row.examples as string) as string[];
        return [id, { titles, slots: readableTemplate(row.words as string, titles).slots }];
      }),
    );
  }

  /** By pattern, its issues by one of their fields, most first and at most twenty kinds. */
  async countIssues(
    workspaceId: number,
    ids: readonly string[],
    field: CountedField,
  ): Promise<Map<string, PatternCount[]>> {
    const counts = new Map<string, PatternCount[]>(ids.map((id) => [id, []]));
    const head = `SELECT l.pattern_id, i.${field} AS kind, COUNT(*) AS issues FROM pattern_link l JOIN issue i ON i.workspace_id = l.workspace_id AND i.id = l.issue_id WHERE i.${field} IS NOT NULL AND l.workspace_id = ? AND l.pattern_id IN`;
    for (const keys of lookupPortions(bytesOfPatterns(ids))) {
      const text = listText(head, keys.length, ` GROUP BY l.pattern_id, i.${field}`);
      for (const row of await this.database.query(text, [workspaceId, ...keys]))
        counts
          .get(encodeId(ID_PREFIX.pattern, row.pattern_id as Buffer))
          ?.push({ key: row.kind as string, count: Number(row.issues) });
    }
    for (const [id, kinds] of counts)
      counts.set(
        id,
        kinds.sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1)).slice(0, COUNTED_KINDS),
      );
    return counts;
  }

  /** Pages of issues of several patterns, in the order of the requests: one statement for a hundred of them. */
  async listIssueIds(workspaceId: number, requests: readonly PatternIssuesRequest[]): Promise<IdPage[]> {
    const pages: IdPage[] = [];
    for (let at = 0; at < requests.length; at += PAGES_PER_STATEMENT) {
      const part = requests.slice(at, at + PAGES_PER_STATEMENT);
      pages.push(...(await this.readIssueIds(workspaceId, part)));
    }
    return pages;
  }

  private async readIssueIds(
    workspaceId: number,
    requests: readonly PatternIssuesRequest[],
  ): Promise<IdPage[]> {
    const most = Math.max(...requests.map(({ limit }) => limit)) + 1;
    // One to see whether there is more, and one for who leaves one of them out.
    const rowsEach = (most <= LIMITS.pageDefault + 2 ? LIMITS.pageDefault : LIMITS.pageMax) + 2;
    const [parts = []] = lookupPortions(requests);
    const branch = (n: number): string =>
      `SELECT * FROM (SELECT ${n} AS n, issue_id FROM pattern_link WHERE workspace_id = ? AND pattern_id = ? AND issue_id < ? ORDER BY issue_id DESC LIMIT ${rowsEach}) part${n}`;
    const params = parts.flatMap(({ patternId, before }): Scalar[] => [
      workspaceId,
      decodeId(ID_PREFIX.pattern, patternId),
      before === null ? ABOVE_ALL : decodeId(ID_PREFIX.issue, before),
    ]);
    const rows = await this.database.query(parts.map((_, n) => branch(n)).join(' UNION ALL '), params);
    const ids: string[][] = requests.map(() => []);
    for (const row of rows) ids[Number(row.n)]?.push(encodeId(ID_PREFIX.issue, row.issue_id as Buffer));
    return requests.map(({ limit }, n) => pageOf(ids[n] ?? [], limit));
  }
}

function bytesOfPatterns(ids: readonly string[]): Buffer[] {
  return ids.map((id) => decodeId(ID_PREFIX.pattern, id)).filter((id) => id !== null);
}

function pageOf(idsInAnyOrder: readonly string[], limit: number): IdPage {
  const ids = idsInAnyOrder.toSorted().reverse();
  if (ids.length === 0) return EMPTY_PAGE;
  const shown = ids.slice(0, limit);
  return { ids: shown, hasMore: ids.length > limit, end: shown[shown.length - 1] ?? null };
}

function conditionsOf({ status, minConfidence }: PatternFilter, now: number): Condition[] {
  const conditions: Condition[] = [];
  if (status !== undefined) conditions.push(inStatus(status, now));
  if (minConfidence !== undefined) conditions.push({ sql: 'confidence >= ?', params: [minConfidence] });
  return conditions;
}

/** Resolved is whatever has not been seen for a while, so no job has to come by and say so. */
function inStatus(wanted: readonly VisibleStatus[], now: number): Condition {
  const stored = oneOf('status', wanted, VISIBLE);
  const before = resolvedBefore(now);
  return {
    sql: `((${stored.sql} AND last_seen_at >= ?) OR (? = 1 AND last_seen_at < ?))`,
    params: [...stored.params, before, wanted.includes('resolved') ? 1 : 0, before],
  };
}

function resolvedBefore(now: number): number {
  return now - LIMITS.patternResolvedDays * DAY_MS;
}

function contains(row: Row, needle: string): boolean {
  return [row.name, row.template].some((text) => String(text).toLowerCase().includes(needle));
}

/** To be followed by a list of ids of issues. */
function selectLinks(kind: DatabaseKind): string {
  // Where the server's statistics lag behind a table that fills quickly, it would begin with all patterns, not with the issues
  // that are asked for, and go through all issues for each: 15 seconds and more instead of milliseconds.
  const join = kind === 'sqlite' ? 'JOIN' : 'STRAIGHT_JOIN';
  return `SELECT l.issue_id, l.step, l.algorithm, l.linked_at, t.words, t.examples, t.contribution, i.title, i.source, ${qualified('p')}
  FROM pattern_link l
  ${join} pattern p ON p.workspace_id = l.workspace_id AND p.id = l.pattern_id
  ${join} pattern_template t ON t.workspace_id = l.workspace_id AND t.id = l.template_id
  ${join} issue i ON i.workspace_id = l.workspace_id AND i.id = l.issue_id
  WHERE p.status <> 'candidate' AND l.workspace_id = ? AND l.issue_id IN`;
}

function qualified(table: string): string {
  return COLUMNS.map((column) => `${table}.${column}`).join(',');
}

function viewOf(row: Row, now: number): PatternView {
  return {
    id: encodeId(ID_PREFIX.pattern, row.id as Buffer),
    name: row.name as string,
    template: row.template as string,
    status: Number(row.last_seen_at) < resolvedBefore(now) ? 'resolved' : (row.status as VisibleStatus),
    confidence: Number(row.confidence),
    issueCount: Number(row.issue_count),
    firstSeenAt: Number(row.first_seen_at),
    lastSeenAt: Number(row.last_seen_at),
  };
}

function linkOf(row: Row, now: number): PatternLinkView {
  const words = row.words as string;
  return {
    step: row.step as PatternLinkStep,
    template: readableTemplate(words, JSON.parse(row.examples as string) as string[]).text,
    slotValues: valuesIn(words, subjectOf({ title: row.title as string, source: row.source as Source })),
    score: Number(row.contribution),
    algorithm: Number(row.algorithm),
    linkedAt: Number(row.linked_at),
    pattern: viewOf(row, now),
  };
}
