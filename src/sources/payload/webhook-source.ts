import type { IncomingHttpHeaders } from 'node:http';
import type { ReportedStatus, Transition } from '../../domain/record.js';
import type { ConnectorSettings } from '../../domain/rules/connector-settings.js';
import type { SignatureScheme } from '../verification/signature.js';

/** A delivery after verification and parsing. */
export interface WebhookEvent {
  /** Not signed: headers may select how the payload is read, but must not supply data. */
  readonly headers: IncomingHttpHeaders;
  /** Any JSON value. */
  readonly payload: unknown;
  readonly settings: ConnectorSettings;
}

/**
 * The fields of one issue in a payload, before `fitFields`. `undefined` keeps the stored value and `null` clears it.
 * Texts can be too long or blank, URLs can be invalid. Timestamps are RFC 3339.
 */
export interface SourceFields {
  readonly externalId: string | undefined;
  /** The repository or project whose name the external id begins with. The name can change, its `id` cannot. */
  readonly group?: { readonly id: string; readonly prefix: string } | undefined;
  readonly title?: string | undefined;
  readonly body?: string | null | undefined;
  readonly severity?: string | null | undefined;
  readonly team?: string | null | undefined;
  readonly assignee?: string | null | undefined;
  readonly externalUrl?: string | undefined;
  readonly sourceCreatedAt?: string | undefined;
  readonly sourceUpdatedAt?: string | undefined;
  /**
   * What the alert is, in the words of its tool: the name or id of its rule, monitor, alarm or job, the same for every host and
   * every occurrence. Stored as `metadata.fingerprint`, which decides the pattern before the title, unless the sender set one.
   */
  readonly groupingKey?: string | undefined;
  /** The source's original values, so that a mapping can be corrected later. */
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
}

/** A change of one issue. */
export interface MappedIssue {
  readonly fields: SourceFields;
  readonly transition: Transition;
  /** Whether an unknown issue is created. */
  readonly creates: boolean;
}

/** The result of mapping a payload. */
export type MappedEvent =
  | {
      readonly kind: 'issues';
      readonly issues: readonly MappedIssue[];
      /** What the payload contains and the mapping left out, for the log. */
      readonly leftOut?: readonly string[];
    }
  /** Records in the gateway's own format, validated like any push. At least one. */
  | { readonly kind: 'records'; readonly records: readonly unknown[] }
  /** The sender can correct the payload. `problem` says how, and never repeats a value. */
  | { readonly kind: 'invalid'; readonly problem: string }
  /** The event does not concern an issue. `reason` is a code for the delivery log, such as `ping`. */
  | { readonly kind: 'ignore'; readonly reason: string }
  /** The source expects this JSON in the response. */
  | { readonly kind: 'answer'; readonly answer: Readonly<Record<string, unknown>> };

/** The webhook format of one source. All functions are pure and accept any JSON. */
export interface WebhookSource {
  /** Accepted signature schemes; the first one is the default. */
  readonly schemes: readonly [SignatureScheme, ...SignatureScheme[]];
  map(event: WebhookEvent): MappedEvent;
  /** Whether payloads are mapped, and not records in the gateway's own format, whose numbers stay numbers. */
  isMapped?(settings: ConnectorSettings): boolean;
  /** The source's name of the event, for the delivery log. */
  eventName(event: WebhookEvent): string | undefined;
  /** The source's id of the delivery, for the delivery log. It is rarely signed, so nothing relies on it. */
  deliveryId(event: WebhookEvent): string | undefined;
  /**
   * Identifies a delivery if the signed content differs between retries. Must contain signed values only.
   */
  identity?(payload: unknown, body: Buffer): readonly (string | Buffer)[] | undefined;
}

/** A complete issue. `status` is `kept` if the payload does not contain a status. */
export function snapshot(fields: SourceFields, status: ReportedStatus): MappedEvent {
  return { kind: 'issues', issues: [issue(fields, { status, evenIfStale: false, partial: false })] };
}

/** Some fields of an issue. */
export function partial(fields: SourceFields, status: ReportedStatus): MappedEvent {
  return { kind: 'issues', issues: [issue(fields, { status, evenIfStale: false, partial: true })] };
}

/** A payload designed by the customer: complete if it has a title, otherwise partial. */
export function wholeOrPartial(fields: SourceFields, status: ReportedStatus): MappedEvent {
  return { kind: 'issues', issues: [wholeOrPartialIssue(fields, status)] };
}

export function wholeOrPartialIssue(fields: SourceFields, status: ReportedStatus): MappedIssue {
  return issue(fields, { status, evenIfStale: false, partial: fields.title === undefined });
}

/** Resolves an issue, even if the delivery is late. The payload contains only some fields. */
export function resolved(fields: SourceFields): MappedEvent {
  return {
    kind: 'issues',
    issues: [issue(fields, { status: 'resolved', evenIfStale: true, partial: true })],
  };
}

/** The issue was removed from its source: a known issue is resolved, an unknown one is not created. */
export function removed(fields: SourceFields): MappedEvent {
  return { kind: 'issues', issues: [removedIssue(fields)] };
}

export function removedIssue(fields: SourceFields): MappedIssue {
  const transition = { status: 'resolved', evenIfStale: true, partial: true } as const;
  return { fields, transition, creates: false };
}

export function ignored(reason: string): MappedEvent {
  return { kind: 'ignore', reason };
}

function issue(fields: SourceFields, transition: Transition): MappedIssue {
  return { fields, transition, creates: true };
}
