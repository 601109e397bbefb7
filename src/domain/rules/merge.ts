import { BOUNDS } from '../../generated/bounds.js';
import type { Issue } from '../entities/issue.js';
import type { IssueStatus } from '../issue-status.js';
import type { NormalRecord, Outcome, ReportedStatus } from '../record.js';
import { DEFAULT_SEVERITY } from '../severity.js';
import { cutCodePoints, fitsBytes } from './text.js';

/** What the column and a GraphQL Int hold. */
const COUNT_MAX = 2 ** 31 - 1;

/** Properties of the entity that are not content: its identity, and columns behind what readers see. */
type NotState = 'id' | 'workspaceId' | 'sentExternalId' | 'seenAgainAt' | 'changedAt' | 'firstSeenAt';

/**
 * An issue without its identity, as records change it. A field that is added to the entity belongs to it. Instants are epoch
 * milliseconds, metadata is compact JSON.
 */
export type IssueState = Readonly<Omit<Issue, NotState>>;

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
    assignee: record.assignee ?? null,
    externalUrl: record.externalUrl ?? null,
    metadata: record.metadata ?? null,
    status: record.status ?? initialStatus(record.transition?.status),
    sourceCreatedAt: record.sourceCreatedAt ?? null,
    sourceUpdatedAt: record.sourceUpdatedAt ?? null,
    connectorId: record.connectorId ?? null,
    occurrenceCount: 1,
    createdAt: now,
    lastSeenAt: now,
    updatedAt: now,
  };
}

/** What one record made of an issue. */
export interface MergedState {
  readonly state: IssueState;
  readonly outcome: Exclude<Outcome, 'created' | 'rejected'>;
}

/**
 * What a further record with the same key makes of an issue. Every record counts as an occurrence and is seen
 * now; one that is older than what is stored (by the source's own time) changes nothing else, absent fields
 * keep what is stored, and a change reopens a resolved issue unless the record says what its status is.
 */
export function mergeState(stored: IssueState, record: NormalRecord, now: number): MergedState {
  const occurrenceCount = Math.min(stored.occurrenceCount + 1, COUNT_MAX);
  const lastSeenAt = Math.max(stored.lastSeenAt, now);
  if (isStale(stored, record)) {
    // Deletions and the like stand, however late they come.
    const late = record.transition?.evenIfStale === true ? statusAfter(stored, record, true) : stored.status;
    if (late === stored.status)
      return { state: { ...stored, occurrenceCount, lastSeenAt }, outcome: 'stale' };
    const updatedAt = Math.max(stored.updatedAt, now);
    return { state: { ...stored, occurrenceCount, lastSeenAt, status: late, updatedAt }, outcome: 'updated' };
  }
  const changed = overwrite(stored, record);
  const same = isSame(stored, changed);
  const status = statusAfter(stored, record, same);
  if (same && status === stored.status)
    return { state: { ...stored, occurrenceCount, lastSeenAt }, outcome: 'unchanged' };
  const updatedAt = Math.max(stored.updatedAt, now);
  return { state: { ...changed, status, occurrenceCount, lastSeenAt, updatedAt }, outcome: 'updated' };
}

/** The status that a first record without a `status` gives its issue. */
function initialStatus(reported: ReportedStatus | undefined): IssueStatus {
  return reported === 'resolved' || reported === 'acknowledged' ? reported : 'open';
}

function statusAfter(
  { status: before }: IssueState,
  { status, transition }: NormalRecord,
  same: boolean,
): IssueStatus {
  if (status !== undefined) return status;
  const reported = transition?.status ?? (same ? 'kept' : 'unresolved');
  if (reported === 'kept') return before;
  if (reported === 'unresolved') return before === 'resolved' ? 'open' : before;
  return reported;
}

function isStale(stored: IssueState, record: NormalRecord): boolean {
  return (
    typeof record.sourceUpdatedAt === 'number' &&
    stored.sourceUpdatedAt !== null &&
    record.sourceUpdatedAt < stored.sourceUpdatedAt
  );
}

/** The rule of each field. */
function overwrite(stored: IssueState, record: NormalRecord): IssueState {
  return {
    ...stored,
    sourceRaw: replaced(record.sourceRaw, stored.sourceRaw),
    title: record.title ?? stored.title,
    body: replaced(record.body, stored.body),
    severity: record.severity === null ? DEFAULT_SEVERITY : (record.severity ?? stored.severity),
    team: replaced(record.team, stored.team),
    assignee: replaced(record.assignee, stored.assignee),
    externalUrl: replaced(record.externalUrl, stored.externalUrl),
    metadata:
      record.transition?.partial === true
        ? patched(stored.metadata, record.metadata)
        : replaced(record.metadata, stored.metadata),
    sourceCreatedAt: replaced(record.sourceCreatedAt, stored.sourceCreatedAt),
    sourceUpdatedAt: replaced(record.sourceUpdatedAt, stored.sourceUpdatedAt),
    connectorId: replaced(record.connectorId, stored.connectorId),
  };
}

/** Absent keeps what is stored, null clears it. */
function replaced<T>(sent: T | null | undefined, stored: T | null): T | null {
  return sent === undefined ? stored : sent;
}

/** Both are compact JSON of objects. What grows beyond a metadata's bound starts again from what was sent. */
function patched(stored: string | null, sent: string | null | undefined): string | null {
  if (sent === undefined || sent === null || stored === null) return sent ?? stored;
  const text = JSON.stringify({ ...JSON.parse(stored), ...JSON.parse(sent) });
  return fitsBytes(text, BOUNDS.metadata.maxBytes) ? text : sent;
}

function isSame(a: IssueState, b: IssueState): boolean {
  for (const field in b) if (a[field as keyof IssueState] !== b[field as keyof IssueState]) return false;
  return true;
}
