import type { ReportedStatus } from '../domain/record.js';
import type { ConnectorSettings } from '../domain/rules/connector-settings.js';
import { parseTimestamp } from '../domain/rules/rfc3339.js';
import { DEFAULT_SEVERITY } from '../domain/severity.js';
import { aliasedEvent } from './payload/aliased-event.js';
import {
  clearableName,
  clearableText,
  metadataOf,
  objectOf,
  severityOf,
  textOf,
  valueAt,
} from './payload/payload-readers.js';
import { type SourceRules, severityScale } from './payload/source-rules.js';
import { statusOfWord, withoutAcknowledgements } from './payload/statuses.js';
import { timestampFrom } from './payload/timestamps.js';
import {
  ignored,
  type MappedEvent,
  removed,
  type SourceFields,
  snapshot,
  type WebhookEvent,
  type WebhookSource,
  wholeOrPartial,
} from './payload/webhook-source.js';
import { headerText, hmacScheme } from './verification/signature.js';

const TICKET_ID = /^\d+$/;

export const zendesk: SourceRules = {
  externalIdForm: {
    text: 'a Zendesk ticket id, such as `35436`',
    matches: (id) => TICKET_ID.test(id),
  },
  severityNames: severityScale({ p1: ['urgent'], p2: ['high'], p3: ['normal'], p4: ['low'] }),
};

const TIMESTAMP = 'x-zendesk-webhook-signature-timestamp';

/** The signed content is the timestamp immediately followed by the body. */
const SIGNATURE = hmacScheme({
  header: 'x-zendesk-webhook-signature',
  encoding: 'base64',
  signaturesOf: (header) => [header],
  prefixOf: (headers) => headerText(headers, TIMESTAMP) ?? null,
  timeOf: ({ headers }) => parseTimestamp(headerText(headers, TIMESTAMP) ?? ''),
  // Two triggers can send the same body at different times.
  identityOf: ({ headers, body }) => [headerText(headers, TIMESTAMP) ?? '', body],
});

const TICKET_EVENT = 'zen:event-type:ticket.';
const REMOVALS: ReadonlySet<string> = new Set(['soft_deleted', 'permanently_deleted', 'marked_as_spam']);

/** Handles event subscriptions, and triggers that use the documented template or the connector's field aliases. */
export const zendeskWebhook: WebhookSource = {
  schemes: [SIGNATURE],
  map: mapEvent,
  eventName: ({ payload }) => textOf(objectOf(payload).type),
  deliveryId: ({ headers, payload }) =>
    headerText(headers, 'x-zendesk-webhook-invocation-id') ?? textOf(objectOf(payload).id),
  // A retry of an event is signed with a new timestamp, but its body contains the same event id.
  identity: (payload, body) =>
    isEvent(payload) && textOf(objectOf(payload).id) !== undefined ? [body] : undefined,
};

function isEvent(payload: unknown): boolean {
  return textOf(objectOf(payload).type)?.startsWith('zen:event-type:') === true;
}

function mapEvent(event: WebhookEvent): MappedEvent {
  const { type, detail, time } = objectOf(event.payload);
  if (!isEvent(event.payload)) return mapTrigger(event);
  const name = String(type);
  if (!name.startsWith(TICKET_EVENT)) return ignored('event_not_supported');
  const action = name.slice(TICKET_EVENT.length);
  if (REMOVALS.has(action)) {
    const { externalId } = detailFields(event, name);
    const sourceUpdatedAt = timestampFrom(event.settings.timezone, time, objectOf(detail).updated_at);
    return removed({ externalId, sourceUpdatedAt, metadata: { event: name } });
  }
  return snapshot(detailFields(event, name), statusOf(objectOf(detail).status, event.settings));
}

function statusOf(status: unknown, settings: ConnectorSettings): ReportedStatus {
  return withoutAcknowledgements(statusOfWord(textOf(status), settings), settings);
}

function detailFields({ payload, settings }: WebhookEvent, event: string): SourceFields {
  const { detail: sent, id: eventId, account_id } = objectOf(payload);
  const detail = objectOf(sent);
  const externalId = textOf(detail.id);
  const { priority } = detail;
  return {
    externalId,
    title: textOf(detail.subject),
    body: clearableText(detail.description),
    // Zendesk treats a ticket without a priority as normal.
    severity: priority === null ? DEFAULT_SEVERITY : severityOf(priority, settings, zendesk.severityNames),
    externalUrl:
      settings.accountUrl === null || externalId === undefined
        ? undefined
        : `${settings.accountUrl}/agent/tickets/${externalId}`,
    sourceCreatedAt: timestampFrom(settings.timezone, detail.created_at),
    sourceUpdatedAt: timestampFrom(settings.timezone, detail.updated_at),
    metadata: metadataOf({
      event,
      event_id: eventId,
      account_id,
      external_id: detail.external_id,
      status: detail.status,
      priority,
      type: detail.type,
      group_id: detail.group_id,
      assignee_id: detail.assignee_id,
      requester_id: detail.requester_id,
      organization_id: detail.organization_id,
      tags: detail.tags,
      actor_id: detail.actor_id,
    }),
  };
}

/** A trigger's body is written by an administrator and contains display texts only. */
function mapTrigger(event: WebhookEvent): MappedEvent {
  const { payload, settings } = event;
  const reported = (status: ReportedStatus) => withoutAcknowledgements(status, settings);
  const aliased = aliasedEvent(event, zendesk.severityNames, reported);
  if (aliased !== null) return aliased;
  const ticket = objectOf(valueAt(payload, 'ticket'));
  const externalId = textOf(ticket.id);
  if (externalId === undefined) return ignored('not_the_template');
  return wholeOrPartial(
    {
      externalId,
      title: textOf(ticket.subject),
      body: textOf(ticket.description),
      severity: severityOf(ticket.priority, settings, zendesk.severityNames),
      team: textOf(ticket.team),
      assignee: clearableName(ticket.assignee),
      externalUrl: textOf(ticket.url),
      sourceCreatedAt: timestampFrom(settings.timezone, ticket.created_at),
      sourceUpdatedAt: timestampFrom(settings.timezone, ticket.updated_at),
      metadata: metadataOf({ status: ticket.status, priority: ticket.priority }),
    },
    statusOf(ticket.status, settings),
  );
}
