import type { DatabaseKind } from '../db/database-url.js';
import type { Parameter, Row, Scalar, Values } from '../db/engine.js';
import type { IssueStatus } from '../domain/entities/issue.js';
import { decodeId, encodeId, ID_PREFIX, mintedAt } from '../domain/ids.js';
import type { NormalRecord } from '../domain/record.js';
import type { IssueState } from '../domain/rules/merge.js';
import type { Severity } from '../domain/severity.js';
import type { Source } from '../domain/source.js';

/** An issue as a reader sees it. Instants are epoch milliseconds, metadata is compact JSON. */
export interface IssueView extends IssueState {
  readonly id: string;
  readonly workspaceId: number;
  readonly firstSeenAt: number;
}

export interface StoredIssue {
  readonly id: Buffer;
  /** Where SQLite has its row, the quickest way back to it; undefined elsewhere, and of a row that was not read. */
  readonly rowid: number | undefined;
  readonly state: IssueState;
}

export const PRIMARY_COLUMNS = ['workspace_id', 'id'] as const;
/** SQLite's own number of a row. It holds during a transaction. */
export const ROWID = 'rowid';

/** What a new issue says; the other columns have what every new issue has. In the order of `pushUsualRow`. */
export const USUAL_COLUMNS = [
  ...PRIMARY_COLUMNS,
  'source',
  'external_id',
  'title',
  'body',
  'severity',
  'team',
  'external_url',
  'metadata',
  'source_created_at',
  'source_updated_at',
] as const;

/** The same with what few issues have. In the order of `pushNewRow`. */
export const NEW_COLUMNS = [...USUAL_COLUMNS, 'source_raw', 'connector_id'] as const;

export const COLUMNS = [...NEW_COLUMNS, 'status', 'occurrence_count', 'last_seen_at', 'updated_at'] as const;
type IssueColumn = (typeof COLUMNS)[number];

/**
 * How much of an issue changed: that it was seen again; besides, its text, as of a source that tells the same in other
 * words; what a source may tell each time; or anything.
 */
export type Extent = 'seen' | 'text' | 'told' | 'all';

const SEEN_COLUMNS = ['occurrence_count', 'last_seen_at'] as const;
const TEXT_COLUMNS = [...SEEN_COLUMNS, 'updated_at', 'body', 'source_updated_at'] as const;
const TOLD_COLUMNS = [...TEXT_COLUMNS, 'status', 'severity', 'metadata'] as const;
/** The columns of each extent, in the order of `pushChanges`. Nothing changes the source and the external id. */
export const CHANGED_COLUMNS: Readonly<Record<Extent, readonly IssueColumn[]>> = {
  seen: SEEN_COLUMNS,
  text: TEXT_COLUMNS,
  told: TOLD_COLUMNS,
  all: [...TOLD_COLUMNS, 'title', 'team', 'external_url', 'source_raw', 'source_created_at', 'connector_id'],
};
/** What an inserted row must say. An upsert of rows that exist says it too, although nobody ever reads it. */
export const REQUIRED_COLUMNS: readonly IssueColumn[] = ['source', 'title', 'severity'];

/** Texts that may be so long that they are read and written only when they matter. */
const LONG_FIELDS = ['sourceRaw', 'body', 'metadata'] as const;
type LongField = (typeof LONG_FIELDS)[number];
const LONG_COLUMN: Readonly<Record<LongField, IssueColumn>> = {
  sourceRaw: 'source_raw',
  body: 'body',
  metadata: 'metadata',
};
/** Bytes up to which such a text is read together with its row. */
const SHORT_BYTES = 4096;
/** Begins what stands for a text that was not read: no record can hold it, so it counts as another text. */
const UNREAD = '\0';

/**
 * `COLUMNS` of a row that is to be merged, as SQL, with its rowid on SQLite. In the place of a long text is `UNREAD` and
 * how many bytes it has.
 */
