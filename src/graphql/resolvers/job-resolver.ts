import {
  Arg,
  Ctx,
  FieldResolver,
  ID,
  Int,
  Query,
  Resolver,
  Root,
  type SubscribeResolverData,
  Subscription,
} from 'type-graphql';
import { IngestJob } from '../../domain/entities/ingest-job.js';
import { ID_PREFIX } from '../../domain/ids.js';
import { LIMITS } from '../../domain/limits.js';
import type { PageRequest } from '../../domain/page.js';
import type { IssueSummary } from '../../issues/issue-store.js';
import type { JobEvents } from '../../jobs/job-events.js';
import type { JobListStore } from '../../jobs/job-list-store.js';
import type { JobStore } from '../../jobs/job-store.js';
import type { GraphqlContext } from '../execution/context.js';
import type { ConnectionObject } from '../schema/objects/connection.js';
import { IssueConnection } from '../schema/objects/issue.js';
import {
  JobConnection,
  JobFilterInput,
  RecordOutcomeObject,
  RejectedRecordObject,
} from '../schema/objects/job.js';
import { givenFilters, pageOfIds, readConnection } from './paging.js';
import { presentRejection } from './rejections.js';

@Resolver(() => IngestJob)
export class JobResolver {
  constructor(
    private readonly jobs: JobStore,
    private readonly lists: JobListStore,
  ) {}

  @Query(() => IngestJob, { nullable: true })
  job(
    @Arg('id', () => ID) id: string,
    @Ctx() context: GraphqlContext,
  ): IngestJob | null | Promise<IngestJob | null> {
    return this.jobs.findJob(context.workspaceId, id);
  }

  @Query(() => JobConnection, { name: 'jobs', nullable: true })
  listJobs(
    @Arg('first', () => Int, { nullable: true, defaultValue: LIMITS.pageDefault }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Arg('filter', () => JobFilterInput, { nullable: true }) filter: JobFilterInput | null,
    @Ctx() { workspaceId, loaders }: GraphqlContext,
  ): Promise<ConnectionObject<IngestJob>> {
    const filters = givenFilters(filter);
    const listIds = (page: PageRequest) => this.lists.listIds(workspaceId, filters, page);
    return readConnection(ID_PREFIX.job, { first, after }, listIds, loaders.jobs);
  }

  @FieldResolver(() => [RejectedRecordObject])
  rejected(@Root() job: IngestJob): RejectedRecordObject[] {
    return job.rejected.map(presentRejection);
  }

  @FieldResolver(() => [RecordOutcomeObject])
  records(@Root() job: IngestJob): readonly RecordOutcomeObject[] {
    return job.records;
  }

  @FieldResolver(() => IssueConnection, { nullable: true })
  issues(
    @Root() job: IngestJob,
    @Arg('first', () => Int, { nullable: true, defaultValue: LIMITS.pageDefault }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Ctx() { loaders }: GraphqlContext,
  ): Promise<ConnectionObject<IssueSummary>> {
    const ids = new Set(job.issueIds);
    const listIds = async (page: PageRequest) => pageOfIds([...ids], page);
    return readConnection(ID_PREFIX.issue, { first, after }, listIds, loaders.issues);
  }
}

/** Each `subscribe` returns the source of a subscription; the resolver returns each event of it as the result. */
export function jobSubscriptions(events: JobEvents) {
  type Updated = SubscribeResolverData<unknown, { readonly id: string }, GraphqlContext>;
  type Completed = SubscribeResolverData<unknown, { readonly id?: string | null }, GraphqlContext>;

  @Resolver()
  class JobSubscriptions {
    @Subscription(() => IngestJob, {
      subscribe: ({ args, context }: Updated) =>
        events.subscribe(context.workspaceId, args.id, 'every change'),
    })
    jobUpdated(@Root() job: IngestJob, @Arg('id', () => ID) _id: string): IngestJob {
      return job;
    }

    @Subscription(() => IngestJob, {
      subscribe: ({ args, context }: Completed) =>
        args.id == null
          ? events.subscribeToCompleted(context.workspaceId)
          : events.subscribe(context.workspaceId, args.id, 'final state'),
    })
    jobCompleted(
      @Root() job: IngestJob,
      @Arg('id', () => ID, { nullable: true }) _id: string | null,
    ): IngestJob {
      return job;
    }
  }
  return JobSubscriptions;
}
