import type { ConnectorSettings } from '../../domain/rules/connector-settings.js';
import { isJsonObject } from '../../domain/rules/json-object.js';
import type { Severity } from '../../domain/severity.js';
import { WIRE } from '../../generated/wire.js';
import { URL_SECRET } from '../verification/shared-token.js';
import { headerText, STANDARD_WEBHOOKS, SVIX } from '../verification/signature.js';
import { aliasedEvent } from './aliased-event.js';
import { objectOf, severityOf, textOf } from './payload-readers.js';
import { statusOfWord } from './statuses.js';
import { ignored, type MappedEvent, type WebhookEvent, type WebhookSource } from './webhook-source.js';

const EMPTY_SCALE: ReadonlyMap<string, Severity> = new Map();
const FIELDS: readonly string[] = Object.values(WIRE.IngestRecordInput);

const NOT_A_RECORD = `The body is not a record: send an object with fields such as ${FIELDS.slice(0, 3).join(', ')}, a list of them, or an envelope with them in \`data\` or \`records\`. Map other formats with the setting fieldAliases.`;

/**
 * For sources without a format of their own. The body is a record as in `POST /v1/ingest/events`, a list of records, or a
 * Standard Webhooks envelope `{"type", "timestamp", "data"}` with them in `data`.
 */
export const plainRecordWebhook: WebhookSource = {
  schemes: [STANDARD_WEBHOOKS, SVIX, URL_SECRET],
  map: mapEvent,
  isMapped: ({ fieldAliases }) => fieldAliases.externalId !== undefined,
  eventName: ({ payload }) => textOf(objectOf(payload).type),
  deliveryId: ({ headers }) => headerText(headers, 'webhook-id') ?? headerText(headers, 'svix-id'),
};

function mapEvent(event: WebhookEvent): MappedEvent {
  const { payload, settings } = event;
  const aliased = aliasedEvent(event, EMPTY_SCALE);
  if (aliased !== null) return aliased;
  const sent = recordsOf(payload);
  if (sent.length > 0) return { kind: 'records', records: sent.map((record) => readWords(record, settings)) };
  // An envelope without data, such as a test message of the sender, has nothing that could be stored.
  const { type, data } = objectOf(payload);
  if (textOf(type) !== undefined && isEmpty(data)) return ignored('not_a_record');
  return { kind: 'invalid', problem: NOT_A_RECORD };
}

/**
 * The records of a body: one, or a list, as the whole body or as `records` or `data`. A body with any field of a record is the
 * record itself, even if it also has such a key.
 */
function recordsOf(payload: unknown): readonly unknown[] {
  if (Array.isArray(payload)) return payload;
  if (isRecord(payload)) return [payload];
  const { records, data } = objectOf(payload);
  if (Array.isArray(records)) return records;
  if (Array.isArray(data)) return data;
  return isRecord(data) ? [data] : [];
}

/** Replaces common names of statuses and severities by the gateway's own. */
function readWords(record: unknown, settings: ConnectorSettings): unknown {
  if (!isJsonObject(record)) return record;
  const status = statusOfWord(textOf(record.status), settings);
  const severity = severityOf(record.severity, settings, EMPTY_SCALE);
  return {
    ...record,
    // A status with an unknown name changes nothing, so that it does not cost the rest of the record.
    status: status === 'kept' ? undefined : status,
    ...(severity === undefined ? {} : { severity }),
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return isJsonObject(value) && FIELDS.some((field) => Object.hasOwn(value, field));
}

function isEmpty(data: unknown): boolean {
  return data === undefined || data === null || (isJsonObject(data) && Object.keys(data).length === 0);
}
