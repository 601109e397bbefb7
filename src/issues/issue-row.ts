import type { Row, Scalar } from '../db/engine.js';
import { decodeId, encodeId, ID_PREFIX, mintedAt } from '../domain/ids.js';
import type { IssueStatus } from '../domain/issue.js';
import type { IssueState } from '../domain/merge.js';
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
  readonly state: IssueState;
}

export const PRIMARY_COLUMNS = ['workspace_id', 'id'] as const;

/** What a new issue says; the other columns have what every new issue has. In the order of `pushNewRow`. */
export const NEW_COLUMNS = [
  ...PRIMARY_COLUMNS,
  'source',
  'source_raw',
  'external_id',
  'title',
  'body',
  'severity',
  'team',
  'external_url',
  'metadata',
  'source_created_at',
  'source_updated_at',
  'connector_id',
] as const;

/** All columns, in the order of `pushRow`. */
export const COLUMNS = [...NEW_COLUMNS, 'status', 'occurrence_count', 'last_seen_at', 'updated_at'] as const;

/** What a further record can change. */
export const CHANGING_COLUMNS = COLUMNS.filter(
  (column) => !['workspace_id', 'id', 'source', 'external_id'].includes(column),
);

/** A key as one text. The parts before the external id contain no blank. */
export function keyText(workspaceId: number, source: Source, externalId: string): string {
  return `${workspaceId} ${source} ${externalId}`;
}

/** What was sent, or the one that an issue without has. */
export function externalIdOf(id: Buffer, sent: string | null): string {
  return sent ?? encodeId(ID_PREFIX.event, id);
}

export function pushNewRow(
  params: Scalar[],
  workspaceId: number,
  id: Buffer,
  externalId: string | null,
  state: IssueState,
): void {
  params.push(
    workspaceId,
    id,
    state.source,
    state.sourceRaw,
    externalId,
    state.title,
    state.body,
    state.severity,
    state.team,
    state.externalUrl,
    state.metadata,
    state.sourceCreatedAt,
    state.sourceUpdatedAt,
    state.connectorId === null ? null : decodeId(ID_PREFIX.connector, state.connectorId),
  );
}

export function pushRow(
  params: Scalar[],
  workspaceId: number,
  id: Buffer,
  externalId: string | null,
  state: IssueState,
): void {
  pushNewRow(params, workspaceId, id, externalId, state);
  params.push(state.status, state.occurrenceCount, state.lastSeenAt, state.updatedAt);
}

export function storedOf(row: Row): StoredIssue {
  const id = row.id as Buffer;
  return { id, state: stateOf(row, id) };
}

export function viewOf(row: Row): IssueView {
  const { id, state } = storedOf(row);
  return {
    ...state,
    id: encodeId(ID_PREFIX.issue, id),
    workspaceId: Number(row.workspace_id),
    firstSeenAt: state.createdAt,
  };
}

function stateOf(row: Row, id: Buffer): IssueState {
  const createdAt = mintedAt(id);
  return {
    source: row.source as Source,
    sourceRaw: row.source_raw as string | null,
    externalId: externalIdOf(id, textOf(row.external_id)),
    title: row.title as string,
    body: row.body as string | null,
    severity: row.severity as Severity,
    team: row.team as string | null,
    externalUrl: row.external_url as string | null,
    metadata: row.metadata as string | null,
    status: row.status as IssueStatus,
    sourceCreatedAt: instantOf(row.source_created_at),
    sourceUpdatedAt: instantOf(row.source_updated_at),
    connectorId: row.connector_id === null ? null : encodeId(ID_PREFIX.connector, row.connector_id as Buffer),
    occurrenceCount: Number(row.occurrence_count),
    createdAt,
    lastSeenAt: instantOf(row.last_seen_at) ?? createdAt,
    updatedAt: instantOf(row.updated_at) ?? createdAt,
  };
}

/** MySQL gives the bytes of the key, SQLite its text. */
function textOf(value: unknown): string | null {
  return value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : (value as string | null);
}

function instantOf(value: unknown): number | null {
  return value === null ? null : Number(value);
}
