import { aliasedAlerts, itemsOf } from './payload/aliased-fields.js';
import {
  type JsonObject,
  listOf,
  metadataOf,
  objectOf,
  severityOf,
  textOf,
} from './payload/payload-readers.js';
import { type ServicenowState, servicenowStatus } from './payload/servicenow-states.js';
import { type SourceRules, severityScale } from './payload/source-rules.js';
import { timestampFrom } from './payload/timestamps.js';
import {
  ignored,
  type MappedEvent,
  type MappedIssue,
  removedIssue,
  type SourceFields,
  type WebhookEvent,
  type WebhookSource,
} from './payload/webhook-source.js';
import { SHARED_TOKEN } from './verification/shared-token.js';
import { STANDARD_WEBHOOKS, SVIX } from './verification/signature.js';

/** The prefix and the number of digits are configured per table. */
const NUMBER = /^[A-Za-z][A-Za-z0-9_]*\d+$/;
const SYS_ID = /^[0-9a-fA-F]{32}$/;

export const servicenow: SourceRules = {
  externalIdForm: {
    text: 'a ServiceNow record number or sys_id, such as `INC0010180`',
    matches: (id) => NUMBER.test(id) || SYS_ID.test(id),
  },
  // The stored value, its label, and both combined as in list views.
  severityNames: severityScale({
    p1: ['1', 'critical', '1 - critical', '1 critical'],
    p2: ['2', 'high', '2 - high', '2 high'],
    p3: ['3', 'moderate', '3 - moderate', '3 moderate'],
    p4: ['4', 'low', '4 - low', '4 low', '5', 'planning', '5 - planning', '5 planning'],
  }),
};

/** The default priority matrix, by impact + urgency (each 1 high, 2 medium, 3 low). */
const PRIORITY_BY_SUM: Readonly<Record<number, string>> = { 2: '1', 3: '2', 4: '3', 5: '4', 6: '5' };

/**
 * The payload depends on the customer's business rule: a record as the body or under the name of its table, several as a list,
 * and both also in `result` or `records`.
 */
export const servicenowWebhook: WebhookSource = {
  schemes: [SHARED_TOKEN, STANDARD_WEBHOOKS, SVIX],
  map: mapEvent,
  eventName: ({ payload }) => textOf(objectOf(payload).operation),
  deliveryId: () => undefined,
};

function mapEvent(event: WebhookEvent): MappedEvent {
  const { payload, settings } = event;
  const sent = settings.items === null ? recordsIn(payload) : itemsOf(payload, settings);
  const issues = sent.flatMap((record): MappedIssue[] => issueOf(record, event));
  return issues.length === 0 ? ignored('not_a_record') : { kind: 'issues', issues };
}

function recordsIn(payload: unknown): readonly unknown[] {
  if (Array.isArray(payload)) return payload;
  const { result, records } = objectOf(payload);
  if (records !== undefined) return recordsIn(records);
  if (result !== undefined) return recordsIn(result);
  if (isRecord(payload)) return [payload];
  const wrapped = Object.values(objectOf(payload)).find(
    (value) => isRecord(value) || isRecord(listOf(value)[0]),
  );
  return wrapped === undefined ? [payload] : recordsIn(wrapped);
}

function isRecord(value: unknown): boolean {
  const { number, sys_id } = objectOf(value);
  return number !== undefined || sys_id !== undefined;
}

function issueOf(record: unknown, event: WebhookEvent): MappedIssue[] {
  const { settings } = event;
  const values = objectOf(record);
  const [aliased = null] =
    aliasedAlerts(record, { ...settings, items: null }, servicenow.severityNames) ?? [];
  const fields = fieldsOf(values, event);
  const externalId = aliased?.fields.externalId ?? fields.externalId;
  if (externalId === undefined) return [];
  const operation = textOf(values.operation) ?? textOf(objectOf(event.payload).operation);
  if (operation === 'delete') return [removedIssue({ externalId, metadata: { operation } })];
  const merged = aliased === null ? fields : { ...fields, ...withoutAbsentFields(aliased.fields) };
  const status = servicenowStatus(stateOf(values, aliased?.status), settings);
  const transition = { status, evenIfStale: false, partial: merged.title === undefined };
  return [{ fields: { ...merged, externalId }, transition, creates: true }];
}

