import { Field, Float, ID, Int, ObjectType } from 'type-graphql';
import { Column, Entity, Index } from 'typeorm';
import type * as Schema from '../../generated/types.js';
import { ID_BYTES, ID_PREFIX } from '../ids.js';
import type { JobChange, JobStatus } from '../job.js';
import type { RecordOutcome, Rejection } from '../record.js';
import { decodeIssueIds, decodeRecords, decodeRejections } from '../rules/job-records.js';
import type { IngestKind } from '../rules/record-rules.js';
import type { DomainView } from '../schema/domain-view.js';
import { JobKindEnum, JobStatusEnum } from '../schema/enums.js';
import { Node } from '../schema/node.js';
import { DateTime } from '../schema/scalars.js';
import {
  BinaryColumn,
  IdColumn,
  InstantColumn,
  LongTextColumn,
  NullableInstantColumn,
  WordColumn,
} from './columns.js';

/**
 * An ingest request and the outcome of its records. Earlier versions of the program marked unsettled jobs by `lease_until`
 * alone; this version adopts them.
 */
@ObjectType('IngestJob', { simpleResolvers: true, implements: Node })
@Entity({ name: 'ingest_job' })
@Index('ingest_job_workspace', ['workspaceId', 'id'])
@Index('ingest_job_lease', ['notBefore'])
@Index('ingest_job_open', ['openWorkspaceId', 'id'], { where: 'open_ws IS NOT NULL' })
export class IngestJob implements DomainView<Schema.IngestJob, 'rejected' | 'records' | 'issues'> {
  @Field(() => ID)
  @IdColumn(ID_PREFIX.job, { name: 'id', primary: true })
  id!: string;

  @Column({ name: 'workspace_id', type: 'int' })
  workspaceId!: number;

  @Field(() => JobKindEnum)
  @WordColumn(8, { name: 'kind' })
  kind!: IngestKind;

  @Field(() => JobStatusEnum)
  @WordColumn(10, { name: 'status' })
  status!: JobStatus;

  @Field(() => Float)
  @Column({ name: 'progress', type: 'double' })
  progress!: number;

  @Field(() => Int)
  @Column({ name: 'total', type: 'int' })
  total!: number;

  @Field(() => Int)
  @Column({ name: 'accepted', type: 'int' })
  accepted!: number;

  @Field(() => Int)
  @Column({ name: 'rejected_count', type: 'int' })
  rejectedCount!: number;

  /** Encoded by `encodeRejections`; null if there are none. */
  @LongTextColumn({ name: 'rejected' })
  encodedRejections!: string | null;

  /** Encoded by `encodeRecords`. */
  @Column({ name: 'records', type: 'blob' })
  encodedRecords!: Buffer;

  @Column({ name: 'attempts', type: 'int' })
  attempts!: number;

  /** The workspace until the job is settled, then null. */
  @Column({ name: 'open_ws', type: 'int', nullable: true })
  openWorkspaceId!: number | null;

  /** Written by earlier versions only. */
  @BinaryColumn(ID_BYTES, { name: 'claim', nullable: true })
  claim!: Buffer | null;

  /** An unsettled job is not tried again before this time, by the clock of the database. */
  @NullableInstantColumn({ name: 'lease_until' })
  notBefore!: number | null;

  @Field(() => DateTime)
  @InstantColumn({ name: 'created_at' })
  createdAt!: number;

  @Field(() => DateTime, { nullable: true })
  @NullableInstantColumn({ name: 'started_at' })
  startedAt!: number | null;

  @Field(() => DateTime, { nullable: true })
  @NullableInstantColumn({ name: 'finished_at' })
  finishedAt!: number | null;

  /** The span of the request, as in the W3C header `traceparent`; null without tracing. */
  @WordColumn(55, { name: 'traceparent', nullable: true })
  traceparent!: string | null;

  /** Decoded on access, like the next two. */
  get rejected(): readonly Rejection[] {
    return decodeRejections(this.encodedRejections);
  }

  get records(): readonly RecordOutcome[] {
    return decodeRecords(this.encodedRecords);
  }

  /** The issue of each record that was not rejected, in input order. */
  get issueIds(): readonly string[] {
    return decodeIssueIds(this.encodedRecords);
  }

  /** Returns the job after a change. Progress never decreases. */
  after({ status, progress, startedAt, finishedAt }: JobChange): IngestJob {
    const change = { status, progress: Math.max(this.progress, progress), startedAt, finishedAt };
    return Object.assign(new IngestJob(), this, change);
  }
}
