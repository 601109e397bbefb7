import { In, LessThan, MoreThanOrEqual, Not, type SelectQueryBuilder } from 'typeorm';
import type { Database, Scalar } from '../db/database.js';
import { ABOVE_ALL, inPortions, scanPage } from '../db/keyset.js';
import type { Clock } from '../domain/clock.js';
import { Issue } from '../domain/entities/issue.js';
import { Pattern, type VisibleStatus } from '../domain/entities/pattern.js';
import { PatternLink, type PatternLinkStep } from '../domain/entities/pattern-link.js';
import { PatternTemplate } from '../domain/entities/pattern-template.js';
import { decodeId, encodeId, ID_PREFIX, isId } from '../domain/ids.js';
import { LIMITS } from '../domain/limits.js';
import { EMPTY_PAGE, type IdPage, type PageRequest } from '../domain/page.js';
import { readableTemplate, valuesIn } from './text/readable-template.js';
import { subjectOf } from './text/signature.js';
import type { SlotSummary } from './text/template-text.js';

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
  readonly pattern: Pattern;
}

/** Filters to apply; undefined filters nothing. */
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

const DAY_MS = 86_400_000;
const COUNTED_KINDS = 20;
/** Pages that are read by one statement; SQLite takes no more than 500 parts. */
const PAGES_PER_STATEMENT = 100;

/** A row of a list. */
interface ListedPattern {
  readonly id: Buffer;
  readonly name: string;
  readonly template: string;
}

/** Reads patterns and what is linked to them. Every statement names its workspace. */
export class PatternStore {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** The ids of a workspace's patterns that pass the filter, newest first. See `scanPage` for short pages. */
  async listIds(workspaceId: number, filter: PatternFilter, page: PageRequest): Promise<IdPage> {
    const before = page.before === null ? null : decodeId(ID_PREFIX.pattern, page.before);
    const needle = filter.search?.toLowerCase();
    const { ids, hasMore, end } = await scanPage(before ?? ABOVE_ALL, page.limit, {
      floor: async (from, rows) => {
        const query = await this.below(workspaceId, from, (it) => it.offset(rows - 1).limit(1));
        return query[0]?.id ?? null;
      },
      read: async (from, floor, limit) => {
        const rows = await this.below(workspaceId, from, (query) => {
          query.andWhere('pattern.id >= :floor', { floor });
          this.applyFilter(query, filter);
          return needle === undefined ? query.limit(limit) : query;
        });
        const matching = needle === undefined ? rows : rows.filter((row) => mentions(row, needle));
        return matching.slice(0, limit).map(({ id }) => id);
      },
    });
    const text = (id: Buffer): string => encodeId(ID_PREFIX.pattern, id);
    return { ids: ids.map(text), hasMore, end: end === null ? null : text(end) };
  }

  /** By the id that was asked for: a pattern that was merged is the one that it was merged into. */
  async findPatterns(workspaceId: number, ids: readonly string[]): Promise<Map<string, Pattern>> {
    const asked = await this.read(workspaceId, ids);
    const survivors = [...asked.values()].flatMap(({ mergedInto }) => mergedInto ?? []);
    const merged = survivors.length === 0 ? asked : await this.read(workspaceId, survivors);
    const found = new Map<string, Pattern>();
    for (const [id, pattern] of asked) {
      const survivor = pattern.mergedInto === null ? pattern : merged.get(pattern.mergedInto);
      if (survivor !== undefined && survivor.status !== 'candidate') found.set(id, survivor);
    }
    return found;
  }

