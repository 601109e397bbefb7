import { Column, Entity, Index } from 'typeorm';
import { ID_BYTES, ID_PREFIX } from '../ids.js';
import type { JobStatus } from '../job.js';
import type { IngestKind } from '../rules/record-rules.js';
import {
  BinaryColumn,
  IdColumn,
  InstantColumn,
  LongTextColumn,
  NullableInstantColumn,
  WordColumn,
} from './columns.js';

/**
 * One ingest call and what became of its records. `leaseUntil` is set as long as the job is not settled: a
 * runner may claim it when that moment has passed.
 */
@Entity({ name: 'ingest_job' })
@Index('ingest_job_workspace', ['workspaceId', 'id'])
@Index('ingest_job_lease', ['leaseUntil'])
export class IngestJob {
  @IdColumn(ID_PREFIX.job, { name: 'id', primary: true })
  id!: string;

  @Column({ name: 'workspace_id', type: 'int' })
  workspaceId!: number;

  @WordColumn(8, { name: 'kind' })
  kind!: IngestKind;

  @WordColumn(10, { name: 'status' })
  status!: JobStatus;

  @Column({ name: 'progress', type: 'double' })
  progress!: number;

  @Column({ name: 'total', type: 'int' })
  total!: number;

  @Column({ name: 'accepted', type: 'int' })
  accepted!: number;

  @Column({ name: 'rejected_count', type: 'int' })
  rejectedCount!: number;

  /** The rejections as JSON; null when there is none. */
  @LongTextColumn({ name: 'rejected' })
  rejected!: string | null;

  /** One byte of outcome and sixteen of issue id for each record, in input order. */
  @Column({ name: 'records', type: 'blob' })
  records!: Buffer;

  @Column({ name: 'attempts', type: 'int' })
  attempts!: number;

  /** Who works on it. */
  @BinaryColumn(ID_BYTES, { name: 'claim', nullable: true })
  claim!: Buffer | null;

  @NullableInstantColumn({ name: 'lease_until' })
  leaseUntil!: number | null;

  @InstantColumn({ name: 'created_at' })
  createdAt!: number;

  @NullableInstantColumn({ name: 'started_at' })
  startedAt!: number | null;

  @NullableInstantColumn({ name: 'finished_at' })
  finishedAt!: number | null;
}
