import type { ReportedStatus } from '../domain/record.js';
import type { ConnectorSettings } from '../domain/rules/connector-settings.js';
import { documentText } from './payload/atlassian-document.js';
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
import { type SourceRules, severityScale } from './payload/source-rules.js';
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
  wholeOrPartial,
} from './payload/webhook-source.js';
import { SHARED_TOKEN } from './verification/shared-token.js';
import { HUB_SIGNATURE, headerText } from './verification/signature.js';

/** Covers Cloud and Data Center; administrators of Data Center can customise the key pattern. */
const KEY = /^[A-Za-z][A-Za-z0-9_]*-\d+$/;
const NUMERIC_ID = /^\d+$/;

export const jira: SourceRules = {
  externalIdForm: {
    text: 'a Jira issue key or id, such as `PLAT-123` or `10042`',
    matches: (id) => KEY.test(id) || NUMERIC_ID.test(id),
  },
  // Current and older default names; administrators can rename them.
  severityNames: severityScale({
    p1: ['highest', 'blocker'],
    p2: ['high', 'critical'],
    p3: ['medium', 'major'],
    p4: ['low', 'lowest', 'minor', 'trivial'],
  }),
};

/** Cloud and Data Center 10 or later sign; older servers and apps can only send a shared token. */
export const jiraWebhook: WebhookSource = {
  schemes: [HUB_SIGNATURE, SHARED_TOKEN],
  map: mapEvent,
  eventName: ({ payload }) => textOf(objectOf(payload).webhookEvent),
  deliveryId: ({ headers }) => headerText(headers, 'x-atlassian-webhook-identifier'),
};

function mapEvent(event: WebhookEvent): MappedEvent {
  const { webhookEvent, issue: sent, timestamp } = objectOf(event.payload);
  const issue = objectOf(sent);
  const externalId = textOf(issue.key);
  const sourceUpdatedAt = timestampFrom(event.settings.timezone, timestamp);
  if (webhookEvent === 'jira:issue_deleted')
    return removed({
      externalId,
      group: groupOf(issue),
      sourceUpdatedAt,
      metadata: { event: webhookEvent },
    });
  if (webhookEvent === undefined) return mapIssueData(event);
  if (webhookEvent !== 'jira:issue_created' && webhookEvent !== 'jira:issue_updated')
    return ignored('event_not_supported');
  const mapped = snapshot(fieldsOf(event, issue), statusOf(objectOf(issue.fields), event.settings));
  const former = formerKey(event.payload);
  if (former === undefined || former === externalId || mapped.kind !== 'issues') return mapped;
  // The issue continues under its new key, and the issue with the old key is resolved.
  return { ...mapped, issues: [...mapped.issues, removedIssue({ externalId: former, sourceUpdatedAt })] };
}

/**
 * Bodies that name no event: those of workflow post functions have an `issue`, those of automation rules are the issue itself,
 * and Jira Service Management also has a format for its requests.
 */
function mapIssueData(event: WebhookEvent): MappedEvent {
  const { payload, settings } = event;
  const { issue: sent, issueKey } = objectOf(payload);
  if (issueKey !== undefined) return wholeOrPartial(requestFields(event), requestStatus(payload, settings));
  const issue = objectOf(sent ?? payload);
  if (issue.key === undefined) return ignored('event_not_supported');
  return wholeOrPartial(fieldsOf(event, issue), statusOf(objectOf(issue.fields), settings));
}

/** Older servers do not send a status category. */
function statusOf(fields: JsonObject, settings: ConnectorSettings): ReportedStatus {
  const category = textOf(valueAt(fields, 'status.statusCategory.key'));
  const configured = configuredStatus(settings, textOf(valueAt(fields, 'status.name')), category);
  if (configured !== undefined) return configured;
  const hasResolution = typeof fields.resolution === 'object' && fields.resolution !== null;
  if (category === 'done' || hasResolution) return 'resolved';
  const isOpen = category !== undefined || fields.resolution === null;
  return isOpen ? withoutAcknowledgements('open', settings) : 'kept';
}

