import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import type { Database } from '../db/database.js';
import { ABOVE_ALL, type FilteredList, scanPage } from '../db/keyset.js';
import { Issue } from '../domain/entities/issue.js';
import { PatternLink } from '../domain/entities/pattern-link.js';
import { decodeId, encodeId, ID_PREFIX } from '../domain/ids.js';
import type { IssueStatus } from '../domain/issue-status.js';
import type { IdPage, PageRequest } from '../domain/page.js';
import { EMPTY_PAGE } from '../domain/page.js';
import { isStorable } from '../domain/rules/text.js';
import type { Severity } from '../domain/severity.js';
import type { Source } from '../domain/source.js';

/** Filters to apply; undefined filters nothing. */
export interface IssueFilter {
  readonly source?: readonly Source[];
  readonly severity?: readonly Severity[];
  readonly status?: readonly IssueStatus[];
  readonly team?: string;
  readonly patternId?: string;
  /** Substring of the title, compared case-insensitively. */
  readonly search?: string;
}

/** Lists issues. Every statement is restricted to one workspace. */
export class IssueListStore {
  constructor(private readonly database: Database) {}

  /** Returns the ids of a workspace's issues that pass the filter, newest first. See `scanPage` for short pages. */
  async listIds(workspaceId: number, filter: IssueFilter, page: PageRequest): Promise<IdPage> {
    const pattern = filter.patternId === undefined ? null : decodeId(ID_PREFIX.pattern, filter.patternId);
    if (filter.patternId !== undefined && pattern === null) return EMPTY_PAGE;
    const list =
      pattern === null
        ? new IssuesOfWorkspace(this.database, workspaceId, filter)
        : new IssuesOfPattern(this.database, workspaceId, filter, pattern);
    const before = page.before === null ? ABOVE_ALL : decodeId(ID_PREFIX.issue, page.before);
    const { ids, hasMore, end } = await scanPage(before ?? ABOVE_ALL, page.limit, list);
    const text = (id: Buffer): string => encodeId(ID_PREFIX.issue, id);
    return { ids: ids.map(text), hasMore, end: end === null ? null : text(end) };
  }
}

/** A row of a list: the id as bytes, and the title if titles are searched. */
interface ListedIssue {
  readonly id: Buffer;
  readonly title?: string;
}

abstract class FilteredIssues implements FilteredList {
  private readonly needle: string | undefined;
  /** The id column of the index that orders the list. */
  protected abstract readonly id: string;

  constructor(
    protected readonly database: Database,
    protected readonly workspaceId: number,
    protected readonly filter: IssueFilter,
  ) {
    this.needle = filter.search?.toLowerCase();
  }

  /** Returns the query for all rows, before the filter. */
  protected abstract unfiltered(manager: EntityManager): SelectQueryBuilder<Issue | PatternLink>;
  /** Returns the query for all rows, with the issue as `i`. */
  protected abstract withIssues(manager: EntityManager): SelectQueryBuilder<Issue | PatternLink>;

  async floor(before: Buffer, rows: number): Promise<Buffer | null> {
    const row = await this.database.read((manager) =>
      this.unfiltered(manager)
        .select(this.id, 'id')
        .andWhere(`${this.id} < :before`, { before })
        .orderBy(this.id, 'DESC')
        .offset(rows - 1)
        .limit(1)
        .getRawOne<ListedIssue>(),
    );
    return row?.id ?? null;
  }

  async read(before: Buffer, floor: Buffer, limit: number): Promise<readonly Buffer[]> {
    const { needle, id } = this;
    const rows = await this.database.read((manager) => {
      const query = this.withIssues(manager)
        .select(id, 'id')
        .andWhere(`${id} < :before AND ${id} >= :floor`, { before, floor })
        .orderBy(id, 'DESC');
      this.applyFilter(query);
      // Titles are compared here, because databases differ in which letters they consider equal.
      return (
        needle === undefined ? query.limit(limit) : query.addSelect('i.title', 'title')
      ).getRawMany<ListedIssue>();
    });
    const matching =
      needle === undefined ? rows : rows.filter(({ title }) => title?.toLowerCase().includes(needle));
    return matching.slice(0, limit).map((row) => row.id);
  }

  private applyFilter(query: SelectQueryBuilder<Issue | PatternLink>): void {
    const { source, severity, status, team } = this.filter;
    // The plus keeps SQLite from using the key index, which would read and sort all matches.
    const sourceColumn = this.database.kind === 'sqlite' ? '+i.source' : 'i.source';
    if (source !== undefined)
      query.andWhere(`${sourceColumn} IN (:...source)`, { source: orNothing(source) });
    if (severity !== undefined)
      query.andWhere('i.severity IN (:...severity)', { severity: orNothing(severity) });
    if (status !== undefined) query.andWhere('i.status IN (:...status)', { status: orNothing(status) });
    // A text that cannot be stored is never a team name, but the database could consider it equal to one.
    if (team !== undefined && !isStorable(team)) query.andWhere('1 = 0');
    // The appended character prevents MySQL, which pads the shorter text, from considering `a` equal to `a `.
    else if (team !== undefined) query.andWhere("CONCAT(i.team, '.') = :team", { team: `${team}.` });
  }
}

class IssuesOfWorkspace extends FilteredIssues {
  protected readonly id = 'i.id';

  protected unfiltered(manager: EntityManager): SelectQueryBuilder<Issue> {
    const query = manager
      .createQueryBuilder(Issue, 'i')
      .where('i.workspaceId = :workspaceId', { workspaceId: this.workspaceId });
    // The primary key gives the order of the list. With any other index MySQL would read and sort all matches.
    return this.database.kind === 'mysql' ? query.useIndex('PRIMARY') : query;
  }

  protected withIssues(manager: EntityManager): SelectQueryBuilder<Issue> {
    return this.unfiltered(manager);
  }
}

class IssuesOfPattern extends FilteredIssues {
  protected readonly id = 'l.issueId';

  constructor(
    database: Database,
    workspaceId: number,
    filter: IssueFilter,
    private readonly pattern: Buffer,
  ) {
    super(database, workspaceId, filter);
  }

  protected unfiltered(manager: EntityManager): SelectQueryBuilder<PatternLink> {
    return manager
      .createQueryBuilder(PatternLink, 'l')
      .where('l.workspaceId = :workspaceId AND l.patternId = :pattern', {
        workspaceId: this.workspaceId,
        pattern: this.pattern,
      });
  }

  protected withIssues(manager: EntityManager): SelectQueryBuilder<PatternLink> {
    return this.unfiltered(manager).innerJoin(
      Issue,
      'i',
      'i.workspaceId = l.workspaceId AND i.id = l.issueId',
    );
  }
}

/** Replaces an empty list, which is a syntax error in SQL, by a value that no column has. */
function orNothing(values: readonly string[]): readonly string[] {
  return values.length === 0 ? [''] : values;
}
