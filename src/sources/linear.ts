import type { ReportedStatus } from '../domain/record.js';
import type { ConnectorSettings } from '../domain/rules/connector-settings.js';
import {
  clearableText,
  type JsonObject,
  listOf,
  metadataOf,
  objectOf,
  severityOf,
  textOf,
  valueAt,
} from './payload/payload-readers.js';
import { isUuid, type SourceRules, severityScale } from './payload/source-rules.js';
import { configuredStatus, withoutAcknowledgements } from './payload/statuses.js';
import { timestampFrom } from './payload/timestamps.js';
import {
  ignored,
  type MappedEvent,
  removed,
  removedIssue,
  type SourceFields,
  snapshot,
  type WebhookEvent,
  type WebhookSource,
} from './payload/webhook-source.js';
import { headerText, hmacScheme, plainHex, type SignedRequest } from './verification/signature.js';

const IDENTIFIER = /^[A-Za-z][A-Za-z0-9]*-\d+$/;

export const linear: SourceRules = {
  externalIdForm: {
    text: 'a Linear issue identifier or UUID, such as `ENG-123`',
    matches: (id) => IDENTIFIER.test(id) || isUuid(id),
  },
  // Priorities by label and by number.
  severityNames: severityScale({
    p1: ['urgent', '1'],
    p2: ['high', '2'],
    p3: ['medium', '3', 'none', 'no priority', '0'],
    p4: ['low', '4'],
  }),
};

/** Linear repeats a failed delivery unchanged after 1 minute, 1 hour and 6 hours. The body's digest prevents replays. */
const RETRY_WINDOW_MS = 7 * 3_600_000;

/** Uses the timestamp in the body, because the timestamp header is not signed. */
const SIGNATURE = hmacScheme({
  header: 'linear-signature',
  encoding: 'hex',
  signaturesOf: plainHex,
  timeOf: signedTime,
  toleranceMs: RETRY_WINDOW_MS,
});

function signedTime({ body }: SignedRequest): number {
  try {
    const { webhookTimestamp } = objectOf(JSON.parse(body.toString('utf8')));
    return Number.isSafeInteger(webhookTimestamp) ? (webhookTimestamp as number) : Number.NaN;
  } catch {
    return Number.NaN;
  }
}

export const linearWebhook: WebhookSource = {
  schemes: [SIGNATURE],
  map: mapEvent,
  eventName: ({ payload }) => {
    const { type, action } = objectOf(payload);
    return [textOf(type), textOf(action)].filter((part) => part !== undefined).join('.') || undefined;
  },
  deliveryId: ({ headers }) => headerText(headers, 'linear-delivery'),
};

function mapEvent(event: WebhookEvent): MappedEvent {
  const { type, action, createdAt, data } = objectOf(event.payload);
  if (type !== 'Issue') return ignored('event_not_supported');
  const sourceUpdatedAt = timestampFrom(event.settings.timezone, createdAt);
  if (action === 'remove')
    return removed({
      externalId: identifierOf(data),
      sourceUpdatedAt,
      metadata: { action },
    });
  if (action !== 'create' && action !== 'update') return ignored('action_not_supported');
  const mapped = snapshot(fieldsOf(event, action), statusOf(data, event.settings));
  // An issue that moved to another team continues under its new identifier.
  const former = listOf(objectOf(data).previousIdentifiers)
    .map(textOf)
    .filter((identifier) => identifier !== undefined && identifier !== identifierOf(data));
  if (former.length === 0 || mapped.kind !== 'issues') return mapped;
  const moved = former.map((externalId) => removedIssue({ externalId, sourceUpdatedAt }));
  return { ...mapped, issues: [...mapped.issues, ...moved] };
}

function statusOf(data: unknown, settings: ConnectorSettings): ReportedStatus {
  const type = textOf(valueAt(data, 'state.type'));
  const configured = configuredStatus(settings, textOf(valueAt(data, 'state.name')), type);
  if (configured !== undefined) return configured;
  if (type === 'completed' || type === 'canceled' || type === 'duplicate') return 'resolved';
  return type === undefined ? 'kept' : withoutAcknowledgements('open', settings);
}

/** The identifier; older payloads contain only its parts. */
function identifierOf(data: unknown): string | undefined {
  const identifier = textOf(valueAt(data, 'identifier'));
  if (identifier !== undefined) return identifier;
  const key = textOf(valueAt(data, 'team.key'));
  const number = textOf(valueAt(data, 'number'));
  return key === undefined || number === undefined ? undefined : `${key}-${number}`;
}

/** Linear omits the assignee from the payload of an unassigned issue. Older payloads contain only the assignee's id. */
function assigneeOf(data: JsonObject): string | null | undefined {
  const name = textOf(objectOf(data.assignee).name);
  return name ?? (textOf(data.assigneeId) === undefined ? null : undefined);
}

function fieldsOf({ payload, settings }: WebhookEvent, action: string): SourceFields {
  const { data: sent, url, actor, organizationId } = objectOf(payload);
  const data = objectOf(sent);
  return {
    externalId: identifierOf(data),
    title: textOf(data.title),
    // Linear omits an empty description from an otherwise complete payload.
    body: clearableText(data.description ?? null),
    severity: severityOf(data.priority, settings, linear.severityNames),
    team: textOf(valueAt(data, 'team.name')),
    assignee: assigneeOf(data),
    externalUrl: textOf(data.url) ?? textOf(url),
    sourceCreatedAt: timestampFrom(settings.timezone, data.createdAt),
    sourceUpdatedAt: timestampFrom(settings.timezone, data.updatedAt),
    metadata: metadataOf({
      action,
      id: data.id,
      state: valueAt(data, 'state.name'),
      state_type: valueAt(data, 'state.type'),
      priority: data.priority,
      priority_label: data.priorityLabel,
      labels: listOf(data.labels).map((label) => objectOf(label).name),
      organization_id: organizationId,
      actor: valueAt(actor, 'name'),
    }),
  };
}
