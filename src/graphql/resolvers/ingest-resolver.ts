import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { Issue } from '../../domain/entities/issue.js';
import { AppError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
import { SourcePathEnum } from '../../domain/schema/enums.js';
import type { SourcePath } from '../../domain/source.js';
import { IngestEventInput, IngestRecordInput, SourceIssueInput } from '../../generated/inputs.js';
import type { IngestRequest } from '../../ingest/ingest-request.js';
import type { IngestService } from '../../ingest/ingest-service.js';
import type { IssueSummary } from '../../issues/issue-store.js';
import type { GraphqlContext } from '../execution/context.js';
import { BatchPayloadObject, EventPayloadObject } from '../schema/objects/ingest.js';
import { presentRejection } from './rejections.js';

@Resolver(() => EventPayloadObject)
export class IngestResolver {
  constructor(private readonly ingest: IngestService) {}

  @Mutation(() => EventPayloadObject, { nullable: true })
  ingestEvent(
    @Arg('input', () => IngestEventInput) input: IngestEventInput,
    @Ctx() context: GraphqlContext,
  ): Promise<EventPayloadObject> {
    return this.submitOne(context, { kind: 'event', records: [input] });
  }

  @Mutation(() => BatchPayloadObject, { nullable: true })
  async ingestBatch(
    @Arg('records', () => [IngestRecordInput]) records: IngestRecordInput[],
    @Ctx() context: GraphqlContext,
  ): Promise<BatchPayloadObject> {
    if (records.length < 1 || records.length > LIMITS.batchRecords)
      throw new AppError(
        'validation_error',
        `records must be an array of 1 to ${LIMITS.batchRecords} records; this one has ${records.length}`,
      );
    const submission = await this.submit(context, { kind: 'batch', records });
    if ('rejection' in submission) throw new Error('a batch must be stored even if every record is rejected');
    const { job } = submission;
    return {
      accepted: job.accepted,
      rejected: job.rejected.map(presentRejection),
      issueIds: [...job.issueIds],
      job,
      get records() {
        return job.records;
      },
    };
  }

  @Mutation(() => EventPayloadObject, { nullable: true })
  ingestSourceIssue(
    @Arg('source', () => SourcePathEnum) source: SourcePath,
    @Arg('input', () => SourceIssueInput) input: SourceIssueInput,
    @Ctx() context: GraphqlContext,
  ): Promise<EventPayloadObject> {
    return this.submitOne(context, { kind: 'source', sourcePath: source, records: [input] });
  }

  @FieldResolver(() => Issue, { nullable: true })
  issue(
    @Root() { job }: EventPayloadObject,
    @Ctx() { loaders }: GraphqlContext,
  ): Promise<IssueSummary | null> | null {
    const issueId = job?.issueIds[0] ?? null;
    return issueId === null ? null : loaders.issues.load(issueId);
  }

  private async submitOne(context: GraphqlContext, request: SubmittedRecords): Promise<EventPayloadObject> {
    const submission = await this.submit(context, request);
    if ('rejection' in submission)
      return { accepted: 0, rejected: [presentRejection(submission.rejection)], job: null };
    return { accepted: submission.job.accepted, rejected: [], job: submission.job };
  }

  private async submit(
    context: GraphqlContext,
    request: SubmittedRecords,
  ): ReturnType<IngestService['submit']> {
    const { workspaceId, idempotency } = context;
    const submission = await this.ingest.submit({ workspaceId, naming: 'graphql', idempotency, ...request });
    if ('replayed' in submission && submission.replayed) context.isReplayed = true;
    context.forgetReads();
    return submission;
  }
}

type SubmittedRecords = Pick<IngestRequest, 'kind' | 'sourcePath' | 'records'>;
