import { documentText } from './payload/atlassian-document.js';
import {
  clearableText,
  instantOf,
  isoText,
  listOf,
  metadataOf,
  objectOf,
  severityOf,
  textOf,
  valueAt,
} from './payload/payload.js';
import { SHARED_TOKEN } from './payload/shared-token.js';
import { HUB, headerText } from './payload/signature.js';
import { type SourceRules, severityScale } from './payload/source-rules.js';
import {
  closed,
  closedIssue,
  ignored,
  type Mapped,
  type SourceFields,
  snapshot,
  type WebhookEvent,
  type WebhookSource,
} from './payload/webhook-source.js';

/** Keys as Cloud and Data Center make them, of which the latter lets administrators choose the pattern. */
const KEY = /^[A-Za-z][A-Za-z0-9_]*-\d+$/;
const NUMERIC_ID = /^\d+$/;

export const jira: SourceRules = {
  externalIdForm: {
    text: 'a Jira issue key or id, such as `PLAT-123` or `10042`',
    matches: (id) => KEY.test(id) || NUMERIC_ID.test(id),
  },
  // Both generations of default names; sites may rename them.
  severityNames: severityScale({
    p1: ['highest', 'blocker'],
    p2: ['high', 'critical'],
    p3: ['medium', 'major'],
    p4: ['low', 'lowest', 'minor', 'trivial'],
  }),
};

/** Signed by Cloud and by Data Center since 10; older servers and apps can only send a shared token. */
export const jiraWebhook: WebhookSource = {
  schemes: [HUB, SHARED_TOKEN],
  map: mapEvent,
  eventName: ({ payload }) => textOf(objectOf(payload).webhookEvent),
  deliveryId: ({ headers }) => headerText(headers, 'x-atlassian-webhook-identifier'),
};

function mapEvent(event: WebhookEvent): Mapped {
  const { webhookEvent, issue: sent, timestamp } = objectOf(event.payload);
  const issue = objectOf(sent);
  const externalId = textOf(issue.key);
  if (webhookEvent === 'jira:issue_deleted') {
    const sourceUpdatedAt = typeof timestamp === 'number' ? instantOf(timestamp) : undefined;
    return closed({ externalId, sourceUpdatedAt, metadata: { event: webhookEvent } });
  }
  if (webhookEvent !== 'jira:issue_created' && webhookEvent !== 'jira:issue_updated')
    return ignored('event_not_supported');
  const fields = objectOf(issue.fields);
  const mapped = snapshot(fieldsOf(event, webhookEvent), statusOf(fields));
  const former = formerKey(event.payload);
  if (former === undefined || former === externalId || mapped.kind !== 'issues') return mapped;
  // The issue goes on under its new key; what is known under the old one ends.
  return { ...mapped, issues: [...mapped.issues, closedIssue({ externalId: former })] };
}

/** Old servers have no status category. */
function statusOf(fields: Readonly<Record<string, unknown>>): 'open' | 'resolved' | 'kept' {
  const category = valueAt(fields, 'status.statusCategory.key');
  const hasResolution = typeof fields.resolution === 'object' && fields.resolution !== null;
  if (category === 'done' || hasResolution) return 'resolved';
  return category !== undefined || fields.resolution === null ? 'open' : 'kept';
}

/** A move to another project gives an issue a new key. */
function formerKey(payload: unknown): string | undefined {
  const items = listOf(valueAt(payload, 'changelog.items')).map(objectOf);
  const move = items.find(({ field }) => field === 'Key');
  return move === undefined ? undefined : textOf(valueAt(move, 'fromString'));
}

function fieldsOf({ payload, settings }: WebhookEvent, event: string): SourceFields {
  const { issue: sent, issue_event_type_name, user } = objectOf(payload);
  const issue = objectOf(sent);
  const fields = objectOf(issue.fields);
  const priority = valueAt(fields, 'priority.name');
  const { description } = fields;
  return {
    externalId: textOf(issue.key),
    title: textOf(fields.summary),
    body:
      typeof description === 'object' && description !== null
        ? documentText(description)
        : clearableText(description),
    severity: severityOf(priority, settings, jira.severityNames),
    externalUrl: browseUrl(textOf(issue.self), textOf(issue.key), settings.accountUrl),
    sourceCreatedAt: isoText(fields.created),
    sourceUpdatedAt: isoText(fields.updated),
    metadata: metadataOf({
      event,
      event_type: issue_event_type_name,
      id: issue.id,
      status: valueAt(fields, 'status.name'),
      priority,
      resolution: valueAt(fields, 'resolution.name'),
      type: valueAt(fields, 'issuetype.name'),
      project: valueAt(fields, 'project.key'),
      labels: fields.labels,
      components: listOf(fields.components).map((component) => objectOf(component).name),
      actor: valueAt(user, 'displayName') ?? valueAt(user, 'name'),
    }),
  };
}

/** The page of an issue. Apps see their site under an address that has no pages. */
function browseUrl(
  self: string | undefined,
  key: string | undefined,
  accountUrl: string | null,
): string | undefined {
  if (key === undefined) return undefined;
  if (accountUrl !== null) return `${accountUrl}/browse/${key}`;
  const at = self?.indexOf('/rest/') ?? -1;
  if (self === undefined || at < 0 || /^https?:\/\/api\.atlassian\.com\//i.test(self)) return undefined;
  return `${self.slice(0, at)}/browse/${key}`;
}
