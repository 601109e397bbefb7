import { fitsLength } from '../domain/rules/text.js';
import { isoText, listOf, metadataOf, objectOf, severityOf, textOf, valueAt } from './payload/payload.js';
import { headerText, hmacScheme } from './payload/signature.js';
import { type SourceRules, severityScale } from './payload/source-rules.js';
import {
  ignored,
  type Mapped,
  type SourceFields,
  snapshot,
  type WebhookEvent,
  type WebhookSource,
} from './payload/webhook-source.js';

const INCIDENT_ID = /^[A-Z0-9]{5,}$/;
const CONTROL = /\p{Cc}/u;
const DEDUP_KEY_CODE_POINTS = 255;

/** Deduplication keys are free text. */
function isDedupKey(id: string): boolean {
  return fitsLength(id, DEDUP_KEY_CODE_POINTS) && !CONTROL.test(id);
}

export const pagerduty: SourceRules = {
  externalIdForm: {
    text: 'a PagerDuty incident id or a deduplication key of at most 255 characters, such as `Q3B15VLMF3ASBD`',
    matches: (id) => INCIDENT_ID.test(id) || isDedupKey(id),
  },
  // Priorities by their default names, and urgencies.
  severityNames: severityScale({ p1: ['p1'], p2: ['p2', 'high'], p3: ['p3', 'low'], p4: ['p4', 'p5'] }),
};

/** While a secret is rotated PagerDuty signs with both; versions to come are passed over. */
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

/** V3 subscriptions. The older V2 body is not signed, so it never comes this far. */
export const pagerdutyWebhook: WebhookSource = {
  schemes: [SIGNATURE],
  map: mapEvent,
  eventName: ({ payload }) => textOf(valueAt(payload, 'event.event_type')),
  deliveryId: ({ headers, payload }) =>
    headerText(headers, 'x-webhook-id') ?? textOf(valueAt(payload, 'event.id')),
};

function mapEvent(event: WebhookEvent): Mapped {
  const { event_type: type, data: sent } = objectOf(objectOf(event.payload).event);
  if (type === 'pagey.ping') return ignored('ping');
  const data = objectOf(sent);
  // Of notes, responders and tasks the id is their own, not the incident's.
  if (data.type !== 'incident') return ignored('not_an_incident');
  if (typeof type !== 'string' || !EVENTS.has(type)) return ignored('event_not_supported');
  return snapshot(fieldsOf(event, type), statusOf(data.status, type));
}

function statusOf(status: unknown, type: string): 'open' | 'resolved' | 'kept' {
  if (type === 'incident.resolved' || status === 'resolved') return 'resolved';
  const isOpen = status === 'triggered' || status === 'acknowledged';
  return isOpen || type === 'incident.reopened' || type === 'incident.triggered' ? 'open' : 'kept';
}

function fieldsOf({ payload, settings }: WebhookEvent, type: string): SourceFields {
  const { data: sent, occurred_at, agent, id: eventId } = objectOf(objectOf(payload).event);
  const data = objectOf(sent);
  const priority = textOf(valueAt(data, 'priority.summary'));
  const occurredAt = isoText(occurred_at);
  return {
    externalId: textOf(data.id),
    title: textOf(data.title),
    severity: severityOf(priority ?? data.urgency, settings, pagerduty.severityNames),
    team: textOf(objectOf(listOf(data.teams)[0]).summary),
    externalUrl: textOf(data.html_url),
    // Old payloads do not say when an incident was created, but it begins with this event.
    sourceCreatedAt: isoText(data.created_at) ?? (type === 'incident.triggered' ? occurredAt : undefined),
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
      resolve_reason: data.resolve_reason === null ? undefined : textOf(data.resolve_reason),
      actor: valueAt(agent, 'summary'),
    }),
  };
}
