import type { ReportedStatus } from '../domain/record.js';
import type { ConnectorSettings } from '../domain/rules/connector-settings.js';
import { fitsLength } from '../domain/rules/text.js';
import {
  type JsonObject,
  listOf,
  metadataOf,
  namesOf,
  objectOf,
  severityOf,
  textOf,
  valueAt,
} from './payload/payload-readers.js';
import { type SourceRules, severityScale } from './payload/source-rules.js';
import { configuredStatus } from './payload/statuses.js';
import { timestampFrom } from './payload/timestamps.js';
import {
  ignored,
  type MappedEvent,
  type SourceFields,
  snapshot,
  type WebhookEvent,
  type WebhookSource,
} from './payload/webhook-source.js';
import { headerText, hmacScheme } from './verification/signature.js';

const INCIDENT_ID = /^[A-Z0-9]{5,}$/;
const CONTROL = /\p{Cc}/u;
const DEDUP_KEY_CODE_POINTS = 255;

/** Deduplication keys are free text of up to 255 characters. */
function isDedupKey(id: string): boolean {
  return fitsLength(id, DEDUP_KEY_CODE_POINTS) && !CONTROL.test(id);
}

export const pagerduty: SourceRules = {
  externalIdForm: {
    text: 'a PagerDuty incident id or a deduplication key of at most 255 characters, such as `Q3B15VLMF3ASBD`',
    matches: (id) => INCIDENT_ID.test(id) || isDedupKey(id),
  },
  // Default names of priorities, and urgencies.
  severityNames: severityScale({ p1: ['p1'], p2: ['p2', 'high'], p3: ['p3', 'low'], p4: ['p4', 'p5'] }),
};

/** During a secret rotation the header contains one signature for each secret. Unknown versions are ignored. */
const SIGNATURE = hmacScheme({
  header: 'x-pagerduty-signature',
  encoding: 'hex',
  signaturesOf: (header) =>
    header.split(',').flatMap((part) => {
      const found = /^v1=([\da-fA-F]{64})$/.exec(part.trim());
      return found?.[1] === undefined ? [] : [found[1].toLowerCase()];
    }),
});

const EVENTS: ReadonlySet<string> = new Set([
  'incident.triggered',
  'incident.acknowledged',
  'incident.unacknowledged',
  'incident.delegated',
  'incident.escalated',
  'incident.reassigned',
  'incident.reopened',
  'incident.resolved',
  'incident.priority_updated',
  'incident.service_updated',
  'incident_type.changed',
  'incident.incident_type.changed',
]);

/** Handles V3 webhook subscriptions. V2 webhooks are not signed and fail verification. */
export const pagerdutyWebhook: WebhookSource = {
  schemes: [SIGNATURE],
  map: mapEvent,
  eventName: ({ payload }) => textOf(valueAt(payload, 'event.event_type')),
  deliveryId: ({ headers, payload }) =>
    headerText(headers, 'x-webhook-id') ?? textOf(valueAt(payload, 'event.id')),
};

function mapEvent(event: WebhookEvent): MappedEvent {
  const { event_type: type, data: sent } = objectOf(objectOf(event.payload).event);
  if (type === 'pagey.ping') return ignored('ping');
  const data = objectOf(sent);
  // In events about notes, responders and tasks, the id is not the incident's.
  if (data.type !== 'incident') return ignored('not_an_incident');
  if (typeof type !== 'string' || !EVENTS.has(type)) return ignored('event_not_supported');
  return snapshot(fieldsOf(event, type), statusOf(textOf(data.status), type, event.settings));
}

/** Events whose name is a status, for payloads without one. */
const STATUS_OF_EVENT: ReadonlyMap<string, ReportedStatus> = new Map([
  ['incident.triggered', 'open'],
  ['incident.acknowledged', 'acknowledged'],
  ['incident.unacknowledged', 'open'],
  ['incident.reopened', 'open'],
]);

function statusOf(status: string | undefined, type: string, settings: ConnectorSettings): ReportedStatus {
  const configured = configuredStatus(settings, status);
  if (configured !== undefined) return configured;
  if (type === 'incident.resolved' || status === 'resolved') return 'resolved';
  if (status === 'triggered') return 'open';
  return status === 'acknowledged' ? 'acknowledged' : (STATUS_OF_EVENT.get(type) ?? 'kept');
}

/** The first assignee; null for an incident that is assigned to nobody. */
function assigneeOf({ assignees }: JsonObject): string | null | undefined {
  if (!Array.isArray(assignees)) return undefined;
  return assignees.length === 0 ? null : textOf(objectOf(assignees[0]).summary);
}

function fieldsOf({ payload, settings }: WebhookEvent, type: string): SourceFields {
  const { data: sent, occurred_at, agent, id: eventId } = objectOf(objectOf(payload).event);
  const data = objectOf(sent);
  const priority = textOf(valueAt(data, 'priority.summary'));
  const bridge = objectOf(data.conference_bridge);
  // An incident that was merged into another one is resolved.
  const reason = objectOf(data.resolve_reason);
  const occurredAt = timestampFrom(settings.timezone, occurred_at);
  return {
    externalId: textOf(data.id),
    title: textOf(data.title),
    // Names of priorities are free text; the urgency replaces one whose level is not known.
    severity:
      severityOf(priority, settings, pagerduty.severityNames) ??
      severityOf(data.urgency, settings, pagerduty.severityNames),
    team: textOf(objectOf(listOf(data.teams)[0]).summary),
    assignee: assigneeOf(data),
    externalUrl: textOf(data.html_url),
    // Older payloads have no creation time; the time of the first event replaces it.
    sourceCreatedAt:
      timestampFrom(settings.timezone, data.created_at) ??
      (type === 'incident.triggered' ? occurredAt : undefined),
    sourceUpdatedAt: occurredAt,
    metadata: metadataOf({
      event: type,
      event_id: eventId,
      number: data.number,
      status: data.status,
      priority,
      urgency: data.urgency,
      service: valueAt(data, 'service.summary'),
      service_id: valueAt(data, 'service.id'),
      escalation_policy: valueAt(data, 'escalation_policy.summary'),
      incident_key: data.incident_key,
      teams: namesOf(data.teams, 'summary'),
      assignees: namesOf(data.assignees, 'summary'),
      conference_number: bridge.conference_number ?? undefined,
      conference_url: bridge.conference_url ?? undefined,
      resolve_reason: textOf(data.resolve_reason) ?? textOf(reason.type),
      merged_into: textOf(valueAt(reason, 'incident.id')),
      merged_into_url: textOf(valueAt(reason, 'incident.html_url')),
      actor: valueAt(agent, 'summary'),
    }),
  };
}
