import type { ReportedStatus } from '../domain/record.js';
import { groupingKeyIn } from './payload/grouping-key.js';
import {
  clearableName,
  listOf,
  metadataOf,
  objectOf,
  severityOf,
  textOf,
} from './payload/payload-readers.js';
import { type SourceRules, severityScale } from './payload/source-rules.js';
import { configuredStatus } from './payload/statuses.js';
import { timestampFrom } from './payload/timestamps.js';
import {
  ignored,
  type MappedEvent,
  partial,
  removed,
  resolved,
  type SourceFields,
  snapshot,
  type WebhookEvent,
  type WebhookSource,
} from './payload/webhook-source.js';
import { SHARED_TOKEN } from './verification/shared-token.js';

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

/** Actions that change an open alert. */
const UPDATES: ReadonlySet<string> = new Set([
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

/** Opsgenie does not sign. Only the first payload contains the complete alert, and no payload contains its status. */
export const opsgenieWebhook: WebhookSource = {
  schemes: [SHARED_TOKEN],
  map: mapEvent,
  eventName: ({ payload }) => textOf(objectOf(payload).action),
  deliveryId: () => undefined,
};

function mapEvent(event: WebhookEvent): MappedEvent {
  const { action, alert } = objectOf(event.payload);
  if (typeof action !== 'string') return ignored('action_not_supported');
  if (alert === undefined) return ignored('not_an_alert');
  if (action === 'Delete') {
    const { externalId, sourceUpdatedAt, metadata } = fieldsOf(event, action);
    return removed({ externalId, sourceUpdatedAt, metadata });
  }
  // A closed alert never reopens; a new occurrence gets a new id.
  if (action === 'Close') return resolved(fieldsOf(event, action));
  const status = configuredStatus(event.settings, action) ?? statusOf(action);
  if (action === 'Create') return snapshot(fieldsOf(event, action), status);
  return UPDATES.has(action) ? partial(fieldsOf(event, action), status) : ignored('action_not_supported');
}

function statusOf(action: string): ReportedStatus {
  if (action === 'Acknowledge') return 'acknowledged';
  return action === 'UnAcknowledge' ? 'open' : 'kept';
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
    assignee: clearableName(alert.owner),
    externalUrl:
      settings.accountUrl === null || externalId === undefined
        ? undefined
        : `${settings.accountUrl}/alert/detail/${encodeURIComponent(externalId)}/details`,
    sourceCreatedAt: timestampFrom(settings.timezone, alert.createdAt),
    sourceUpdatedAt: timestampFrom(settings.timezone, alert.updatedAt),
    groupingKey: groupingKeyIn(objectOf(alert.details)),
    metadata: metadataOf({
      action,
      tiny_id: alert.tinyId,
      alias: alert.alias,
      priority: alert.priority,
      tags: alert.tags,
      entity: textOf(alert.entity),
      owner: textOf(alert.owner),
      ...detailsOf(alert.details),
      source: textOf(alert.source) ?? objectOf(source).name,
      integration: integrationName,
      actor: alert.username,
    }),
  };
}

/** The sender's own keys, prefixed, so that they do not replace others. */
function detailsOf(details: unknown): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(objectOf(details)).map(([key, value]) => [`details.${key}`, textOf(value)]),
  );
}

function teamOf(alert: Readonly<Record<string, unknown>>): string | undefined {
  const responders = listOf(alert.responders).map(objectOf);
  const team = responders.find(({ type, name }) => type === 'team' && textOf(name) !== undefined);
  return textOf(alert.team) ?? textOf(team?.name);
}
