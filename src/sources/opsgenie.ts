import { instantOf, isoText, listOf, metadataOf, objectOf, severityOf, textOf } from './payload/payload.js';
import { SHARED_TOKEN } from './payload/shared-token.js';
import { type SourceRules, severityScale } from './payload/source-rules.js';
import {
  closed,
  ignored,
  type Mapped,
  partial,
  resolved,
  type SourceFields,
  snapshot,
  type WebhookEvent,
  type WebhookSource,
} from './payload/webhook-source.js';

export const opsgenie: SourceRules = {
  // Alert ids and tiny ids have forms, but an alias is free text as long as an external id may be.
  externalIdForm: {
    text: 'an Opsgenie alert id, tiny id or alias, such as `23`',
    matches: () => true,
  },
  severityNames: severityScale({
    p1: ['p1', '1'],
    p2: ['p2', '2'],
    p3: ['p3', '3'],
    p4: ['p4', '4', 'p5', '5'],
  }),
};

/** Names of actions that change an alert or tell of one that is open. */
const REFRESHES: ReadonlySet<string> = new Set([
  'Acknowledge',
  'UnAcknowledge',
  'Escalate',
  'EscalateNext',
  'EscalateToNext',
  'AddTeam',
  'AddRecipient',
  'AddResponder',
  'AddTags',
  'RemoveTags',
  'AddDetails',
  'RemoveDetails',
  'TakeOwnership',
  'AssignOwnership',
  'Assign',
  'UnAssign',
  'UpdatePriority',
  'UpdateMessage',
  'UpdateDescription',
  'Snooze',
  'SnoozeEnded',
  'Unsnooze',
]);

/** Nothing is signed. Payloads but the first hold a part of the alert only, and none says whether it is open. */
export const opsgenieWebhook: WebhookSource = {
  schemes: [SHARED_TOKEN],
  map: mapEvent,
  eventName: ({ payload }) => textOf(objectOf(payload).action),
  deliveryId: () => undefined,
};

function mapEvent(event: WebhookEvent): Mapped {
  const { action, alert } = objectOf(event.payload);
  if (typeof action !== 'string') return ignored('action_not_supported');
  if (alert === undefined) return ignored('not_an_alert');
  if (action === 'Delete') {
    const { externalId, sourceUpdatedAt, metadata } = fieldsOf(event, action);
    return closed({ externalId, sourceUpdatedAt, metadata });
  }
  // An alert that was closed never opens again: the next one has a new id.
  if (action === 'Close') return resolved(fieldsOf(event, action));
  if (action === 'Create') return snapshot(fieldsOf(event, action), 'kept');
  return REFRESHES.has(action) ? partial(fieldsOf(event, action), 'kept') : ignored('action_not_supported');
}

function fieldsOf({ payload, settings }: WebhookEvent, action: string): SourceFields {
  const { alert: sent, source, integrationName } = objectOf(payload);
  const alert = objectOf(sent);
  const externalId = textOf(alert.alertId);
  return {
    externalId,
    title: textOf(alert.message),
    body: textOf(alert.description),
    severity: severityOf(alert.priority, settings, opsgenie.severityNames),
    team: teamOf(alert),
    externalUrl:
      settings.accountUrl === null || externalId === undefined
        ? undefined
        : `${settings.accountUrl}/alert/detail/${encodeURIComponent(externalId)}/details`,
    sourceCreatedAt: alertInstant(alert.createdAt),
    sourceUpdatedAt: alertInstant(alert.updatedAt),
    metadata: metadataOf({
      action,
      tiny_id: alert.tinyId,
      alias: alert.alias,
      priority: alert.priority,
      tags: alert.tags,
      entity: textOf(alert.entity),
      source: textOf(alert.source) ?? objectOf(source).name,
      integration: integrationName,
      actor: alert.username,
    }),
  };
}

function teamOf(alert: Readonly<Record<string, unknown>>): string | undefined {
  const responders = listOf(alert.responders).map(objectOf);
  const team = responders.find(({ type, name }) => type === 'team' && textOf(name) !== undefined);
  return textOf(alert.team) ?? textOf(team?.name);
}

/** Milliseconds, or nanoseconds, which are told apart by their size: numbers, texts of digits, or dates. */
function alertInstant(value: unknown): string | undefined {
  const text = textOf(value);
  if (text === undefined) return undefined;
  if (!/^\d+(?:\.\d+)?(?:e\+?\d+)?$/i.test(text)) return isoText(text);
  const number = Number(text);
  return instantOf(Math.floor(number > NANOSECONDS_FROM ? number / 1e6 : number));
}

/** As milliseconds that is the year 5138, as nanoseconds a day in 1970. */
const NANOSECONDS_FROM = 1e14;
