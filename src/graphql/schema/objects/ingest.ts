import { Field, ID, Int, ObjectType } from 'type-graphql';
import type { JobView } from '../../../domain/job.js';
import type { RecordOutcome } from '../../../domain/record.js';
import type * as Schema from '../../../generated/types.js';
import type { DomainView } from '../domain-view.js';
import { JobObject, RecordOutcomeObject, RejectedRecordObject } from './job.js';

/** The answer to a single event or source push; its issue is loaded for those who ask. */
@ObjectType('IngestEventPayload', { simpleResolvers: true })
export class EventPayloadObject implements DomainView<Schema.IngestEventPayload, 'issue' | 'job'> {
  @Field(() => Int)
  accepted!: number;

  @Field(() => [RejectedRecordObject])
  rejected!: RejectedRecordObject[];

  @Field(() => JobObject, { nullable: true })
  job!: JobView | null;
}

@ObjectType('IngestBatchPayload', { simpleResolvers: true })
export class BatchPayloadObject implements DomainView<Schema.IngestBatchPayload, 'job' | 'records'> {
  @Field(() => Int)
  accepted!: number;

  @Field(() => [RejectedRecordObject])
  rejected!: RejectedRecordObject[];

  @Field(() => [ID])
  issueIds!: string[];

  @Field(() => JobObject)
  job!: JobView;

  @Field(() => [RecordOutcomeObject])
  records!: readonly RecordOutcome[];
}
