import { In } from 'typeorm';
import type { Database, Scalar } from '../db/database.js';
import { ABOVE_ALL, inPortions } from '../db/keyset.js';
import type { Clock } from '../domain/clock.js';
import { Issue } from '../domain/entities/issue.js';
import { Pattern } from '../domain/entities/pattern.js';
import { PatternLink, type PatternLinkStep } from '../domain/entities/pattern-link.js';
import { PatternTemplate } from '../domain/entities/pattern-template.js';
import { decodeId, encodeId, ID_PREFIX, isId } from '../domain/ids.js';
import { LIMITS } from '../domain/limits.js';
import { EMPTY_PAGE, type IdPage, type PageRequest } from '../domain/page.js';
import { resolvedBefore } from '../domain/rules/pattern-status.js';
import { readableTemplate, valuesIn } from './text/readable-template.js';
import { subjectOf } from './text/signature.js';
import type { SlotSummary } from './text/template-text.js';

/** Why an issue belongs to its pattern. */
export interface PatternLinkView {
  readonly step: PatternLinkStep;
  /** The current template of the link, with `<*>` for values. */
  readonly template: string;
  /** The values of `<*>` in the title. Empty if they are in the body or the template was evicted. */
  readonly slotValues: readonly string[];
  readonly score: number;
  readonly algorithm: number;
  readonly linkedAt: number;
  readonly pattern: Pattern;
}

/** A few titles of a pattern's issues and the values of its slots in them. */
export interface PatternExamples {
  readonly titles: readonly string[];
  readonly slots: readonly SlotSummary[];
}

/** The fields by which the issues of a pattern can be counted. */
export type CountedField = 'source' | 'severity' | 'team';

export interface PatternCount {
  readonly key: string;
  readonly count: number;
}

/** A page of the issues of one pattern. */
export interface PatternIssuesRequest extends PageRequest {
  readonly patternId: string;
}

/** Maximum values of a counted field. */
const COUNTED_VALUES = 20;
/** Pages read by one statement. SQLite accepts at most 500 parts of a compound statement. */
const PAGES_PER_STATEMENT = 100;

/** Reads patterns and their links. Every statement is restricted to one workspace. */
export class PatternStore {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Returns visible patterns by the requested ids. The id of a merged pattern returns the surviving pattern. */
  async findPatterns(workspaceId: number, ids: readonly string[]): Promise<Map<string, Pattern>> {
    const requested = await this.read(workspaceId, ids);
    const survivors = [...requested.values()].flatMap(({ mergedInto }) => mergedInto ?? []);
    const merged = survivors.length === 0 ? requested : await this.read(workspaceId, survivors);
    const found = new Map<string, Pattern>();
    for (const [id, pattern] of requested) {
      const survivor = pattern.mergedInto === null ? pattern : merged.get(pattern.mergedInto);
      if (survivor !== undefined && survivor.status !== 'candidate') found.set(id, survivor);
    }
    return found;
  }

  /** Returns the links of issues to visible patterns, by issue. */
  async findLinks(workspaceId: number, issueIds: readonly string[]): Promise<Map<string, PatternLinkView>> {
    const validIds = issueIds.filter((id) => isId(ID_PREFIX.issue, id));
    const links = await inPortions(validIds, (portion) =>
      this.database.read((manager) => manager.findBy(PatternLink, { workspaceId, issueId: In(portion) })),
    );
    // Each table is read separately by its key: with outdated statistics of a quickly growing table, the server could start
    // a join with all patterns of the workspace.
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

  /** Returns the examples of each pattern's oldest template, which is the displayed one. */
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
      const current = oldest.get(template.patternId);
      if (current === undefined || template.born < current.born) oldest.set(template.patternId, template);
    }
    return new Map(
      [...oldest].map(([id, { words, examples }]) => {
        const titles = JSON.parse(examples) as string[];
        return [id, { titles, slots: readableTemplate(words, titles).slots }];
      }),
    );
  }

  /** Counts the issues of each pattern by the values of a field, highest count first, at most twenty values. */
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
          .addSelect(`issue.${field}`, 'value')
          .addSelect('COUNT(*)', 'issues')
          .where({ workspaceId, patternId: In(portion) })
          .andWhere(`issue.${field} IS NOT NULL`)
          .groupBy('link.patternId')
          .addGroupBy(`issue.${field}`)
          .getRawMany<{ patternId: Buffer; value: string; issues: unknown }>(),
      ),
    );
    for (const { patternId, value, issues } of rows)
      counts.get(encodeId(ID_PREFIX.pattern, patternId))?.push({ key: value, count: Number(issues) });
    for (const [id, values] of counts)
      counts.set(
        id,
        values.sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1)).slice(0, COUNTED_VALUES),
      );
    return counts;
  }

  /** Returns pages of the issues of several patterns, in the order of the requests. Reads a hundred pages per statement. */
  async listIssueIds(workspaceId: number, requests: readonly PatternIssuesRequest[]): Promise<IdPage[]> {
    const pages: IdPage[] = [];
    for (let at = 0; at < requests.length; at += PAGES_PER_STATEMENT) {
      const part = requests.slice(at, at + PAGES_PER_STATEMENT);
      pages.push(...(await this.readIssueIds(workspaceId, part)));
    }
    return pages;
  }

  private async read(workspaceId: number, ids: readonly string[]): Promise<Map<string, Pattern>> {
    const found = await inPortions(ids.filter(isPatternId), (portion) =>
      this.database.read((manager) => manager.findBy(Pattern, { workspaceId, id: In(portion) })),
    );
    const since = resolvedBefore(this.clock.now());
    for (const pattern of found)
      if (pattern.status !== 'candidate' && pattern.lastSeenAt < since) pattern.status = 'resolved';
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
    // One extra row to detect more pages, and one for callers that omit an issue.
    const rowsEach = (most <= LIMITS.pageDefault + 2 ? LIMITS.pageDefault : LIMITS.pageMax) + 2;
    const branch = (n: number): string =>
      `SELECT * FROM (SELECT ${n} AS n, issue_id FROM pattern_link WHERE workspace_id = ? AND pattern_id = ? AND issue_id < ? ORDER BY issue_id DESC LIMIT ${rowsEach}) part${n}`;
    const params = requests.flatMap(({ patternId, before }): Scalar[] => [
      workspaceId,
      decodeId(ID_PREFIX.pattern, patternId),
      before === null ? ABOVE_ALL : decodeId(ID_PREFIX.issue, before),
    ]);
    // Each part of the union needs its own limit for an efficient plan. Query builders cannot express this.
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
