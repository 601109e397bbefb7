import type { Transition } from '../domain/record.js';
import { SOURCES, type Source } from '../domain/source.js';
import { fitFields } from './payload/fit-fields.js';
import { textOf, valueAt } from './payload/payload.js';
import {
  CAUSELOOP,
  HUB_SHA256,
  type Proof,
  type SignatureScheme,
  type SignedRequest,
} from './payload/signature.js';
import type { Mapped, MappedIssue, SourceFields, WebhookEvent } from './payload/webhook-source.js';
import { webhookSource } from './registry.js';

/** One record on its way into the gateway, and what it may do to an issue. */
export interface ReadIssue {
  /** Fields by their names in GraphQL. */
  readonly record: Readonly<Record<string, unknown>>;
  readonly transition: Transition;
  /** Whether an issue that is not known yet is made. */
  readonly creates: boolean;
}

/** What a delivery means, fit to be ingested. */
export type Reading =
  | { readonly kind: 'issues'; readonly issues: readonly ReadIssue[] }
  | Exclude<Mapped, { readonly kind: 'issues' }>;

/**
 * Whether a request comes from the holder of one of the secrets. Without a secret the answer is no, after the same
 * work.
 * @param source `undefined` for a connector that does not exist
 */
export function proveDelivery(
  source: Source | undefined,
  request: SignedRequest,
  secrets: readonly string[],
): Proof {
  const schemes = SCHEMES[source ?? 'custom_api'];
  let refusal: Proof | undefined;
  for (const scheme of schemes) {
    if (!scheme.isUsedBy(request)) continue;
    const proof = scheme.prove(request, secrets);
    if (!('fault' in proof)) return proof;
    refusal ??= proof;
  }
  return refusal ?? schemes[0].prove(request, secrets);
}

type Schemes = readonly [SignatureScheme, ...SignatureScheme[]];

/** What each source sends, and after it what every connector understands. */
const SCHEMES = Object.fromEntries(
  SOURCES.map((source) => [source, [...new Set([...webhookSource(source).schemes, HUB_SHA256, CAUSELOOP])]]),
) as unknown as Readonly<Record<Source, Schemes>>;

/**
 * What a verified delivery means. Total: whatever the payload is, the answer is records that break no rule, one that
 * its sender wrote in our own form, or that there is nothing to do.
 */
export function readDelivery(source: Source, event: WebhookEvent): Reading {
  const mapped = webhookSource(source).map(event);
  if (mapped.kind !== 'issues') return mapped;
  const issues = mapped.issues.flatMap((issue) => fitIssue(issue, event));
  return issues.length === 0 ? { kind: 'ignore', reason: 'no_identifier' } : { kind: 'issues', issues };
}

function fitIssue(issue: MappedIssue, event: WebhookEvent): ReadIssue[] {
  const { transition, creates } = issue;
  const team = creates ? teamOf(issue, event) : issue.fields.team;
  const record = fitFields(issue.fields, team, transition.partial);
  return record === null ? [] : [{ record, transition, creates }];
}

/** A part of an issue that names no team says nothing about it; the usual team is for whole ones. */
function teamOf(
  { fields, transition }: MappedIssue,
  { payload, settings }: WebhookEvent,
): SourceFields['team'] {
  const configured = settings.teamField === null ? undefined : textOf(valueAt(payload, settings.teamField));
  const named = configured ?? fields.team;
  return named === undefined && !transition.partial ? (settings.team ?? undefined) : named;
}
