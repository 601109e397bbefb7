import { BOUNDS } from '../../generated/bounds.js';
import type { IssueStatus } from '../entities/issue.js';
import type { NormalRecord, Outcome, Transition } from '../record.js';
import { DEFAULT_SEVERITY, type Severity } from '../severity.js';
import type { Source } from '../source.js';
import { cutCodePoints, fitsBytes } from './text.js';

/** What the column and a GraphQL Int hold. */
const COUNT_MAX = 2 ** 31 - 1;

/** An issue without its identity: what records change. Instants are epoch milliseconds, metadata is compact JSON. */
export interface IssueState {
  readonly source: Source;
  readonly sourceRaw: string | null;
  readonly externalId: string;
  readonly title: string;
  readonly body: string | null;
  readonly severity: Severity;
  readonly team: string | null;
  readonly externalUrl: string | null;
  readonly metadata: string | null;
  readonly status: IssueStatus;
  readonly sourceCreatedAt: number | null;
  readonly sourceUpdatedAt: number | null;
  readonly connectorId: string | null;
  readonly occurrenceCount: number;
  readonly createdAt: number;
  readonly lastSeenAt: number;
  readonly updatedAt: number;
}

/** The issue that a first record makes. Defaults and fallbacks apply here and nowhere else. */
export function createState(record: NormalRecord, externalId: string, now: number): IssueState {
  return {
    source: record.source,
    sourceRaw: record.sourceRaw ?? null,
    externalId,
    title: record.title ?? cutCodePoints(externalId, BOUNDS.title.maxLength),
    body: record.body ?? null,
    severity: record.severity ?? DEFAULT_SEVERITY,
    team: record.team ?? null,
    externalUrl: record.externalUrl ?? null,
    metadata: record.metadata ?? null,
    status: record.transition?.status === 'resolved' ? 'resolved' : 'open',
    sourceCreatedAt: record.sourceCreatedAt ?? null,
    sourceUpdatedAt: record.sourceUpdatedAt ?? null,
    connectorId: record.connectorId ?? null,
    occurrenceCount: 1,
    createdAt: now,
    lastSeenAt: now,
    updatedAt: now,
  };
}

export interface Merged {
  readonly state: IssueState;
  readonly outcome: Exclude<Outcome, 'created' | 'rejected'>;
}

/**
 * What a further record with the same key makes of an issue. Every record counts as an occurrence and is seen
 * now; one that is older than what is stored (by the source's own time) changes nothing else, absent fields
 * keep what is stored, and a change reopens a resolved issue unless a webhook says what its status is.
 */
export function mergeState(stored: IssueState, record: NormalRecord, now: number): Merged {
  const occurrenceCount = Math.min(stored.occurrenceCount + 1, COUNT_MAX);
  const lastSeenAt = Math.max(stored.lastSeenAt, now);
  if (isStale(stored, record)) {
    // Deletions and the like stand, however late they come.
    const { transition } = record;
    const late = transition?.evenIfStale === true ? statusAfter(stored, transition, true) : stored.status;
    if (late === stored.status)
      return { state: { ...stored, occurrenceCount, lastSeenAt }, outcome: 'stale' };
    const updatedAt = Math.max(stored.updatedAt, now);
    return { state: { ...stored, occurrenceCount, lastSeenAt, status: late, updatedAt }, outcome: 'updated' };
  }
  const content = overwrite(stored, record);
  const same = sameContent(stored, content);
  const status = statusAfter(stored, record.transition, same);
  if (same && status === stored.status)
    return { state: { ...stored, occurrenceCount, lastSeenAt }, outcome: 'unchanged' };
  // Field by field: spreading one object after another is several times dearer, and this runs for every known record.
  const state: IssueState = {
    source: stored.source,
    sourceRaw: content.sourceRaw,
    externalId: stored.externalId,
    title: content.title,
    body: content.body,
    severity: content.severity,
    team: content.team,
    externalUrl: content.externalUrl,
    metadata: content.metadata,
    status,
    sourceCreatedAt: content.sourceCreatedAt,
    sourceUpdatedAt: content.sourceUpdatedAt,
    connectorId: content.connectorId,
    occurrenceCount,
    createdAt: stored.createdAt,
    lastSeenAt,
    updatedAt: Math.max(stored.updatedAt, now),
  };
  return { state, outcome: 'updated' };
}

function statusAfter(stored: IssueState, transition: Transition | undefined, same: boolean): IssueStatus {
  if (transition === undefined) return same ? stored.status : 'open';
  return transition.status === 'kept' ? stored.status : transition.status;
}

function isStale(stored: IssueState, record: NormalRecord): boolean {
  return (
    typeof record.sourceUpdatedAt === 'number' &&
    stored.sourceUpdatedAt !== null &&
    record.sourceUpdatedAt < stored.sourceUpdatedAt
  );
}

/** What a record can change. */
type Content = Pick<
  IssueState,
  | 'sourceRaw'
  | 'title'
  | 'body'
  | 'severity'
  | 'team'
  | 'externalUrl'
  | 'metadata'
  | 'sourceCreatedAt'
  | 'sourceUpdatedAt'
  | 'connectorId'
>;

function overwrite(stored: IssueState, record: NormalRecord): Content {
  return {
    sourceRaw: present(record.sourceRaw, stored.sourceRaw),
    title: record.title ?? stored.title,
    body: present(record.body, stored.body),
    severity: record.severity === null ? DEFAULT_SEVERITY : (record.severity ?? stored.severity),
    team: present(record.team, stored.team),
    externalUrl: present(record.externalUrl, stored.externalUrl),
    metadata:
      record.transition?.partial === true
        ? patched(stored.metadata, record.metadata)
        : present(record.metadata, stored.metadata),
    sourceCreatedAt: present(record.sourceCreatedAt, stored.sourceCreatedAt),
    sourceUpdatedAt: present(record.sourceUpdatedAt, stored.sourceUpdatedAt),
    connectorId: present(record.connectorId, stored.connectorId),
  };
}

function present<T>(sent: T | null | undefined, stored: T | null): T | null {
  return sent === undefined ? stored : sent;
}

/** Both are compact JSON of objects. What grows beyond a metadata's bound starts again from what was sent. */
function patched(stored: string | null, sent: string | null | undefined): string | null {
  if (sent === undefined || sent === null || stored === null) return sent ?? stored;
  const text = JSON.stringify({ ...JSON.parse(stored), ...JSON.parse(sent) });
  return fitsBytes(text, BOUNDS.metadata.maxBytes) ? text : sent;
}

function sameContent(a: Content, b: Content): boolean {
  return (
    a.title === b.title &&
    a.severity === b.severity &&
    a.body === b.body &&
    a.team === b.team &&
    a.externalUrl === b.externalUrl &&
    a.metadata === b.metadata &&
    a.sourceRaw === b.sourceRaw &&
    a.sourceCreatedAt === b.sourceCreatedAt &&
    a.sourceUpdatedAt === b.sourceUpdatedAt &&
    a.connectorId === b.connectorId
  );
}
