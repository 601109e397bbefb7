import { In, LessThan, MoreThanOrEqual, Not, type SelectQueryBuilder } from 'typeorm';
import type { Database } from '../db/database.js';
import { HotTable } from '../db/hot-table.js';
import { ABOVE_ALL, scanPage } from '../db/keyset.js';
import type { Clock } from '../domain/clock.js';
import { Pattern, type VisibleStatus } from '../domain/entities/pattern.js';
import { decodeId, encodeId, ID_PREFIX } from '../domain/ids.js';
import type { IdPage, PageRequest } from '../domain/page.js';
import { resolvedBefore } from '../domain/rules/pattern-status.js';

/** Filters to apply; undefined filters nothing. */
export interface PatternFilter {
  readonly status?: readonly VisibleStatus[];
  readonly minConfidence?: number;
  /** Substring of the name or template, compared case-insensitively. */
  readonly search?: string;
}

const FIGURES = ['id', 'name', 'confidence', 'issueCount', 'lastSeenAt'] as const;
/** What changes when a pattern changes. */
export type PatternFigures = Pick<Pattern, (typeof FIGURES)[number]>;

/** A row of a list. */
interface ListedPattern {
  readonly id: Buffer;
  readonly name: string;
  readonly template: string;
}

/** Lists patterns. Every statement is restricted to one workspace. */
export class PatternListStore {
  private readonly figures: HotTable<PatternFigures>;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {
    this.figures = new HotTable(database, Pattern, FIGURES);
  }

  /** Returns the version of a workspace's patterns, which every change increments; 0 before the first change. */
  async findVersion(workspaceId: number): Promise<number> {
    const text = 'SELECT version FROM pattern_state WHERE workspace_id = ?';
    const [row] = await this.database.select(text, [workspaceId]);
    return row === undefined ? 0 : Number(row[0]);
  }

  /** Returns the figures of at most `limit` visible patterns: those with the latest issues. */
  async listFigures(workspaceId: number, limit: number): Promise<PatternFigures[]> {
    const text = `${this.figures.select} workspace_id = ? AND status <> 'candidate' AND merged_into IS NULL ORDER BY last_seen_at DESC LIMIT ${Math.trunc(limit)}`;
    const rows = await this.database.select(text, [workspaceId]);
    return rows.map((values) => this.figures.read(values));
  }

  /** Returns the ids of a workspace's patterns that pass the filter, newest first. See `scanPage` for short pages. */
  async listIds(workspaceId: number, filter: PatternFilter, page: PageRequest): Promise<IdPage> {
    const before = page.before === null ? null : decodeId(ID_PREFIX.pattern, page.before);
    const needle = filter.search?.toLowerCase();
    const { ids, hasMore, end } = await scanPage(before ?? ABOVE_ALL, page.limit, {
      floor: async (from, rows) => {
        const [row] = await this.below(workspaceId, from, (query) => query.offset(rows - 1).limit(1));
        return row?.id ?? null;
      },
      read: async (from, floor, limit) => {
        const rows = await this.below(workspaceId, from, (query) => {
          query.andWhere('pattern.id >= :floor', { floor });
          this.applyFilter(query, filter);
          return needle === undefined ? query.limit(limit) : query;
        });
        const matching = needle === undefined ? rows : rows.filter((row) => contains(row, needle));
        return matching.slice(0, limit).map(({ id }) => id);
      },
    });
    const text = (id: Buffer): string => encodeId(ID_PREFIX.pattern, id);
    return { ids: ids.map(text), hasMore, end: end === null ? null : text(end) };
  }

  /** Returns ids, names and templates of patterns with an id below `before`, newest first. */
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

  private applyFilter(query: SelectQueryBuilder<Pattern>, { status, minConfidence }: PatternFilter): void {
    query.andWhere({ status: Not('candidate') }).andWhere('pattern.mergedInto IS NULL');
    if (minConfidence !== undefined) query.andWhere({ confidence: MoreThanOrEqual(minConfidence) });
    if (status === undefined) return;
    const since = resolvedBefore(this.clock.now());
    const recent = { status: In([...status]), lastSeenAt: MoreThanOrEqual(since) };
    const resolved = { lastSeenAt: LessThan(since) };
    query.andWhere(status.includes('resolved') ? [recent, resolved] : recent);
  }
}

function contains({ name, template }: ListedPattern, needle: string): boolean {
  return [name, template].some((text) => text.toLowerCase().includes(needle));
}
