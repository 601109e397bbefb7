import type { IncomingHttpHeaders } from 'node:http';
import type { Transition } from '../../domain/record.js';
import type { ConnectorSettings } from '../../domain/rules/connector-settings.js';
import type { SignatureScheme } from './signature.js';

/** A verified delivery, parsed. */
export interface WebhookEvent {
  /** Not covered by signatures: they may choose how a payload is read, never what it says. */
  readonly headers: IncomingHttpHeaders;
  /** Any JSON value. */
  readonly payload: unknown;
  readonly settings: ConnectorSettings;
}

/**
 * What a payload says of one issue, before it is made to fit. `undefined` keeps what is stored and `null` clears it.
 * Texts may be too long or blank, addresses may be none, instants are RFC 3339.
 */
export interface SourceFields {
  readonly externalId: string | undefined;
  readonly title?: string | undefined;
  readonly body?: string | null | undefined;
  readonly severity?: string | null | undefined;
  readonly team?: string | null | undefined;
  readonly externalUrl?: string | undefined;
  readonly sourceCreatedAt?: string | undefined;
  readonly sourceUpdatedAt?: string | undefined;
  /** The source's own values, so that a mapping can be corrected later. */
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
}

/** What is to become of one issue. */
export interface MappedIssue {
  readonly fields: SourceFields;
  readonly transition: Transition;
  /** Whether an issue that is not known yet is made. */
  readonly creates: boolean;
}

/** What a delivery means. */
export type Mapped =
  | { readonly kind: 'issues'; readonly issues: readonly MappedIssue[] }
  /** A record that its sender wrote for us, judged like any push; `transition` when it says what the status is. */
  | {
      readonly kind: 'record';
      readonly record: Readonly<Record<string, unknown>>;
      readonly transition: Transition | undefined;
    }
  /** Concerns no issue. `reason` is one word for the log, such as `ping`. */
  | { readonly kind: 'ignore'; readonly reason: string }
  /** Asks for an answer, which is this JSON. */
  | { readonly kind: 'answer'; readonly answer: Readonly<Record<string, unknown>> };

/** How one source sends webhooks. All functions are pure and take any JSON. */
export interface WebhookSource {
  /** How it proves where a delivery comes from; the first one is the usual one. */
  readonly schemes: readonly [SignatureScheme, ...SignatureScheme[]];
  map(event: WebhookEvent): Mapped;
  /** What the source calls the event, for the log. */
  eventName(event: WebhookEvent): string | undefined;
  /** The source's own name for the delivery, for the log: it is seldom signed. */
  deliveryId(event: WebhookEvent): string | undefined;
  /**
   * What makes a delivery the same as another, when that is less than what was signed: a retry may be signed anew.
   * Only signed things may enter.
   */
  identity?(payload: unknown, body: Buffer): readonly (string | Buffer)[] | undefined;
}

/** A snapshot of an issue, whose payload says whether it is open; `kept` when it does not. */
export function snapshot(fields: SourceFields, status: Transition['status']): Mapped {
  return { kind: 'issues', issues: [issue(fields, { status, evenIfStale: false, partial: false })] };
}

/** A payload that holds only a part of the issue. */
export function partial(fields: SourceFields, status: Transition['status']): Mapped {
  return { kind: 'issues', issues: [issue(fields, { status, evenIfStale: false, partial: true })] };
}

/** What a customer put together. With a title it is taken as whole, without one as a part. */
export function composed(fields: SourceFields, status: Transition['status']): Mapped {
  return fields.title === undefined ? partial(fields, status) : snapshot(fields, status);
}

/** The end of an issue in a payload that holds a part of it. It stands, also when it comes late. */
export function resolved(fields: SourceFields): Mapped {
  return {
    kind: 'issues',
    issues: [issue(fields, { status: 'resolved', evenIfStale: true, partial: true })],
  };
}

/** The issue is gone from its source: a known one is resolved, an unknown one is not made. */
export function closed(fields: SourceFields): Mapped {
  return { kind: 'issues', issues: [closedIssue(fields)] };
}

export function closedIssue(fields: SourceFields): MappedIssue {
  const transition = { status: 'resolved', evenIfStale: true, partial: true } as const;
  return { fields, transition, creates: false };
}

export function ignored(reason: string): Mapped {
  return { kind: 'ignore', reason };
}

function issue(fields: SourceFields, transition: Transition): MappedIssue {
  return { fields, transition, creates: true };
}
