import { IngestJob } from '../domain/entities/ingest-job.js';
import { encodeId, ID_PREFIX } from '../domain/ids.js';
import type { JobChange, JobStatus } from '../domain/job.js';
import type { Rejection } from '../domain/record.js';
import { encodeRejections } from '../domain/rules/job-records.js';
import type { IngestKind } from '../domain/rules/record-rules.js';

/** A job to be stored. */
export interface NewJob {
  readonly id: Buffer;
  readonly workspaceId: number;
  readonly kind: IngestKind;
  readonly total: number;
  readonly accepted: number;
  readonly rejections: readonly Rejection[];
  /** As `encodeRecords` writes them. */
  readonly records: Buffer;
  readonly createdAt: number;
  /** The span of the request, as in the W3C header; without tracing undefined. */
  readonly traceparent?: string | undefined;
}

/** An unsettled job, as stage 2 sees it. */
export interface OpenJob {
  readonly id: Buffer;
  readonly workspaceId: number;
  /** Terminal only if an earlier version of the program settled the job. */
  readonly status: JobStatus;
  readonly accepted: number;
  readonly rejectedCount: number;
  readonly records: Buffer;
  readonly attempts: number;
  /** When it was begun first; null before. */
  readonly startedAt: number | null;
  /** The span of the request that stored the job; null without tracing. */
  readonly traceparent: string | null;
}

/** Some of the jobs were settled by another process in the meantime. The transaction must not be committed. */
export class JobsSettledElsewhereError extends Error {
  constructor() {
    super('another process settled some of the jobs');
    this.name = 'JobsSettledElsewhereError';
  }
}

/** A row of the table, with its id as bytes. */
export type JobRow = Omit<IngestJob, 'id' | 'rejected' | 'records' | 'issueIds' | 'after'> & {
  readonly id: Buffer;
};

/** What a new job states. The other columns are null. */
export const NEW_JOB_COLUMNS = [
  'id',
  'workspaceId',
  'kind',
  'status',
  'progress',
  'total',
  'accepted',
  'rejectedCount',
  'encodedRejections',
  'encodedRecords',
  'attempts',
  'openWorkspaceId',
  'createdAt',
  'traceparent',
] as const satisfies readonly (keyof JobRow)[];
/** That a job is being processed, since `now` unless it was begun before. */
export function runningChange({ id, workspaceId, startedAt }: OpenJob, now: number): JobChange {
  return {
    id: encodeId(ID_PREFIX.job, id),
    workspaceId,
    status: 'running',
    progress: 0,
    startedAt: startedAt ?? now,
    finishedAt: null,
  };
}

export type NewJobRow = Pick<JobRow, (typeof NEW_JOB_COLUMNS)[number]>;

export function rowOf(job: NewJob): NewJobRow {
  return {
    id: job.id,
    workspaceId: job.workspaceId,
    kind: job.kind,
    status: 'pending',
    progress: 0,
    total: job.total,
    accepted: job.accepted,
    rejectedCount: job.rejections.length,
    encodedRejections: encodeRejections(job.rejections),
    encodedRecords: job.records,
    attempts: 0,
    openWorkspaceId: job.workspaceId,
    createdAt: job.createdAt,
    traceparent: job.traceparent ?? null,
  };
}

/** A job as readers see it from its commit on. */
export function viewOfNew(job: NewJob): IngestJob {
  const nulls = { claim: null, notBefore: null, startedAt: null, finishedAt: null };
  return Object.assign(new IngestJob(), rowOf(job), nulls, { id: encodeId(ID_PREFIX.job, job.id) });
}
