import type { JobChange } from '../domain/job.js';
import type { TracesProtocol } from '../telemetry/start-tracing.js';

/*
 * What the serving thread and the thread of stage 2 send each other.
 */

/** The settings of the thread. */
export interface DetectionThreadData {
  readonly databaseUrl: string;
  readonly redisUrl: string | undefined;
  readonly logLevel: string;
  /** Minimum distinct issues of a visible pattern. */
  readonly patternMinIssues: number;
  /** Without it, the thread makes no spans. */
  readonly tracesProtocol: TracesProtocol | undefined;
}

export type ToDetectionThread =
  | { readonly kind: 'wake'; readonly workspaceId: number }
  /** The thread may write now, and says when it has. */
  | { readonly kind: 'granted'; readonly isBusy: boolean }
  /** Other writes took too long. */
  | { readonly kind: 'refused' }
  | { readonly kind: 'stop' };

export type FromDetectionThread =
  | { readonly kind: 'jobs'; readonly changes: readonly JobChange[] }
  | { readonly kind: 'patterns'; readonly workspaceId: number; readonly ids: readonly string[] }
  | { readonly kind: 'set finished'; readonly seconds: number }
  | { readonly kind: 'sweep found'; readonly workspaces: number }
  /** The thread wants to write to a database with one writer. */
  | { readonly kind: 'acquire' }
  | { readonly kind: 'release' };