/** The previous key of an issue that was moved to another project. */
function formerKey(payload: unknown): string | undefined {
  const items = listOf(valueAt(payload, 'changelog.items')).map(objectOf);
  const move = items.find(({ field }) => field === 'Key');
  return move === undefined ? undefined : textOf(valueAt(move, 'fromString'));
}

function fieldsOf({ payload, settings }: WebhookEvent, issue: JsonObject): SourceFields {
  const { webhookEvent, issue_event_type_name, user, transition } = objectOf(payload);
  const fields = objectOf(issue.fields);
  const priority = valueAt(fields, 'priority.name');
  const { description } = fields;
  return {
    externalId: textOf(issue.key),
    group: groupOf(issue),
    title: textOf(fields.summary),
    body: richText(description),
    severity: severityOf(priority, settings, jira.severityNames),
    assignee: assigneeOf(fields.assignee),
    externalUrl: browseUrl(textOf(issue.self), textOf(issue.key), settings.accountUrl),
    sourceCreatedAt: timestampFrom(settings.timezone, fields.created),
    sourceUpdatedAt: timestampFrom(settings.timezone, fields.updated),
    metadata: metadataOf({
      event: webhookEvent,
      event_type: issue_event_type_name,
      transition: objectOf(transition).transitionName,
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

/** The key of a project can change, its id cannot. Ids are unique within a site only. */
function groupOf({ key, self, fields }: JsonObject): SourceFields['group'] {
  const project = textOf(valueAt(fields, 'project.id'));
  const [name, address] = [textOf(key), textOf(self)];
  const end = address?.indexOf('/rest/') ?? -1;
  if (project === undefined || name === undefined || address === undefined || end < 0) return undefined;
  return { id: `${address.slice(0, end)}/${project}`, prefix: name.slice(0, name.lastIndexOf('-') + 1) };
}

/** A text or an Atlassian document. */
function richText(value: unknown): string | null | undefined {
  return typeof value === 'object' && value !== null ? documentText(value) : clearableText(value);
}

/** A request of Jira Service Management: its fields are a list. */
function requestFields({ payload, settings }: WebhookEvent): SourceFields {
  const { issueId, issueKey, requestFieldValues, createdDate, currentStatus, reporter } = objectOf(payload);
  const fields = listOf(requestFieldValues).map(objectOf);
  const fieldValue = (id: string): unknown => fields.find(({ fieldId }) => fieldId === id)?.value;
  const priority = textOf(objectOf(fieldValue('priority')).name);
  const key = textOf(issueKey);
  return {
    externalId: key,
    title: textOf(fieldValue('summary')),
    body: richText(fieldValue('description')),
    severity: severityOf(priority, settings, jira.severityNames),
    externalUrl: browseUrl(textOf(valueAt(payload, '_links.jiraRest')), key, settings.accountUrl),
    sourceCreatedAt: timestampFrom(settings.timezone, objectOf(createdDate).iso8601),
    metadata: metadataOf({
      id: issueId,
      status: objectOf(currentStatus).status,
      priority,
      reporter: objectOf(reporter).displayName,
    }),
  };
}

function requestStatus(payload: unknown, settings: ConnectorSettings): ReportedStatus {
  const { status, statusCategory } = objectOf(valueAt(payload, 'currentStatus'));
  const category = textOf(statusCategory)?.toLowerCase();
  const configured = configuredStatus(settings, textOf(status), category);
  if (configured !== undefined) return configured;
  if (category === 'done') return 'resolved';
  return category === undefined ? 'kept' : withoutAcknowledgements('open', settings);
}

/** Cloud sends a display name, servers a user name too. */
function assigneeOf(assignee: unknown): string | null | undefined {
  if (assignee === null) return null;
  const { displayName, name } = objectOf(assignee);
  return textOf(displayName) ?? textOf(name);
}

/** The URL of an issue's page. Apps get an API address of their site, under which there are no pages. */
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
