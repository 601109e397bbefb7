import { Field, Float, ID, InputType, Int, ObjectType } from 'type-graphql';
import type { JobStatus, JobView } from '../../../domain/job.js';
import type { Outcome, RejectionReason } from '../../../domain/record.js';
import type { IngestKind } from '../../../domain/rules/record-rules.js';
import type * as Schema from '../../../generated/types.js';
import type { DomainView } from '../domain-view.js';
import { DateTime } from '../scalars.js';
import { connectionClass } from './connection.js';
import { JobKindEnum, JobStatusEnum, OutcomeEnum, RejectionReasonEnum } from './enums.js';

@ObjectType('RejectedRecord', { simpleResolvers: true })
export class RejectedRecordObject implements DomainView<Schema.RejectedRecord> {
  @Field(() => Int)
  index!: number;

  @Field(() => String)
  code!: string;

  @Field(() => String)
  message!: string;

  @Field(() => RejectionReasonEnum)
  reason!: RejectionReason;

  @Field(() => String, { nullable: true })
  field!: string | null;
}

@ObjectType('RecordOutcome', { simpleResolvers: true })
export class RecordOutcomeObject implements DomainView<Schema.RecordOutcome, 'issue'> {
  @Field(() => Int)
  index!: number;

  @Field(() => OutcomeEnum)
  outcome!: Outcome;
}

@ObjectType('IngestJob', { simpleResolvers: true })
export class JobObject implements DomainView<Schema.IngestJob, 'rejected' | 'records' | 'issues'> {
  @Field(() => ID)
  id!: string;

  @Field(() => JobKindEnum)
  kind!: IngestKind;

  @Field(() => JobStatusEnum)
  status!: JobStatus;

  @Field(() => Float)
  progress!: number;

  @Field(() => Int)
  total!: number;

  @Field(() => Int)
  accepted!: number;

  @Field(() => Int)
  rejectedCount!: number;

  @Field(() => DateTime)
  createdAt!: number;

  @Field(() => DateTime, { nullable: true })
  startedAt!: number | null;

  @Field(() => DateTime, { nullable: true })
  finishedAt!: number | null;
}

export const JobConnection = connectionClass<JobView>('IngestJob', () => JobObject as never);

@InputType('JobFilter')
export class JobFilterInput implements DomainView<Schema.JobFilter> {
  @Field(() => [JobStatusEnum], { nullable: true })
  status!: JobStatus[] | null;

  @Field(() => [JobKindEnum], { nullable: true })
  kind!: IngestKind[] | null;

  @Field(() => DateTime, { nullable: true })
  createdAfter!: number | null;

  @Field(() => DateTime, { nullable: true })
  createdBefore!: number | null;
}
