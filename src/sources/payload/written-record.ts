import { isJsonObject } from '../../domain/rules/json-object.js';
import type { Severity } from '../../domain/severity.js';
import { WIRE } from '../../generated/wire.js';
import { aliasedFields, statusOfWord } from './aliased-fields.js';
import { objectOf, textOf } from './payload.js';
import { headerText, STANDARD } from './signature.js';
import { composed, ignored, type Mapped, type WebhookEvent, type WebhookSource } from './webhook-source.js';

const NO_SCALE: ReadonlyMap<string, Severity> = new Map();
const FIELDS: readonly string[] = Object.values(WIRE.IngestRecordInput);

/**
 * For sources without a format of their own: the body is one record as `POST /v1/ingest/events` takes it, or the
 * envelope `{"type", "timestamp", "data"}` of Standard Webhooks around one. A `status` may stand beside its fields.
 */
export const writtenRecord: WebhookSource = {
  schemes: [STANDARD],
  map: mapEvent,
  eventName: ({ payload }) => textOf(objectOf(payload).type),
  deliveryId: ({ headers }) => headerText(headers, 'webhook-id'),
};

function mapEvent({ payload, settings }: WebhookEvent): Mapped {
  const aliased = aliasedFields(payload, settings, NO_SCALE);
  if (aliased !== null) return composed(aliased.fields, statusOfWord(aliased.status));
  const record = recordOf(payload);
  if (record === undefined) return ignored('not_a_record');
  const word = textOf(record.status);
  const status = word === undefined ? 'kept' : statusOfWord(word);
  const transition = status === 'kept' ? undefined : { status, evenIfStale: false, partial: false };
  return { kind: 'record', record, transition };
}

/** An envelope has its record in `data`; a record may have a key of that name too. */
function recordOf(payload: unknown): Record<string, unknown> | undefined {
  const sent = objectOf(payload);
  if (isRecord(payload)) return payload;
  return isRecord(sent.data) ? sent.data : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return isJsonObject(value) && FIELDS.some((field) => Object.hasOwn(value, field));
}
