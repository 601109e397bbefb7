import type { NewDelivery } from '../connectors/delivery-store.js';
import type { NormalRecord, Rejection, Transition } from '../domain/record.js';
import type { FieldNaming, IngestKind } from '../domain/rules/record-rules.js';
import type { SourcePath } from '../domain/source.js';
import type { IdempotencyKey } from './idempotency-store.js';

/** What a caller wants ingested. */
export interface IngestRequest {
  readonly workspaceId: number;
  readonly kind: IngestKind;
  /** With kind `source`. */
  readonly sourcePath?: SourcePath;
  readonly naming: FieldNaming;
  /** 1 to 500 elements as sent; or the body of a batch, which is then read by `readBatch`. */
  readonly records: readonly unknown[] | Uint8Array;
  /** `scope` is method and path, `body` the decompressed bytes. */
  readonly idempotency?: { readonly key: string; readonly scope: string; readonly body: Uint8Array };
  /** With kind `webhook`. A delivery that was accepted before violates a unique key. */
  readonly webhook?: WebhookPart;
}

/** What a webhook adds to the records that it brings. */
export interface WebhookPart {
  /** For each record, what it says about its issue's status. */
  readonly transitions: readonly (Transition | undefined)[];
  /** Stored together with the records, as accepted; job and issue are added. */
  readonly delivery: NewDelivery;
}

/** An accepted record, with its place in the request. */
export interface AcceptedRecord {
  readonly index: number;
  readonly record: NormalRecord;
}

/** A request whose records are judged, ready to be written. */
export interface JudgedRequest {
  readonly workspaceId: number;
  readonly kind: IngestKind;
  /** Records in the request. */
  readonly total: number;
  readonly accepted: readonly AcceptedRecord[];
  readonly rejections: readonly Rejection[];
  readonly idempotency: IdempotencyKey | undefined;
  readonly delivery: NewDelivery | undefined;
}