export function mergeColumns(kind: DatabaseKind): string {
  const mark = kind === 'sqlite' ? 'CHAR(0)' : 'CHAR(0 USING utf8mb4)';
  const columns = COLUMNS.map((column) =>
    isLong(column)
      ? `CASE WHEN OCTET_LENGTH(${column}) > ${SHORT_BYTES} THEN CONCAT(${mark}, OCTET_LENGTH(${column})) ELSE ${column} END`
      : column,
  );
  return (kind === 'sqlite' ? [...columns, ROWID] : columns).join(',');
}

function isLong(column: string): boolean {
  return Object.values<string>(LONG_COLUMN).includes(column);
}

/** A key as one text. The parts before the external id contain no blank. */
export function keyText(workspaceId: number, source: Source, externalId: string): string {
  return `${workspaceId} ${source} ${externalId}`;
}

/** What was sent, or the one that an issue without has. */
export function externalIdOf(id: Buffer, sent: string | null): string {
  return sent ?? encodeId(ID_PREFIX.event, id);
}

/** Whether `USUAL_COLUMNS` say all of the issue that a record makes. */
export function isUsual({ sourceRaw, connectorId }: NormalRecord): boolean {
  return (sourceRaw ?? null) === null && (connectorId ?? null) === null;
}

/** An issue as its row says it. */
export interface IssueRow {
  readonly workspaceId: number;
  readonly id: Buffer;
  /** As sent; null when the issue has only the one that was minted for it. */
  readonly externalId: string | null;
  readonly state: IssueState;
}

export function pushUsualRow(params: Parameter[], { workspaceId, id, externalId, state }: IssueRow): void {
  params.push(
    workspaceId,
    id,
    state.source,
    externalId,
    state.title,
    state.body,
    state.severity,
    state.team,
    state.externalUrl,
    state.metadata,
    state.sourceCreatedAt,
    state.sourceUpdatedAt,
  );
}

export function pushNewRow(params: Parameter[], row: IssueRow): void {
  pushUsualRow(params, row);
  params.push(row.state.sourceRaw, connectorBytes(row.state));
}

/** The least extent that holds what `state` has and `stored` has not. */
export function extentOf(stored: IssueState, state: IssueState): Extent {
  if (
    state.title !== stored.title ||
    state.team !== stored.team ||
    state.externalUrl !== stored.externalUrl ||
    state.sourceRaw !== stored.sourceRaw ||
    state.sourceCreatedAt !== stored.sourceCreatedAt ||
    state.connectorId !== stored.connectorId
  )
    return 'all';
  if (
    state.status !== stored.status ||
    state.severity !== stored.severity ||
    state.metadata !== stored.metadata
  )
    return 'told';
  const isText =
    state.updatedAt !== stored.updatedAt ||
    state.body !== stored.body ||
    state.sourceUpdatedAt !== stored.sourceUpdatedAt;
  return isText ? 'text' : 'seen';
}

/** The values of `CHANGED_COLUMNS`. */
export function pushChanges(params: Scalar[], state: IssueState, extent: Extent): void {
  params.push(state.occurrenceCount, state.lastSeenAt);
  if (extent === 'seen') return;
  params.push(state.updatedAt, state.body, state.sourceUpdatedAt);
  if (extent === 'text') return;
  params.push(state.status, state.severity, state.metadata);
  if (extent === 'told') return;
  const { title, team, externalUrl, sourceRaw, sourceCreatedAt } = state;
  params.push(title, team, externalUrl, sourceRaw, sourceCreatedAt, connectorBytes(state));
}

function connectorBytes({ connectorId }: IssueState): Buffer | null {
  return connectorId === null ? null : decodeId(ID_PREFIX.connector, connectorId);
}

/** Bytes of the stored texts that were not read. */
export type Unread = Readonly<Partial<Record<LongField, number>>>;

/** A row of `mergeColumns`, and what it does not hold, if anything. */
export function mergeableOf(values: Values): {
  readonly issue: StoredIssue;
  readonly unread: Unread | undefined;
} {
  const issue = storedOf(values);
  return { issue, unread: unreadColumns(issue.state) === NONE ? undefined : unreadOf(issue.state) };
}

