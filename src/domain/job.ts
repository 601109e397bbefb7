/** The last three are terminal and never change. */
export const JOB_STATUSES = ['pending', 'running', 'succeeded', 'partial', 'failed'] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

/** A job started, made progress or ended. */
export interface JobChange {
  readonly workspaceId: number;
  readonly id: string;
  readonly status: Exclude<JobStatus, 'pending'>;
  readonly progress: number;
  readonly startedAt: number;
  /** null while the job is running. */
  readonly finishedAt: number | null;
}

export function isTerminal(status: JobStatus): boolean {
  return status === 'succeeded' || status === 'partial' || status === 'failed';
}

/** Returns the status of a job whose accepted records are all processed. */
export function settledStatus(accepted: number, rejectedCount: number): JobStatus {
  if (accepted === 0) return 'failed';
  return rejectedCount === 0 ? 'succeeded' : 'partial';
}
