/** pending: stored, not begun. The last three are terminal and never change. */
export const JOB_STATUSES = ['pending', 'running', 'succeeded', 'partial', 'failed'] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

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
