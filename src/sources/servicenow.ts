import type { ReportedStatus } from '../domain/record.js';
import type { ConnectorSettings } from '../domain/rules/connector-settings.js';
import { aliasedAlerts, itemsOf } from './payload/aliased-fields.js';
import { metadataOf, objectOf, severityOf, textOf } from './payload/payload-readers.js';
import { type SourceRules, severityScale } from './payload/source-rules.js';
import { configuredStatus, statusOfWord, withoutAcknowledgements } from './payload/statuses.js';
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
import { STANDARD_WEBHOOKS } from './verification/signature.js';

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
const RESOLVED_STATES: ReadonlySet<string> = new Set(['6', '7', '8']);
const OPEN_STATES: ReadonlySet<string> = new Set(['1', '2', '3']);

/** The payload depends on the customer's business rule: a record as the body, in `result`, or several in `records`. */
export const servicenowWebhook: WebhookSource = {
  schemes: [SHARED_TOKEN, STANDARD_WEBHOOKS],
  map: mapEvent,
  eventName: ({ payload }) => textOf(objectOf(payload).operation),
  deliveryId: () => undefined,
};

function mapEvent(event: WebhookEvent): MappedEvent {
  const { result, records } = objectOf(event.payload);
  const listed = Array.isArray(records) ? records : [result ?? event.payload];
  const sent = event.settings.items === null ? listed : itemsOf(event.payload, event.settings);
  const issues = sent.flatMap((record): MappedIssue[] => issueOf(record, event));
  return issues.length === 0 ? ignored('not_a_record') : { kind: 'issues', issues };
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
  if (operation === 'delete')
    return [removedIssue({ externalId, nativeId: fields.nativeId, metadata: { operation } })];
  const merged = aliased === null ? fields : { ...fields, ...withoutAbsentFields(aliased.fields) };
  const status = stateStatus(
    aliased?.status ?? textOf(values.state) ?? textOf(values.incident_state),
    settings,
  );
  const transition = { status, evenIfStale: false, partial: merged.title === undefined };
  return [{ fields: { ...merged, externalId }, transition, creates: true }];
}

function withoutAbsentFields(fields: SourceFields): SourceFields {
  return metadataOf({ ...fields, metadata: undefined }) as unknown as SourceFields;
}

/** Reads a state number, its label, or both. */
function stateStatus(state: string | undefined, settings: ConnectorSettings): ReportedStatus {
  const [, number = '', label] = /^(\d*)[\s-]*(.*)$/s.exec(state?.trim() ?? '') ?? [];
  const configured = configuredStatus(settings, state, label, number);
  if (configured !== undefined) return configured;
  if (RESOLVED_STATES.has(number)) return 'resolved';
  const status = OPEN_STATES.has(number) ? 'open' : statusOfWord(label, settings);
  return withoutAcknowledgements(status, settings);
}

function fieldsOf(record: Readonly<Record<string, unknown>>, { settings }: WebhookEvent): SourceFields {
  const number = textOf(record.number);
  const sysId = textOf(record.sys_id);
  const priority = textOf(record.priority) ?? derivedPriority(record);
  const group = displayOf(record.assignment_group);
  return {
    externalId: number ?? sysId,
    nativeId: sysId !== undefined && SYS_ID.test(sysId) ? sysId : undefined,
    title: textOf(record.short_description),
    body: textOf(record.description),
    severity: severityOf(priority, settings, servicenow.severityNames),
    team: group !== undefined && !SYS_ID.test(group) ? group : undefined,
    assignee: assigneeOf(record.assigned_to),
    externalUrl: textOf(record.url) ?? recordUrl(record, sysId, settings.accountUrl),
    sourceCreatedAt: timestampFrom(settings.timezone, record.sys_created_on, record.opened_at),
    sourceUpdatedAt: timestampFrom(settings.timezone, record.sys_updated_on),
    metadata: metadataOf({
      number,
      sys_id: sysId,
      table: textOf(record.sys_class_name),
      operation: textOf(record.operation),
      state: textOf(record.state) ?? textOf(record.incident_state),
      priority: textOf(record.priority),
      impact: textOf(record.impact),
      urgency: textOf(record.urgency),
      category: textOf(record.category),
      assignment_group: group,
      assigned_to: displayOf(record.assigned_to),
      close_code: textOf(record.close_code),
      actor: textOf(record.sys_updated_by),
    }),
  };
}

/** The display value of a reference, which is a sys_id, a text, or an object with either. */
function displayOf(value: unknown): string | undefined {
  const { display_value, value: inner } = objectOf(value);
  return textOf(value) ?? textOf(display_value) ?? textOf(inner);
}

/** null for a record that is assigned to nobody. A bare sys_id names nobody to a reader. */
function assigneeOf(assigned: unknown): string | null | undefined {
  if (assigned === null || assigned === '') return null;
  const name = displayOf(assigned);
  return name !== undefined && !SYS_ID.test(name) ? name : undefined;
}

function derivedPriority(record: Readonly<Record<string, unknown>>): string | undefined {
  const [impact, urgency] = [record.impact, record.urgency].map((value) => Number(textOf(value)?.trim()[0]));
  return PRIORITY_BY_SUM[(impact ?? Number.NaN) + (urgency ?? Number.NaN)];
}

function recordUrl(
  record: Readonly<Record<string, unknown>>,
  sysId: string | undefined,
  accountUrl: string | null,
): string | undefined {
  if (accountUrl === null || sysId === undefined || !SYS_ID.test(sysId)) return undefined;
  const table = textOf(record.sys_class_name) ?? 'incident';
  return `${accountUrl}/nav_to.do?uri=${encodeURIComponent(table)}.do?sys_id=${sysId}`;
}
