import {
  Arg,
  Ctx,
  FieldResolver,
  ID,
  Int,
  Mutation,
  Query,
  Resolver,
  Root,
  type SubscribeResolverData,
  Subscription,
} from 'type-graphql';
import { Pattern } from '../../domain/entities/pattern.js';
import { AppError } from '../../domain/errors.js';
import { ID_PREFIX } from '../../domain/ids.js';
import { LIMITS } from '../../domain/limits.js';
import type { PageRequest } from '../../domain/page.js';
import { fitsLength, isBlank, isStorable } from '../../domain/rules/text.js';
import { BOUNDS } from '../../generated/bounds.js';
import type { IssueSummary } from '../../issues/issue-store.js';
import type { DetectionStore } from '../../patterns/detection-store.js';
import type { PatternEvents } from '../../patterns/pattern-events.js';
import type { PatternListStore } from '../../patterns/pattern-list-store.js';
import type { CountedField, PatternCount } from '../../patterns/pattern-store.js';
import type { SlotSummary } from '../../patterns/text/template-text.js';
import type { GraphqlContext } from '../execution/context.js';
import type { ConnectionObject } from '../schema/objects/connection.js';
import { IssueConnection } from '../schema/objects/issue.js';
import {
  PatternConnection,
  PatternCountObject,
  PatternFilterInput,
  PatternSlotObject,
} from '../schema/objects/pattern.js';
import { givenFilters, readConnection, requireSearch } from './paging.js';

@Resolver(() => Pattern)
export class PatternResolver {
  constructor(
    private readonly lists: PatternListStore,
    private readonly detection: DetectionStore,
  ) {}

  @Query(() => Pattern, { nullable: true })
  pattern(@Arg('id', () => ID) id: string, @Ctx() { loaders }: GraphqlContext): Promise<Pattern | null> {
    return loaders.patterns.load(id);
  }

  @Query(() => PatternConnection, { name: 'patterns', nullable: true })
  async listPatterns(
    @Arg('first', () => Int, { nullable: true, defaultValue: LIMITS.pageDefault }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Arg('filter', () => PatternFilterInput, { nullable: true }) filter: PatternFilterInput | null,
    @Ctx() { workspaceId, loaders }: GraphqlContext,
  ): Promise<ConnectionObject<Pattern>> {
    const filters = givenFilters(filter);
    requireSearch(filters.search);
    const listIds = (page: PageRequest) => this.lists.listIds(workspaceId, filters, page);
    return readConnection(ID_PREFIX.pattern, { first, after }, listIds, loaders.patterns);
  }

  @FieldResolver(() => IssueConnection, { nullable: true })
  issues(
    @Root() { id: patternId }: Pattern,
    @Arg('first', () => Int, { nullable: true, defaultValue: LIMITS.pageDefault }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Ctx() { loaders }: GraphqlContext,
  ): Promise<ConnectionObject<IssueSummary>> {
    const listIds = (page: PageRequest) => loaders.patternIssues.load({ ...page, patternId });
    return readConnection(ID_PREFIX.issue, { first, after }, listIds, loaders.issues);
  }

  @Mutation(() => Pattern, { nullable: true })
  async linkIssue(
    @Arg('issueId', () => ID) issueId: string,
    @Arg('patternId', () => ID) patternId: string,
    @Ctx() context: GraphqlContext,
  ): Promise<Pattern> {
    await this.detection.linkIssue(context.workspaceId, issueId, patternId);
    return this.readAfterWrite(context, patternId);
  }

  @Mutation(() => Pattern, { nullable: true })
  async unlinkIssue(
    @Arg('issueId', () => ID) issueId: string,
    @Ctx() context: GraphqlContext,
  ): Promise<Pattern | null> {
    const patternId = await this.detection.unlinkIssue(context.workspaceId, issueId);
    context.forgetReads();
    return context.loaders.patterns.load(patternId);
  }

  @Mutation(() => Pattern, { nullable: true })
  async mergePatterns(
    @Arg('from', () => ID) from: string,
    @Arg('into', () => ID) into: string,
    @Ctx() context: GraphqlContext,
  ): Promise<Pattern> {
    await this.detection.mergePatterns(context.workspaceId, from, into);
    return this.readAfterWrite(context, into);
  }

  @Mutation(() => Pattern, { nullable: true })
  async renamePattern(
    @Arg('id', () => ID) id: string,
    @Arg('name', () => String) name: string,
    @Ctx() context: GraphqlContext,
  ): Promise<Pattern> {
    const max = BOUNDS.title.maxLength;
    if (isBlank(name) || !isStorable(name) || !fitsLength(name, max))
      throw new AppError('validation_error', `name must have 1 to ${max} characters and must not be blank`);
    await this.detection.renamePattern(context.workspaceId, id, name);
    return this.readAfterWrite(context, id);
  }

  @FieldResolver(() => [PatternSlotObject])
  async slots(@Root() { id }: Pattern, @Ctx() { loaders }: GraphqlContext): Promise<readonly SlotSummary[]> {
    return (await loaders.patternExamples.load(id))?.slots ?? [];
  }

  @FieldResolver(() => [String], { nullable: true })
  async examples(@Root() { id }: Pattern, @Ctx() { loaders }: GraphqlContext): Promise<readonly string[]> {
    return (await loaders.patternExamples.load(id))?.titles ?? [];
  }

  @FieldResolver(() => [PatternCountObject])
  bySource(@Root() pattern: Pattern, @Ctx() context: GraphqlContext): Promise<readonly PatternCount[]> {
    return counts(context, pattern, 'source');
  }

  @FieldResolver(() => [PatternCountObject])
  bySeverity(@Root() pattern: Pattern, @Ctx() context: GraphqlContext): Promise<readonly PatternCount[]> {
    return counts(context, pattern, 'severity');
  }

  @FieldResolver(() => [PatternCountObject])
  byTeam(@Root() pattern: Pattern, @Ctx() context: GraphqlContext): Promise<readonly PatternCount[]> {
    return counts(context, pattern, 'team');
  }

  private async readAfterWrite(context: GraphqlContext, id: string): Promise<Pattern> {
    context.forgetReads();
    const pattern = await context.loaders.patterns.load(id);
    if (pattern === null) throw new AppError('not_found', 'This workspace has no such pattern.');
    return pattern;
  }
}

async function counts(
  { loaders }: GraphqlContext,
  { id }: Pattern,
  field: CountedField,
): Promise<readonly PatternCount[]> {
  return (await loaders.patternCounts[field].load(id)) ?? [];
}

/** `subscribe` returns the source of the subscription; the resolver returns each event of it as the result. */
export function patternSubscriptions(events: PatternEvents) {
  type Changed = SubscribeResolverData<unknown, { readonly id?: string | null }, GraphqlContext>;

  @Resolver()
  class PatternSubscriptions {
    @Subscription(() => Pattern, {
      subscribe: ({ args, context }: Changed) => events.subscribe(context.workspaceId, args.id ?? null),
    })
    patternChanged(
      @Root() pattern: Pattern,
      @Arg('id', () => ID, { nullable: true }) _id: string | null,
    ): Pattern {
      return pattern;
    }
  }
  return PatternSubscriptions;
}