function unreadOf(state: IssueState): Unread {
  const unread: Partial<Record<LongField, number>> = {};
  for (const field of LONG_FIELDS)
    if (isUnread(state[field])) unread[field] = Number(state[field]?.slice(UNREAD.length));
  return unread;
}

function isUnread(text: string | null): boolean {
  return text?.startsWith(UNREAD) ?? false;
}

/** The unread columns whose text makes a difference: one of `records` may repeat it, or adds to it. */
export function columnsToRead(unread: Unread, records: readonly NormalRecord[]): readonly string[] {
  return LONG_FIELDS.filter((field) => {
    const bytes = unread[field];
    return bytes !== undefined && records.some((record) => isMeasuredAgainst(record, field, bytes));
  }).map((field) => LONG_COLUMN[field]);
}

function isMeasuredAgainst(record: NormalRecord, field: LongField, bytes: number): boolean {
  const sent = record[field];
  if (typeof sent !== 'string') return false;
  return (field === 'metadata' && record.transition?.partial === true) || Buffer.byteLength(sent) === bytes;
}

/** The issue with what was read of it later. */
export function withText(issue: StoredIssue, column: string, text: string): StoredIssue {
  const field = LONG_FIELDS.find((candidate) => LONG_COLUMN[candidate] === column) as LongField;
  return { ...issue, state: { ...issue.state, [field]: text } };
}

/** UTF-16 units of the long texts. */
export function longUnits({ sourceRaw, body, metadata }: Pick<NormalRecord, LongField>): number {
  return (sourceRaw?.length ?? 0) + (body?.length ?? 0) + (metadata?.length ?? 0);
}

const NONE: readonly string[] = [];

/** The long columns that `state` holds no text of. */
export function unreadColumns(state: IssueState): readonly string[] {
  const { sourceRaw, body, metadata } = state;
  if (!isUnread(sourceRaw) && !isUnread(body) && !isUnread(metadata)) return NONE;
  return LONG_FIELDS.filter((field) => isUnread(state[field])).map((field) => LONG_COLUMN[field]);
}

export function viewOf(row: Row): IssueView {
  const { id, state } = storedOf(COLUMNS.map((column) => row[column]));
  return {
    ...state,
    id: encodeId(ID_PREFIX.issue, id),
    workspaceId: Number(row.workspace_id),
    firstSeenAt: state.createdAt,
  };
}

/** Of values in the order of `COLUMNS`, and the rowid if it was read. */
function storedOf([
  ,
  id,
  source,
  externalId,
  title,
  body,
  severity,
  team,
  externalUrl,
  metadata,
  sourceCreatedAt,
  sourceUpdatedAt,
  sourceRaw,
  connectorId,
  status,
  occurrenceCount,
  lastSeenAt,
  updatedAt,
  rowid,
]: Values): StoredIssue {
  const bytes = id as Buffer;
  const createdAt = mintedAt(bytes);
  const state: IssueState = {
    source: source as Source,
    externalId: externalIdOf(bytes, textOf(externalId)),
    title: title as string,
    body: body as string | null,
    severity: severity as Severity,
    team: team as string | null,
    externalUrl: externalUrl as string | null,
    metadata: metadata as string | null,
    sourceCreatedAt: instantOf(sourceCreatedAt),
    sourceUpdatedAt: instantOf(sourceUpdatedAt),
    sourceRaw: sourceRaw as string | null,
    connectorId: connectorId === null ? null : encodeId(ID_PREFIX.connector, connectorId as Buffer),
    status: status as IssueStatus,
    occurrenceCount: Number(occurrenceCount),
    createdAt,
    lastSeenAt: instantOf(lastSeenAt) ?? createdAt,
    updatedAt: instantOf(updatedAt) ?? createdAt,
  };
  return { id: bytes, rowid: rowid as number | undefined, state };
}

/** MySQL gives the bytes of the key, SQLite its text. */
function textOf(value: unknown): string | null {
  return Buffer.isBuffer(value) ? value.toString('utf8') : (value as string | null);
}

function instantOf(value: unknown): number | null {
  return value === null ? null : Number(value);
}