  /** The link of each issue that has one to a pattern that is shown. */
  async findLinks(workspaceId: number, issueIds: readonly string[]): Promise<Map<string, PatternLinkView>> {
    const wanted = issueIds.filter((id) => isId(ID_PREFIX.issue, id));
    const links = await inPortions(wanted, (portion) =>
      this.database.read((manager) => manager.findBy(PatternLink, { workspaceId, issueId: In(portion) })),
    );
    // One table after the other, each by its key: a join may begin with all patterns of the workspace where the server's
    // statistics lag behind a table that fills quickly.
    const patterns = await this.findPatterns(workspaceId, distinct(links.map((link) => link.patternId)));
    const templates = new Map(
      (await this.readTemplates(workspaceId, distinct(links.map((link) => link.templateId)))).map((it) => [
        it.id,
        it,
      ]),
    );
    const issues = new Map(
      (
        await this.readTitles(
          workspaceId,
          links.map((link) => link.issueId),
        )
      ).map((issue) => [issue.id, issue]),
    );
    const found = new Map<string, PatternLinkView>();
    for (const link of links) {
      const pattern = patterns.get(link.patternId);
      const template = templates.get(link.templateId);
      const issue = issues.get(link.issueId);
      if (pattern !== undefined && template !== undefined && issue !== undefined)
        found.set(link.issueId, linkOf(link, pattern, template, issue));
    }
    return found;
  }

