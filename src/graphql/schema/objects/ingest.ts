import { Field, ID, Int, ObjectType } from 'type-graphql';
import { IngestJob } from '../../../domain/entities/ingest-job.js';
import type { RecordOutcome } from '../../../domain/record.js';
import type { DomainView } from '../../../domain/schema/domain-view.js';
import type * as Schema from '../../../generated/types.js';
import { RecordOutcomeObject, RejectedRecordObject } from './job.js';

/** The payload of a single event or source push. Its issue is loaded only when it is selected. */
@ObjectType('IngestEventPayload', { simpleResolvers: true })
export class EventPayloadObject implements DomainView<Schema.IngestEventPayload, 'issue' | 'job'> {
  @Field(() => Int)
  accepted!: number;

  @Field(() => [RejectedRecordObject])
  rejected!: RejectedRecordObject[];

  @Field(() => IngestJob, { nullable: true })
  job!: IngestJob | null;
}

@ObjectType('IngestBatchPayload', { simpleResolvers: true })
export class BatchPayloadObject implements DomainView<Schema.IngestBatchPayload, 'job' | 'records'> {
  @Field(() => Int)
  accepted!: number;

  @Field(() => [RejectedRecordObject])
  rejected!: RejectedRecordObject[];

  @Field(() => [ID])
  issueIds!: string[];

  @Field(() => IngestJob)
  job!: IngestJob;

  @Field(() => [RecordOutcomeObject])
  records!: readonly RecordOutcome[];
}
