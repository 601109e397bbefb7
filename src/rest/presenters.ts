import type { IngestJob } from '../domain/entities/ingest-job.js';
import { isTerminal } from '../domain/job.js';
import type { Fault, RecordOutcome, Rejection } from '../domain/record.js';
import { WIRE } from '../generated/wire.js';
import type { SentDetail } from './record-details.js';

/*
 * The bodies of REST responses, key by key. Documented bodies have exactly the documented keys; `records` is opt-in.
 */

/** One fault of a record, as listed in `details.errors` and in the opt-in detail. */
export interface FieldError {
  readonly field: string | null;
  readonly message: string;
  readonly reason: string;
}

/** The detail that the caller asked for. */
export interface Detail {
  /** Whether to add the outcome of every record. */
  readonly withRecords: boolean;
  /** What was sent, by record; only known in the response to the write. */
  readonly sent?: readonly SentDetail[];
}

export function presentFault({ field, problem, reason }: Fault): FieldError {
  const name = field === null ? null : WIRE.IngestRecordInput[field];
  return { field: name, message: `${name ?? 'record'} ${problem}`, reason };
}

/** The message is that of the first fault. */
export function presentRejection({ index, faults }: Rejection) {
  const { message } = presentFault(faults[0] as Fault);
  return { index, code: 'processing_error', message };
}

/** The response to an accepted single event or source push. */
export function presentEvent(job: IngestJob, detail: Detail) {
  return {
    accepted: job.accepted,
    rejected: job.rejected.map(presentRejection),
    issue_id: job.issueIds[0] ?? null,
    job_id: job.id,
    ...recordsOf(job, detail),
  };
}

export function presentBatch(job: IngestJob, detail: Detail) {
  return {
    accepted: job.accepted,
    rejected: job.rejected.map(presentRejection),
    job_id: job.id,
    issue_ids: job.issueIds,
    ...recordsOf(job, detail),
  };
}

/** Bodies of settled jobs, which never change, so that polling one does not serialize it again. */
const settledBodies = new WeakMap<IngestJob, string>();

/** The body of a job's status. */
export function jobBody(job: IngestJob, detail: Detail): string {
  if (detail.withRecords || !isTerminal(job.status)) return JSON.stringify(presentJob(job, detail));
  let body = settledBodies.get(job);
  if (body === undefined) {
    body = JSON.stringify(presentJob(job, detail));
    settledBodies.set(job, body);
  }
  return body;
}

/** A job as its status, and as an entry of a list. */
export function presentJob(job: IngestJob, detail: Detail) {
  const ended = isTerminal(job.status);
  return {
    job_id: job.id,
    status: job.status,
    progress: job.progress,
    result: ended ? { accepted: job.accepted, rejected_count: job.rejectedCount, total: job.total } : null,
    created_at: instant(job.createdAt),
    finished_at: optionalInstant(job.finishedAt),
    ...recordsOf(job, detail),
  };
}

function recordsOf(job: IngestJob, { withRecords, sent }: Detail) {
  if (!withRecords) return {};
  const faults = new Map(job.rejected.map((rejection) => [rejection.index, rejection.faults]));
  return {
    records: job.records.map((record) => {
      const own = faults.get(record.index) ?? [];
      return { ...presentRecord(record, own), ...presentSent(sent?.[record.index] ?? {}, own) };
    }),
  };
}

/** A value that was refused is not repeated. */
function presentSent(sent: SentDetail, faults: readonly Fault[]): SentDetail {
  if (!faults.some(({ field }) => field === 'externalId')) return sent;
  const { external_id: _, ...others } = sent;
  return others;
}

/** A rejected record with several faults lists them all under `errors`. */
function presentRecord({ index, outcome, issueId }: RecordOutcome, faults: readonly Fault[]) {
  const errors = faults.map(presentFault);
  const [first] = errors;
  return {
    index,
    outcome,
    ...(issueId === null ? {} : { issue_id: issueId }),
    ...(first === undefined || first.field === null ? {} : { field: first.field }),
    ...(first === undefined ? {} : { reason: first.reason }),
    ...(errors.length > 1 ? { errors } : {}),
  };
}

export function instant(ms: number): string {
  return new Date(ms).toISOString();
}

export function optionalInstant(ms: number | null): string | null {
  return ms === null ? null : instant(ms);
}