  /** By pattern, the examples of its oldest template, which is the one that is shown. */
  async findExamples(workspaceId: number, ids: readonly string[]): Promise<Map<string, PatternExamples>> {
    const templates = await inPortions(ids.filter(isPatternId), (portion) =>
      this.database.read((manager) =>
        manager.find(PatternTemplate, {
          select: { workspaceId: true, id: true, patternId: true, born: true, words: true, examples: true },
          where: { workspaceId, patternId: In(portion) },
        }),
      ),
    );
    const oldest = new Map<string, PatternTemplate>();
    for (const template of templates) {
      const known = oldest.get(template.patternId);
      if (known === undefined || template.born < known.born) oldest.set(template.patternId, template);
    }
    return new Map(
      [...oldest].map(([id, { words, examples }]) => {
        const titles = JSON.parse(examples) as string[];
        return [id, { titles, slots: readableTemplate(words, titles).slots }];
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
    const rows = await inPortions(ids.filter(isPatternId), (portion) =>
      this.database.read((manager) =>
        manager
          .createQueryBuilder(PatternLink, 'link')
          .innerJoin(Issue, 'issue', 'issue.workspaceId = link.workspaceId AND issue.id = link.issueId')
          .select('link.patternId', 'patternId')
          .addSelect(`issue.${field}`, 'kind')
          .addSelect('COUNT(*)', 'issues')
          .where({ workspaceId, patternId: In(portion) })
          .andWhere(`issue.${field} IS NOT NULL`)
          .groupBy('link.patternId')
          .addGroupBy(`issue.${field}`)
          .getRawMany<{ patternId: Buffer; kind: string; issues: unknown }>(),
      ),
    );
    for (const { patternId, kind, issues } of rows)
      counts.get(encodeId(ID_PREFIX.pattern, patternId))?.push({ key: kind, count: Number(issues) });
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

  /** Ids, names and templates below an id, newest first. */
  private below(
    workspaceId: number,
    before: Buffer,
    refine: (query: SelectQueryBuilder<Pattern>) => SelectQueryBuilder<Pattern>,
  ): Promise<ListedPattern[]> {
    return this.database.read((manager) =>
      refine(
        manager
          .createQueryBuilder(Pattern, 'pattern')
          .select('pattern.id', 'id')
          .addSelect('pattern.name', 'name')
          .addSelect('pattern.template', 'template')
          .where({ workspaceId })
          .andWhere('pattern.id < :before', { before })
          .orderBy('pattern.id', 'DESC'),
      ).getRawMany<ListedPattern>(),
    );
  }

  /** A pattern counts as resolved once it has not been seen for a while, so no job has to mark it. */
  private applyFilter(query: SelectQueryBuilder<Pattern>, { status, minConfidence }: PatternFilter): void {
    query.andWhere({ status: Not('candidate') }).andWhere('pattern.mergedInto IS NULL');
    if (minConfidence !== undefined) query.andWhere({ confidence: MoreThanOrEqual(minConfidence) });
    if (status === undefined) return;
    const since = this.resolvedBefore;
    const recent = { status: In([...status]), lastSeenAt: MoreThanOrEqual(since) };
    const resolved = { lastSeenAt: LessThan(since) };
    query.andWhere(status.includes('resolved') ? [recent, resolved] : recent);
  }

  private get resolvedBefore(): number {
    return this.clock.now() - LIMITS.patternResolvedDays * DAY_MS;
  }

  private async read(workspaceId: number, ids: readonly string[]): Promise<Map<string, Pattern>> {
    const found = await inPortions(ids.filter(isPatternId), (portion) =>
      this.database.read((manager) => manager.findBy(Pattern, { workspaceId, id: In(portion) })),
    );
    for (const pattern of found)
      if (pattern.status !== 'candidate' && pattern.lastSeenAt < this.resolvedBefore)
        pattern.status = 'resolved';
    return new Map(found.map((pattern) => [pattern.id, pattern]));
  }

  private readTemplates(workspaceId: number, ids: readonly number[]): Promise<PatternTemplate[]> {
    return inPortions(ids, (portion) =>
      this.database.read((manager) =>
        manager.find(PatternTemplate, {
          select: { workspaceId: true, id: true, words: true, examples: true, contribution: true },
          where: { workspaceId, id: In(portion) },
        }),
      ),
    );
  }

  private readTitles(workspaceId: number, ids: readonly string[]): Promise<Issue[]> {
    return inPortions(ids, (portion) =>
      this.database.read((manager) =>
        manager.find(Issue, {
          select: { workspaceId: true, id: true, title: true, source: true },
          where: { workspaceId, id: In(portion) },
        }),
      ),
    );
  }

  private async readIssueIds(
    workspaceId: number,
    requests: readonly PatternIssuesRequest[],
  ): Promise<IdPage[]> {
    const most = Math.max(...requests.map(({ limit }) => limit)) + 1;
    // One to see whether there is more, and one for who leaves one of them out.
    const rowsEach = (most <= LIMITS.pageDefault + 2 ? LIMITS.pageDefault : LIMITS.pageMax) + 2;
    const branch = (n: number): string =>
      `SELECT * FROM (SELECT ${n} AS n, issue_id FROM pattern_link WHERE workspace_id = ? AND pattern_id = ? AND issue_id < ? ORDER BY issue_id DESC LIMIT ${rowsEach}) part${n}`;
    const params = requests.flatMap(({ patternId, before }): Scalar[] => [
      workspaceId,
      decodeId(ID_PREFIX.pattern, patternId),
      before === null ? ABOVE_ALL : decodeId(ID_PREFIX.issue, before),
    ]);
    // The planner of a union over many patterns is exact only when each part has its own limit, which no builder writes.
    const text = requests.map((_, n) => branch(n)).join(' UNION ALL ');
    const rows = await this.database.read((manager) => manager.query<LinkedIssue[]>(text, params));
    const ids: string[][] = requests.map(() => []);
    for (const { n, issue_id } of rows) ids[Number(n)]?.push(encodeId(ID_PREFIX.issue, issue_id));
    return requests.map(({ limit }, n) => pageOf(ids[n] ?? [], limit));
  }
}

interface LinkedIssue {
  readonly n: unknown;
  readonly issue_id: Buffer;
}

function isPatternId(id: string): boolean {
  return isId(ID_PREFIX.pattern, id);
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}

function pageOf(idsInAnyOrder: readonly string[], limit: number): IdPage {
  const ids = idsInAnyOrder.toSorted().reverse();
  if (ids.length === 0) return EMPTY_PAGE;
  const shown = ids.slice(0, limit);
  return { ids: shown, hasMore: ids.length > limit, end: shown[shown.length - 1] ?? null };
}

function mentions({ name, template }: ListedPattern, needle: string): boolean {
  return [name, template].some((text) => text.toLowerCase().includes(needle));
}

function linkOf(
  { step, algorithm, linkedAt }: PatternLink,
  pattern: Pattern,
  { words, examples, contribution }: PatternTemplate,
  issue: Issue,
): PatternLinkView {
  const template = readableTemplate(words, JSON.parse(examples) as string[]).text;
  const slotValues = valuesIn(words, subjectOf(issue));
  return { step, template, slotValues, score: contribution, algorithm, linkedAt, pattern };
}
