import { isJsonObject } from '../../domain/rules/json-object.js';
import type { Severity } from '../../domain/severity.js';
import { WIRE } from '../../generated/wire.js';
import { headerText, STANDARD_WEBHOOKS } from '../verification/signature.js';
import { aliasedEvent } from './aliased-event.js';
import { objectOf, textOf } from './payload-readers.js';
import { statusOfWord } from './statuses.js';
import { ignored, type MappedEvent, type WebhookEvent, type WebhookSource } from './webhook-source.js';

const EMPTY_SCALE: ReadonlyMap<string, Severity> = new Map();
const FIELDS: readonly string[] = Object.values(WIRE.IngestRecordInput);

/**
 * For sources without a format of their own. The body is a record as in `POST /v1/ingest/events`, or a Standard Webhooks
 * envelope `{"type", "timestamp", "data"}` with the record in `data`. A record can also have a `status`.
 */
export const plainRecordWebhook: WebhookSource = {
  schemes: [STANDARD_WEBHOOKS],
  map: mapEvent,
  isMapped: ({ fieldAliases }) => fieldAliases.externalId !== undefined,
  eventName: ({ payload }) => textOf(objectOf(payload).type),
  deliveryId: ({ headers }) => headerText(headers, 'webhook-id'),
};

function mapEvent(event: WebhookEvent): MappedEvent {
  const { payload, settings } = event;
  const aliased = aliasedEvent(event, EMPTY_SCALE);
  if (aliased !== null) return aliased;
  const record = recordOf(payload);
  if (record === undefined) return ignored('not_a_record');
  const status = statusOfWord(textOf(record.status), settings);
  // A status with an unknown name changes nothing, so that it does not cost the rest of the record.
  return { kind: 'record', record: { ...record, status: status === 'kept' ? undefined : status } };
}

/** A body with any field of a record is the record itself, even if it also has a key `data`. */
function recordOf(payload: unknown): Record<string, unknown> | undefined {
  const sent = objectOf(payload);
  if (isRecord(payload)) return payload;
  return isRecord(sent.data) ? sent.data : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return isJsonObject(value) && FIELDS.some((field) => Object.hasOwn(value, field));
}
