import type { RecordOutcome, Rejection } from './record.js';
import type { IngestKind } from './rules/record-rules.js';

/** pending: stored, not begun. The last three are terminal and never change. */
export const JOB_STATUSES = ['pending', 'running', 'succeeded', 'partial', 'failed'] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

/** A job as a reader sees it. Instants are epoch milliseconds; `progress` runs from 0 to 1 and never falls. */
export interface JobView {
  readonly id: string;
  readonly workspaceId: number;
  readonly kind: IngestKind;
  readonly status: JobStatus;
  readonly progress: number;
  readonly total: number;
  readonly accepted: number;
  readonly rejectedCount: number;
  readonly rejected: readonly Rejection[];
  readonly records: readonly RecordOutcome[];
  /** The issue of each record that was not rejected, in input order. */
  readonly issueIds: readonly string[];
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  /** The same job after a change. */
  changed(change: JobChange): JobView;
}

/** That a job began, got on or ended. */
export interface JobChange {
  readonly workspaceId: number;
  readonly id: string;
  readonly status: Exclude<JobStatus, 'pending'>;
  readonly progress: number;
  /** When it began. */
  readonly startedAt: number;
  /** When it ended; null while it runs. */
  readonly finishedAt: number | null;
}

export function isTerminal(status: JobStatus): boolean {
  return status === 'succeeded' || status === 'partial' || status === 'failed';
}

/** How a job ends whose records were all processed: by what was persisted before. */
export function settledStatus(accepted: number, rejectedCount: number): JobStatus {
  if (accepted === 0) return 'failed';
  return rejectedCount === 0 ? 'succeeded' : 'partial';
}
