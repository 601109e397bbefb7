import type { ReportedStatus } from '../domain/record.js';
import type { ConnectorSettings } from '../domain/rules/connector-settings.js';
import { isHttpUrl } from '../domain/rules/http-url.js';
import { foldName } from '../domain/rules/text.js';
import type { Severity } from '../domain/severity.js';
import { SEVERITIES } from '../domain/severity.js';
import { commonSeverity, levelSeverity } from './payload/common-severities.js';
import {
  clearableText,
  listOf,
  metadataOf,
  namedSeverity,
  namesOf,
  objectOf,
  textOf,
} from './payload/payload-readers.js';
import { type SourceRules, severityScale } from './payload/source-rules.js';
import { configuredStatus, withoutAcknowledgements } from './payload/statuses.js';
import { timestampFrom } from './payload/timestamps.js';
import {
  ignored,
  type MappedEvent,
  removed,
  type SourceFields,
  snapshot,
  type WebhookEvent,
  type WebhookSource,
} from './payload/webhook-source.js';
import { HUB_SIGNATURE_256, headerText } from './verification/signature.js';

const IN_REPOSITORY = /^[\w-]+\/[\w.-]+#\d+$/;
const NUMBER = /^#?\d+$/;
/** Current and older node ids; the older ones are base64. */
const NODE_ID = /^[A-Za-z0-9_=+/-]{8,}$/;

export const github: SourceRules = {
  externalIdForm: {
    text: 'a GitHub issue reference, number, node id or URL, such as `octo-org/octo-repo#42` or `42`',
    matches: (id) => IN_REPOSITORY.test(id) || NUMBER.test(id) || NODE_ID.test(id) || isHttpUrl(id),
  },
  // Common labels, and the severities of security alerts.
  severityNames: severityScale({
    p1: ['p0', 'p1', 'sev0', 'sev1', 'priority: critical', 'critical', 'urgent'],
    p2: ['p2', 'sev2', 'high'],
    p3: ['p3', 'medium', 'moderate'],
    p4: ['p4', 'low'],
  }),
};

const UPSERTS: ReadonlySet<string> = new Set([
  'opened',
  'edited',
  'closed',
  'reopened',
  'labeled',
  'unlabeled',
  'assigned',
  'unassigned',
  'milestoned',
  'demilestoned',
]);
const REMOVALS: ReadonlySet<string> = new Set(['deleted', 'transferred']);

/** Handles the events `ping` and `issues`. The event header is not signed, so the body must match the event too. */
export const githubWebhook: WebhookSource = {
  schemes: [HUB_SIGNATURE_256],
  map: mapEvent,
  eventName: (event) => {
    const action = textOf(objectOf(event.payload).action);
    return [eventOf(event), action].filter((part) => part !== undefined).join('.') || undefined;
  },
  deliveryId: ({ headers }) => headerText(headers, 'x-github-delivery'),
};

/** The event from the header. Proxies that forward payloads can drop the header, so the body decides then. */
function eventOf({ headers, payload }: WebhookEvent): string | undefined {
  const named = headerText(headers, 'x-github-event');
  if (named !== undefined) return named;
  const { zen, issue, comment } = objectOf(payload);
  if (zen !== undefined) return 'ping';
  return issue !== undefined && comment === undefined ? 'issues' : undefined;
}

function mapEvent(event: WebhookEvent): MappedEvent {
  const name = eventOf(event);
  if (name === 'ping') return ignored('ping');
  if (name !== 'issues') return ignored('event_not_supported');
  const { action, issue: sent, comment } = objectOf(event.payload);
  const issue = objectOf(sent);
  if (comment !== undefined || issue.number === undefined) return ignored('not_an_issue');
  if (issue.pull_request !== undefined && issue.pull_request !== null) return ignored('pull_request');
  if (typeof action !== 'string') return ignored('action_not_supported');
  if (REMOVALS.has(action))
    return removed({ externalId: externalIdOf(event), group: groupOf(event), metadata: { action } });
  if (!UPSERTS.has(action)) return ignored('action_not_supported');
  return snapshot(fieldsOf(event, action), statusOf(textOf(issue.state), action, event.settings));
}

function statusOf(state: string | undefined, action: string, settings: ConnectorSettings): ReportedStatus {
  const configured = configuredStatus(settings, state);
  if (configured !== undefined) return configured;
  if (action === 'closed' || state === 'closed') return 'resolved';
  if (action === 'reopened') return 'open';
  return state === 'open' ? withoutAcknowledgements('open', settings) : 'kept';
}

/** Contains the repository, because issue numbers are unique only within one. */
function externalIdOf({ payload }: WebhookEvent): string | undefined {
  const { repository, issue } = objectOf(payload);
  const name = textOf(objectOf(repository).full_name);
  const number = textOf(objectOf(issue).number);
  return name === undefined || number === undefined ? undefined : `${name}#${number}`;
}

/** The name of a repository can change, its number cannot. */
function groupOf({ payload }: WebhookEvent): SourceFields['group'] {
  const { id, full_name } = objectOf(objectOf(payload).repository);
  const [number, name] = [textOf(id), textOf(full_name)];
  return number === undefined || name === undefined ? undefined : { id: number, prefix: `${name}#` };
}

function fieldsOf(event: WebhookEvent, action: string): SourceFields {
  const { issue: sent, sender } = objectOf(event.payload);
  const issue = objectOf(sent);
  const labels = listOf(issue.labels).map((label) => textOf(objectOf(label).name) ?? textOf(label));
  return {
    externalId: externalIdOf(event),
    group: groupOf(event),
    title: textOf(issue.title),
    body: clearableText(issue.body),
    severity: labelledSeverity(event, labels, action),
    assignee: issue.assignee === null ? null : textOf(objectOf(issue.assignee).login),
    externalUrl: textOf(issue.html_url),
    sourceCreatedAt: timestampFrom(event.settings.timezone, issue.created_at),
    sourceUpdatedAt: timestampFrom(event.settings.timezone, issue.updated_at),
    metadata: metadataOf({
      event: 'issues',
      action,
      id: issue.id,
      node_id: issue.node_id,
      state: issue.state,
      state_reason: issue.state_reason,
      labels,
      assignees: namesOf(issue.assignees, 'login'),
      actor: objectOf(sender).login,
    }),
  };
}

/** The severity of the most urgent label. When the last severity label is removed, the severity is cleared. */
function labelledSeverity(
  event: WebhookEvent,
  labels: readonly (string | undefined)[],
  action: string,
): Severity | null | undefined {
  const found = labels.map((label) => labelSeverity(event, label));
  const severity = SEVERITIES.find((candidate) => found.includes(candidate));
  if (severity !== undefined || action !== 'unlabeled') return severity;
  const removed = textOf(objectOf(objectOf(event.payload).label).name);
  return labelSeverity(event, removed) === undefined ? undefined : null;
}

const LABEL_PREFIX = /^(?:priority|severity|prio|sev)\s*[:/]\s*/;

/**
 * Matches the full label first, then the label without a prefix such as `priority:`. Names in common use count only with a
 * prefix, because labels such as `error` or `info` usually are topics.
 */
function labelSeverity({ settings }: WebhookEvent, label: string | undefined): Severity | undefined {
  if (label === undefined) return undefined;
  const folded = foldName(label);
  const bare = folded.replace(LABEL_PREFIX, '');
  const scale = github.severityNames;
  const named = namedSeverity(folded, settings, scale) ?? namedSeverity(bare, settings, scale);
  return named ?? (bare === folded ? levelSeverity(folded) : commonSeverity(folded));
}
