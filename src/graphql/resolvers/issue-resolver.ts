import { GraphQLJSON } from 'graphql-scalars';
import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import { Issue } from '../../domain/entities/issue.js';
import { Pattern } from '../../domain/entities/pattern.js';
import { ID_PREFIX } from '../../domain/ids.js';
import { LIMITS } from '../../domain/limits.js';
import { EMPTY_PAGE, type IdPage, type PageRequest } from '../../domain/page.js';
import type { RecordOutcome } from '../../domain/record.js';
import { isStorable } from '../../domain/rules/text.js';
import { SourceEnum } from '../../domain/schema/enums.js';
import type { Source } from '../../domain/source.js';
import type { IssueListStore } from '../../issues/issue-list-store.js';
import type { IssueStore, IssueSummary } from '../../issues/issue-store.js';
import type { PatternLinkView } from '../../patterns/pattern-store.js';
import type { GraphqlContext } from '../execution/context.js';
import type { ConnectionObject } from '../schema/objects/connection.js';
import { IssueConnection, IssueFilterInput } from '../schema/objects/issue.js';
import { RecordOutcomeObject } from '../schema/objects/job.js';
import { PatternLinkObject } from '../schema/objects/pattern.js';
import { givenFilters, readConnection, requireSearch } from './paging.js';

@Resolver(() => Issue)
export class IssueResolver {
  constructor(
    private readonly issues: IssueStore,
    private readonly lists: IssueListStore,
  ) {}

  @Query(() => Issue, { nullable: true })
  issue(@Arg('id', () => ID) id: string, @Ctx() { loaders }: GraphqlContext): Promise<IssueSummary | null> {
    return loaders.issues.load(id);
  }

  @Query(() => Issue, { nullable: true })
  async issueByExternalId(
    @Arg('source', () => SourceEnum) source: Source,
    @Arg('externalId', () => String) externalId: string,
    @Ctx() { workspaceId }: GraphqlContext,
  ): Promise<IssueSummary | null> {
    // A text that cannot be stored is not a key, but the database driver could change it into one.
    return isStorable(externalId) ? this.issues.findByKey(workspaceId, source, externalId) : null;
  }

  @Query(() => IssueConnection, { name: 'issues', nullable: true })
  async listIssues(
    @Arg('first', () => Int, { nullable: true, defaultValue: LIMITS.pageDefault }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Arg('filter', () => IssueFilterInput, { nullable: true }) filter: IssueFilterInput | null,
    @Ctx() { workspaceId, loaders }: GraphqlContext,
  ): Promise<ConnectionObject<IssueSummary>> {
    const filters = givenFilters(filter);
    requireSearch(filters.search);
    const listIds = async (page: PageRequest) => {
      if (filters.patternId === undefined) return this.lists.listIds(workspaceId, filters, page);
      // The id of a merged pattern stands for the pattern it was merged into.
      const pattern = await loaders.patterns.load(filters.patternId);
      if (pattern === null) return EMPTY_PAGE;
      return this.lists.listIds(workspaceId, { ...filters, patternId: pattern.id }, page);
    };
    return readConnection(ID_PREFIX.issue, { first, after }, listIds, loaders.issues);
  }

  @FieldResolver(() => String, { nullable: true })
  async sourceRaw(@Root() { id }: IssueSummary, @Ctx() context: GraphqlContext): Promise<string | null> {
    return (await context.loaders.issueTexts.load(id))?.sourceRaw ?? null;
  }

  @FieldResolver(() => String, { nullable: true })
  async body(@Root() { id }: IssueSummary, @Ctx() context: GraphqlContext): Promise<string | null> {
    return (await context.loaders.issueTexts.load(id))?.body ?? null;
  }

  @FieldResolver(() => GraphQLJSON, { nullable: true })
  async metadata(@Root() { id }: IssueSummary, @Ctx() context: GraphqlContext): Promise<unknown> {
    const text = (await context.loaders.issueTexts.load(id))?.metadata ?? null;
    return text === null ? null : JSON.parse(text);
  }

  @FieldResolver(() => Pattern, { nullable: true })
  async pattern(@Root() { id }: IssueSummary, @Ctx() { loaders }: GraphqlContext): Promise<Pattern | null> {
    return (await loaders.patternLinks.load(id))?.pattern ?? null;
  }

  @FieldResolver(() => PatternLinkObject, { nullable: true })
  patternLink(
    @Root() { id }: IssueSummary,
    @Ctx() { loaders }: GraphqlContext,
  ): Promise<PatternLinkView | null> {
    return loaders.patternLinks.load(id);
  }

  @FieldResolver(() => IssueConnection, { nullable: true })
  async similar(
    @Root() { id }: IssueSummary,
    @Arg('first', () => Int, { nullable: true, defaultValue: LIMITS.pageDefault }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Ctx() { loaders }: GraphqlContext,
  ): Promise<ConnectionObject<IssueSummary>> {
    const link = await loaders.patternLinks.load(id);
    const listIds = async (page: PageRequest): Promise<IdPage> => {
      if (link === null) return EMPTY_PAGE;
      // Reads one more entry, because the list contains the issue itself.
      const { ids, hasMore } = await loaders.patternIssues.load({
        ...page,
        limit: page.limit + 1,
        patternId: link.pattern.id,
      });
      const others = ids.filter((other) => other !== id);
      const shown = others.slice(0, page.limit);
      return { ids: shown, hasMore: hasMore || others.length > page.limit, end: shown.at(-1) ?? null };
    };
    return readConnection(ID_PREFIX.issue, { first, after }, listIds, loaders.issues);
  }
}

@Resolver(() => RecordOutcomeObject)
export class RecordOutcomeResolver {
  @FieldResolver(() => Issue, { nullable: true })
  issue(
    @Root() { issueId }: RecordOutcome,
    @Ctx() { loaders }: GraphqlContext,
  ): Promise<IssueSummary | null> | null {
    return issueId === null ? null : loaders.issues.load(issueId);
  }
}
