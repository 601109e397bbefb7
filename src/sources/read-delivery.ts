import type { Transition } from '../domain/record.js';
import type { Source } from '../domain/source.js';
import { fitFields } from './payload/fit-fields.js';
import { textOf, valueAt } from './payload/payload-readers.js';
import type { MappedEvent, MappedIssue, SourceFields, WebhookEvent } from './payload/webhook-source.js';
import { webhookSource } from './registry.js';

/** A record from a delivery, and how it may change its issue. */
export interface IncomingIssue {
  /** Keys are GraphQL field names. */
  readonly record: Readonly<Record<string, unknown>>;
  readonly transition: Transition;
  /** Whether an unknown issue is created. */
  readonly creates: boolean;
  readonly group: SourceFields['group'];
}

/** The content of a delivery, ready to ingest. */
export type DeliveryContent =
  | {
      readonly kind: 'issues';
      readonly issues: readonly IncomingIssue[];
      /** What the payload contains and was left out, such as the names of fields in a form that cannot be read. */
      readonly unread: readonly string[];
    }
  | Exclude<MappedEvent, { readonly kind: 'issues' }>;

/**
 * Interprets a verified delivery. Never throws: for any payload the result is a list of valid records, a record in the
 * gateway's own format that still needs validation, or that there is nothing to do.
 */
export function readDelivery(source: Source, event: WebhookEvent): DeliveryContent {
  const mapped = webhookSource(source).map(event);
  if (mapped.kind !== 'issues') return mapped;
  const issues = mapped.issues.flatMap((issue) => fitIssue(issue, event));
  return issues.length === 0
    ? { kind: 'ignore', reason: 'no_identifier' }
    : { kind: 'issues', issues, unread: [...(mapped.leftOut ?? []), ...unreadFields(mapped.issues, issues)] };
}

/** Fields whose values senders and administrators can correct. */
const CHECKED = ['sourceCreatedAt', 'sourceUpdatedAt', 'externalUrl'] as const;

function unreadFields(mapped: readonly MappedIssue[], issues: readonly IncomingIssue[]): readonly string[] {
  if (mapped.length !== issues.length) return ['externalId'];
  return CHECKED.filter((field) =>
    issues.some(({ record }, i) => record[field] === undefined && mapped[i]?.fields[field] !== undefined),
  );
}

function fitIssue(issue: MappedIssue, event: WebhookEvent): IncomingIssue[] {
  const { transition, creates } = issue;
  const { group } = issue.fields;
  const team = creates ? teamOf(issue, event) : issue.fields.team;
  const record = fitFields(issue.fields, team, transition.partial);
  return record === null ? [] : [{ record, transition, creates, group }];
}

/** The connector's default team applies only to complete payloads: a partial one may omit the team of its issue. */
function teamOf(
  { fields, transition }: MappedIssue,
  { payload, settings }: WebhookEvent,
): SourceFields['team'] {
  const configured = settings.teamField === null ? undefined : textOf(valueAt(payload, settings.teamField));
  const named = configured ?? fields.team;
  return named === undefined && !transition.partial ? (settings.team ?? undefined) : named;
}
