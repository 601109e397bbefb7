import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import { ID_PREFIX } from '../../domain/ids.js';
import { LIMITS } from '../../domain/limits.js';
import type { PageRequest } from '../../domain/page.js';
import type { IssueSummary } from '../../issues/issue-list-store.js';
import type { PatternStore, PatternView } from '../../patterns/pattern-store.js';
import type { GraphqlContext } from '../context.js';
import type { Cursors } from '../cursors.js';
import type { ConnectionObject } from '../objects/connection.js';
import { IssueConnection } from '../objects/issue.js';
import { PatternConnection, PatternFilterInput, PatternObject } from '../objects/pattern.js';
import { connect, present, requireSearch } from '../paging.js';

@Resolver(() => PatternObject)
export class PatternResolver {
  constructor(
    private readonly patterns: PatternStore,
    private readonly cursors: Cursors,
  ) {}

  @Query(() => PatternObject, { nullable: true })
  pattern(@Arg('id', () => ID) id: string, @Ctx() { loaders }: GraphqlContext): Promise<PatternView | null> {
    return loaders.patterns.load(id);
  }

  @Query(() => PatternConnection, { name: 'patterns' })
  async listPatterns(
    @Arg('first', () => Int, { nullable: true, defaultValue: LIMITS.pageDefault }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Arg('filter', () => PatternFilterInput, { nullable: true }) filter: PatternFilterInput | null,
    @Ctx() { workspaceId, loaders }: GraphqlContext,
  ): Promise<ConnectionObject<PatternView>> {
    const wanted = present(filter);
    requireSearch(wanted.search);
    const list = { workspaceId, name: 'patterns', prefix: ID_PREFIX.pattern };
    const listIds = this.patterns.listIds.bind(this.patterns, workspaceId, wanted);
    return connect(this.cursors, list, { first, after }, listIds, loaders.patterns);
  }

  @FieldResolver(() => IssueConnection, { nullable: true })
  issues(
    @Root() { id: patternId }: PatternView,
    @Arg('first', () => Int, { nullable: true, defaultValue: LIMITS.pageDefault }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Ctx() { workspaceId, loaders }: GraphqlContext,
  ): Promise<ConnectionObject<IssueSummary>> {
    const list = { workspaceId, name: `pattern.issues ${patternId}`, prefix: ID_PREFIX.issue };
    const listIds = (page: PageRequest) => loaders.patternIssues.load({ ...page, patternId });
    return connect(this.cursors, list, { first, after }, listIds, loaders.issues);
  }
}