function withoutAbsentFields(fields: SourceFields): SourceFields {
  return metadataOf({ ...fields, metadata: undefined }) as unknown as SourceFields;
}

function stateOf(record: JsonObject, aliased: string | undefined): ServicenowState {
  const state = record.state ?? record.incident_state ?? record.request_state;
  return {
    table: valueOrText(record.sys_class_name),
    number: valueOrText(record.number),
    state: aliased ?? valueOrText(state),
    label: aliased === undefined ? textOf(objectOf(state).display_value) : undefined,
    active: typeof record.active === 'boolean' ? String(record.active) : valueOrText(record.active),
  };
}

function fieldsOf(record: JsonObject, { settings }: WebhookEvent): SourceFields {
  const text = (name: string): string | undefined => valueOrText(record[name]);
  const number = text('number');
  const sysId = text('sys_id');
  const group = displayOf(record.assignment_group);
  return {
    externalId: number ?? sysId,
    title: text('short_description'),
    body: text('description'),
    severity: severityOf(text('priority') ?? derivedPriority(record), settings, servicenow.severityNames),
    team: group !== undefined && !SYS_ID.test(group) ? group : undefined,
    assignee: assigneeOf(record.assigned_to),
    externalUrl: text('url') ?? recordUrl(record, sysId, settings.accountUrl),
    sourceCreatedAt: timestampFrom(settings.timezone, text('sys_created_on'), text('opened_at')),
    sourceUpdatedAt: timestampFrom(settings.timezone, text('sys_updated_on')),
    metadata: metadataOf({
      number,
      sys_id: sysId,
      table: text('sys_class_name'),
      operation: text('operation'),
      state: text('state') ?? text('incident_state') ?? text('request_state'),
      priority: text('priority'),
      impact: text('impact'),
      urgency: text('urgency'),
      category: text('category'),
      assignment_group: group,
      assigned_to: displayOf(record.assigned_to),
      close_code: text('close_code'),
      actor: text('sys_updated_by'),
    }),
  };
}

/** Any field can be a text, or an object with the stored value and what is displayed for it. */
function valueOrText(value: unknown): string | undefined {
  const { display_value, value: inner } = objectOf(value);
  return textOf(value) ?? textOf(inner) ?? textOf(display_value);
}

/** The display value of a reference, which is a sys_id, a text, or an object with either. */
function displayOf(value: unknown): string | undefined {
  const { display_value, value: inner } = objectOf(value);
  return textOf(value) ?? textOf(display_value) ?? textOf(inner);
}

/** null for a record that is assigned to nobody. A bare sys_id names nobody to a reader. */
function assigneeOf(assigned: unknown): string | null | undefined {
  const name = displayOf(assigned);
  const isEmpty = assigned === null || assigned === '' || objectOf(assigned).value === '';
  if (name === undefined && isEmpty) return null;
  return name !== undefined && !SYS_ID.test(name) ? name : undefined;
}

function derivedPriority(record: JsonObject): string | undefined {
  const [impact, urgency] = [record.impact, record.urgency].map((value) =>
    Number(valueOrText(value)?.trim()[0]),
  );
  return PRIORITY_BY_SUM[(impact ?? Number.NaN) + (urgency ?? Number.NaN)];
}

function recordUrl(
  record: JsonObject,
  sysId: string | undefined,
  accountUrl: string | null,
): string | undefined {
  if (accountUrl === null || sysId === undefined || !SYS_ID.test(sysId)) return undefined;
  const table = valueOrText(record.sys_class_name) ?? 'incident';
  return `${accountUrl}/nav_to.do?uri=${encodeURIComponent(table)}.do?sys_id=${sysId}`;
}
