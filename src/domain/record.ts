import type { Severity } from './severity.js';
import type { Source } from './source.js';

/** The fields of a record in the order in which faults are reported. */
export const RECORD_FIELDS = [
  'externalId',
  'source',
  'title',
  'body',
  'severity',
  'team',
  'externalUrl',
  'sourceCreatedAt',
  'sourceUpdatedAt',
  'connectorId',
  'metadata',
] as const;
export type RecordField = (typeof RECORD_FIELDS)[number];

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
 * A record after validation and normalisation. `undefined` means absent (keep what is stored), `null` that null
 * was sent (clear it), anything else is the value. Instants are epoch milliseconds, `metadata` is compact JSON.
 */
export interface NormalRecord {
  readonly source: Source;
  /** What was sent as source when it was coerced; null when it was a known one; undefined when none was sent. */
  readonly sourceRaw: string | null | undefined;
  /** null: none was sent, one is to be minted and never deduplicated onto. */
  readonly externalId: string | null;
  readonly title: string | undefined;
  readonly body: string | null | undefined;
  readonly severity: Severity | null | undefined;
  readonly team: string | null | undefined;
  readonly externalUrl: string | null | undefined;
  readonly metadata: string | null | undefined;
  readonly sourceCreatedAt: number | null | undefined;
  readonly sourceUpdatedAt: number | null | undefined;
  readonly connectorId: string | null | undefined;
  /** Of webhooks only. */
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
