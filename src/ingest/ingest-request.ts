import type { NewDelivery } from '../connectors/delivery-store.js';
import type { NormalRecord, Rejection, Transition } from '../domain/record.js';
import type { FieldNaming, IngestKind } from '../domain/rules/record-rules.js';
import type { SourcePath } from '../domain/source.js';
import type { IdempotencyKey } from './idempotency-store.js';

/** Records to ingest, with their origin. */
export interface IngestRequest {
  readonly workspaceId: number;
  readonly kind: IngestKind;
  /** Required with kind `source`. */
  readonly sourcePath?: SourcePath;
  readonly naming: FieldNaming;
  /** 1 to 500 elements as sent, or the body of a batch, to be read by `readBatch`. */
  readonly records: readonly unknown[] | Uint8Array;
  /** `scope` is method and path, `body` the decompressed bytes. */
  readonly idempotency?: { readonly key: string; readonly scope: string; readonly body: Uint8Array };
  /** Required with kind `webhook`. A delivery that was accepted before violates a unique key. */
  readonly webhook?: WebhookDetails;
  /** The span of the request, as in the W3C header; without tracing undefined. */
  readonly traceparent?: string | undefined;
}

/** The properties of a webhook delivery beyond its records. */
export interface WebhookDetails {
  /** The status change of each record, if it has one. */
  readonly transitions: readonly (Transition | undefined)[];
  /** Stored with the records as accepted; its job and issue are added. */
  readonly delivery: NewDelivery;
}

/** An accepted record with its index in the request. */
export interface AcceptedRecord {
  readonly index: number;
  readonly record: NormalRecord;
}

/** A request with validated records, ready to be written. */
export interface JudgedRequest {
  readonly workspaceId: number;
  readonly kind: IngestKind;
  /** Number of records in the request. */
  readonly total: number;
  readonly accepted: readonly AcceptedRecord[];
  readonly rejections: readonly Rejection[];
  readonly idempotency: IdempotencyKey | undefined;
  readonly delivery: NewDelivery | undefined;
  readonly traceparent: string | undefined;
}
