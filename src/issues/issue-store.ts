import { hash } from 'node:crypto';
import { insertNewText, LIST_MAX, listText, overwriteText, padded, statementSizes } from '../db/bulk.js';
import type { Database } from '../db/database.js';
import type { Row, Scalar, Transaction } from '../db/engine.js';
import { decodeId, encodeId, ID_BYTES, ID_PREFIX, type IdMinter } from '../domain/ids.js';
import type { IssueStatus } from '../domain/issue.js';
import { createState, type IssueState, mergeState } from '../domain/merge.js';
import type { NormalRecord, Outcome } from '../domain/record.js';
import type { Severity } from '../domain/severity.js';
import type { Source } from '../domain/source.js';

/** One record on its way into an issue; `outcome` and `issueId` are filled in when it is written. */
export interface IncomingRecord {
  readonly workspaceId: number;
  readonly record: NormalRecord;
  outcome: Exclude<Outcome, 'rejected'>;
  issueId: Buffer;
}

/** An issue as a reader sees it. Instants are epoch milliseconds, metadata is compact JSON. */
export interface IssueView extends IssueState {
  readonly id: string;
  readonly workspaceId: number;
  readonly firstSeenAt: number;
}

interface StoredIssue {
  readonly id: Buffer;
  readonly state: IssueState;
}

/** The records of one transaction that share a key, in the order in which they came. */
interface KeyGroup {
  readonly key: string;
  readonly workspaceId: number;
  /** The id of the issue if the key is new; minted in input order, so that newest first is last sent first. */
  readonly newId: Buffer;
  readonly records: IncomingRecord[];
}

const TABLE = 'issue';
const COLUMNS = [
  'workspace_id',
  'id',
  'dedupe_key',
  'source',
  'source_raw',
  'external_id',
  'title',
  'body',
  'severity',
  'team',
  'external_url',
  'metadata',
  'status',
  'source_created_at',
  'source_updated_at',
  'connector_id',
  'occurrence_count',
  'created_at',
  'last_seen_at',
  'updated_at',
] as const;
const PRIMARY = ['workspace_id', 'id'] as const;
const CONSTANT: ReadonlySet<string> = new Set([...PRIMARY, 'dedupe_key', 'source', 'external_id', 'created_at']);
const CHANGING = COLUMNS.filter((column) => !CONSTANT.has(column));
const SELECT = `SELECT ${COLUMNS.join(',')} FROM ${TABLE} WHERE`;

/** Workspaces whose habit is remembered; forgetting one costs a statement, nothing else. */
const REMEMBERED_WORKSPACES = 10_000;

export class IssueStore {
  /** Workspaces whose last transaction met known keys: there, looking first saves sending rows in vain. */
  private readonly repeating = new Set<number>();

  constructor(
    private readonly database: Database,
    private readonly ids: IdMinter,
  ) {}

  /**
   * Writes records as issues, one issue per key under any concurrency, and fills in each record's outcome and
   * issue. Records with the same key apply in the given order.
   */
  async upsert(tx: Transaction, incoming: readonly IncomingRecord[], now: number): Promise<void> {
    const groups = this.grouped(incoming);
    const known = new Map<string, StoredIssue>();
    const looking = groups.filter((group) => this.repeating.has(group.workspaceId));
    if (looking.length > 0) await this.lock(tx, looking, known);
    const fresh = groups.filter((group) => !known.has(group.key));
    await this.insert(tx, fresh, known, now);
    await this.merge(
      tx,
      groups.filter((group) => known.has(group.key)),
      known,
      now,
    );
    this.learn(groups, known);
  }

  async findIssue(workspaceId: number, id: string): Promise<IssueView | null> {
    const bytes = decodeId(ID_PREFIX.issue, id);
    if (bytes === null) return null;
    const rows = await this.database.query(`${SELECT} workspace_id = ? AND id = ?`, [workspaceId, bytes]);
    return rows[0] === undefined ? null : viewOf(rows[0]);
  }

  /** The issue that a push with this source and external id would change, else the one that was minted with it. */
  async findByKey(workspaceId: number, source: Source, externalId: string): Promise<IssueView | null> {
    for (const key of [keyOf(workspaceId, source, externalId), mintedKey(workspaceId, externalId)]) {
      const rows = await this.database.query(`${SELECT} dedupe_key = ?`, [Buffer.from(key, 'latin1')]);
      if (rows[0] !== undefined) return viewOf(rows[0]);
    }
    return null;
  }

  /** Reads the issues of these keys that exist, and keeps others from changing them until the commit. */
  private async lock(tx: Transaction, groups: readonly KeyGroup[], known: Map<string, StoredIssue>): Promise<void> {
    const tail = this.database.dialect === 'sqlite' ? '' : ' FOR UPDATE';
    for (let at = 0; at < groups.length; at += LIST_MAX) {
      const keys = padded(groups.slice(at, at + LIST_MAX).map((group) => Buffer.from(group.key, 'latin1')));
      const { rows } = await tx.execute(listText(`${SELECT} dedupe_key IN`, keys.length, tail), keys);
      for (const row of rows) {
        known.set((row.dedupe_key as Buffer).toString('latin1'), { id: row.id as Buffer, state: stateOf(row) });
      }
    }
  }

