import type { RecordContent, RecordField } from '../generated/record-fields.js';
import type { IssueStatus } from './issue-status.js';
import type { RecordKey } from './record-key.js';

export type RejectionReason =
  | 'missing_field'
  | 'too_long'
  | 'invalid_type'
  | 'invalid_enum'
  | 'invalid_format'
  | 'invalid_timestamp'
  | 'unknown_connector'
  | 'too_large';

/**
 * One fault of one record. A message is the name of the field, as the caller's surface spells it, followed by `problem`:
 * "title" + "is required". If `field` is null, the element itself is invalid: "record" + "must be a JSON object".
 */
export interface Fault {
  readonly field: RecordField | null;
  readonly reason: RejectionReason;
  readonly problem: string;
}

/** A rejected record. `faults` is never empty; the message reports the first one. */
export interface Rejection {
  readonly index: number;
  readonly faults: readonly Fault[];
}

/**
 * A status that a payload reports. `unresolved`: the source has no acknowledgements, so an acknowledged issue stays so.
 * `kept`: the payload does not report a status. With both a new issue is open.
 */
export type ReportedStatus = IssueStatus | 'unresolved' | 'kept';

/** The status change that a webhook reports. A push has none: it can have a `status`, and a change reopens a resolved issue. */
export interface Transition {
  readonly status: ReportedStatus;
  /** Whether the status applies even if the record is older than the stored issue, because it is final in the source. */
  readonly evenIfStale: boolean;
  /** Whether the payload contains only a part of the issue, so that stored keys of metadata are kept. */
  readonly partial: boolean;
}

/**
 * A record after validation and normalisation. In its content `undefined` means absent (keep the stored value), `null`
 * that null was sent (clear it). Instants are epoch milliseconds, `metadata` is compact JSON.
 */
export interface NormalRecord extends RecordKey, RecordContent {
  /** Only for webhooks. */
  readonly transition?: Transition;
}

/** The effect of one record. */
export type Outcome = 'created' | 'updated' | 'unchanged' | 'stale' | 'rejected';

export interface RecordOutcome {
  readonly index: number;
  readonly outcome: Outcome;
  /** null if the record was rejected. */
  readonly issueId: string | null;
}
