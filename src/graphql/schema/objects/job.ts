import { Field, InputType, Int, ObjectType } from 'type-graphql';
import { IngestJob } from '../../../domain/entities/ingest-job.js';
import type { JobStatus } from '../../../domain/job.js';
import type { Outcome, RejectionReason } from '../../../domain/record.js';
import type { IngestKind } from '../../../domain/rules/record-rules.js';
import type { DomainView } from '../../../domain/schema/domain-view.js';
import {
  JobKindEnum,
  JobStatusEnum,
  OutcomeEnum,
  RejectionReasonEnum,
} from '../../../domain/schema/enums.js';
import { DateTime } from '../../../domain/schema/scalars.js';
import type * as Schema from '../../../generated/types.js';
import { connectionClass } from './connection.js';

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

export const JobConnection = connectionClass<IngestJob>('IngestJob', () => IngestJob);

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
