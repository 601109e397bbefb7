import type { RecordContent, RecordField } from '../generated/record-fields.js';
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
 * One thing wrong with one record. `problem` follows the field's name as the caller's surface spells it: "title" + "is
 * required". Without a field it is the element itself: "record" + "must be a JSON object".
 */
export interface Fault {
  readonly field: RecordField | null;
  readonly reason: RejectionReason;
  readonly problem: string;
}

/** A record that is not taken. `faults` is never empty; the first one decides the message. */
export interface Rejection {
  readonly index: number;
  readonly faults: readonly Fault[];
}

/**
 * What a webhook says of an issue beyond its fields. A push has none: its changes reopen what was resolved.
 */
export interface Transition {
  /** `kept`: the payload does not tell, so a new issue is open and a known one stays as it is. */
  readonly status: 'open' | 'resolved' | 'kept';
  /** Applies the status even when the record is older than what is stored: the source never takes it back. */
  readonly evenIfStale: boolean;
  /** The payload holds a part of the issue only, so keys of metadata that it does not name keep what is stored. */
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

/** What became of one record. */
export type Outcome = 'created' | 'updated' | 'unchanged' | 'stale' | 'rejected';

export interface RecordOutcome {
  readonly index: number;
  readonly outcome: Outcome;
  /** null when rejected. */
  readonly issueId: string | null;
}