  /** Inserts what is new. Keys that turn out to exist already, also because somebody was faster, become known. */
  private async insert(
    tx: Transaction,
    groups: readonly KeyGroup[],
    known: Map<string, StoredIssue>,
    now: number,
  ): Promise<void> {
    if (groups.length === 0) return;
    const minted = groups.map((group) => createdBy(group, now));
    let inserted = 0;
    let at = 0;
    for (const size of statementSizes(groups.length)) {
      const params: Scalar[] = [];
      for (let i = at; i < at + size; i++) {
        const issue = minted[i] as StoredIssue;
        pushRow(params, groups[i] as KeyGroup, issue);
      }
      const text = insertNewText(this.database.dialect, TABLE, COLUMNS, 'dedupe_key', size);
      inserted += (await tx.execute(text, params)).affectedRows;
      at += size;
    }
    if (inserted === groups.length) return;
    const stored = new Map<string, StoredIssue>();
    await this.lock(tx, groups, stored);
    groups.forEach((group, i) => {
      const issue = stored.get(group.key);
      if (issue !== undefined && !issue.id.equals((minted[i] as StoredIssue).id)) known.set(group.key, issue);
    });
  }

  /** Applies records to issues that exist and writes back what they made of them. */
  private async merge(
    tx: Transaction,
    groups: readonly KeyGroup[],
    known: ReadonlyMap<string, StoredIssue>,
    now: number,
  ): Promise<void> {
    const issues = groups.map((group): StoredIssue => {
      const { id, state } = known.get(group.key) as StoredIssue;
      return { id, state: applied(id, state, group.records, now) };
    });
    let at = 0;
    for (const size of statementSizes(groups.length)) {
      const params: Scalar[] = [];
      for (let i = at; i < at + size; i++) pushRow(params, groups[i] as KeyGroup, issues[i] as StoredIssue);
      await tx.execute(overwriteText(this.database.dialect, TABLE, COLUMNS, PRIMARY, CHANGING, size), params);
      at += size;
    }
  }

  /** Keys in byte order, so that two transactions never wait for each other crosswise. */
  private grouped(incoming: readonly IncomingRecord[]): KeyGroup[] {
    const groups = new Map<string, KeyGroup>();
    for (const item of incoming) {
      const { workspaceId, record } = item;
      const id = this.ids.mint();
      const key =
        record.externalId === null
          ? mintedKey(workspaceId, mintedExternalId(id))
          : keyOf(workspaceId, record.source, record.externalId);
      const group = groups.get(key);
      if (group === undefined) groups.set(key, { key, workspaceId, newId: id, records: [item] });
      else group.records.push(item);
    }
    return [...groups.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  private learn(groups: readonly KeyGroup[], known: ReadonlyMap<string, StoredIssue>): void {
    if (this.repeating.size > REMEMBERED_WORKSPACES) this.repeating.clear();
    const seen = new Set<number>();
    for (const { key, workspaceId } of groups) {
      if (known.has(key)) seen.add(workspaceId);
      else if (!seen.has(workspaceId)) this.repeating.delete(workspaceId);
    }
    for (const workspaceId of seen) this.repeating.add(workspaceId);
  }
}

function createdBy(group: KeyGroup, now: number): StoredIssue {
  const [first, ...rest] = group.records as [IncomingRecord, ...IncomingRecord[]];
  const externalId = first.record.externalId ?? mintedExternalId(group.newId);
  first.outcome = 'created';
  first.issueId = group.newId;
  return { id: group.newId, state: applied(group.newId, createState(first.record, externalId, now), rest, now) };
}

function applied(id: Buffer, start: IssueState, records: readonly IncomingRecord[], now: number): IssueState {
  let state = start;
  for (const item of records) {
    const merged = mergeState(state, item.record, now);
    state = merged.state;
    item.outcome = merged.outcome;
    item.issueId = id;
  }
  return state;
}

/** 16 bytes of SHA-256 as latin1 text: the digest decides, so no collation of a database ever can. */
function keyOf(workspaceId: number, source: Source, externalId: string): string {
  return digest(`k\0${workspaceId}\0${source}\0${externalId}`);
}

/** An issue without an external id of its own: a caller who sends the minted one means another issue. */
function mintedKey(workspaceId: number, externalId: string): string {
  return digest(`m\0${workspaceId}\0${externalId}`);
}

function digest(text: string): string {
  return hash('sha256', text, 'binary').slice(0, ID_BYTES);
}

function mintedExternalId(id: Buffer): string {
  return encodeId(ID_PREFIX.event, id);
}

function pushRow(params: Scalar[], group: KeyGroup, issue: StoredIssue): void {
  const s = issue.state;
  params.push(
    group.workspaceId,
    issue.id,
    Buffer.from(group.key, 'latin1'),
    s.source,
    s.sourceRaw,
    s.externalId,
    s.title,
    s.body,
    s.severity,
    s.team,
    s.externalUrl,
    s.metadata,
    s.status,
    s.sourceCreatedAt,
    s.sourceUpdatedAt,
    s.connectorId === null ? null : decodeId(ID_PREFIX.connector, s.connectorId),
    s.occurrenceCount,
    s.createdAt,
    s.lastSeenAt,
    s.updatedAt,
  );
}

function stateOf(row: Row): IssueState {
  return {
    source: row.source as Source,
    sourceRaw: row.source_raw as string | null,
    externalId: row.external_id as string,
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
    createdAt: Number(row.created_at),
    lastSeenAt: Number(row.last_seen_at),
    updatedAt: Number(row.updated_at),
  };
}

function instantOf(value: unknown): number | null {
  return value === null ? null : Number(value);
}

function viewOf(row: Row): IssueView {
  const state = stateOf(row);
  return {
    ...state,
    id: encodeId(ID_PREFIX.issue, row.id as Buffer),
    workspaceId: Number(row.workspace_id),
    firstSeenAt: state.createdAt,
  };
}

