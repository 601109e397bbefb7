import {
  insertNewText,
  listText,
  overwriteText,
  paddedPortions,
  rowListText,
  updateText,
} from '../db/bulk.js';
import type { Database } from '../db/database.js';
import type { DatabaseKind } from '../db/database-url.js';
import type { Parameter, Scalar, Transaction } from '../db/engine.js';
import { decodeId, ID_PREFIX, type IdMinter, mintedAt } from '../domain/ids.js';
import { createState, type IssueState, mergeState } from '../domain/rules/merge.js';
import type { Source } from '../domain/source.js';
import type { IncomingRecord } from './incoming-record.js';
import {
  CHANGED_COLUMNS,
  COLUMNS,
  columnsToRead,
  type Extent,
  extentOf,
  externalIdOf,
  type IssueView,
  isUsual,
  keyText,
  longUnits,
  mergeableOf,
  mergeColumns,
  NEW_COLUMNS,
  PRIMARY_COLUMNS,
  pushChanges,
  pushNewRow,
  pushUsualRow,
  REQUIRED_COLUMNS,
  ROWID,
  type StoredIssue,
  type Unread,
  USUAL_COLUMNS,
  unreadColumns,
  viewOf,
  withText,
} from './issue-row.js';
import type { SeenKeys } from './seen-keys.js';

/** The records of one transaction that share a key: the first one, and what came after it in the order of arrival. */
interface KeyGroup {
  /** The one that was sent, or that of `newId`. With workspace and source of `first` it is the key. */
  readonly externalId: string;
  /** Whether it was met here before, as far as that is remembered. */
  readonly wasSeen: boolean;
  /** The id of the issue if the key is new; minted in input order, so that newest first is last sent first. */
  readonly newId: Buffer;
  readonly first: IncomingRecord;
  further: IncomingRecord[] | undefined;
  /** The issue that they change: one that was there, or what the first one made if there is more to say of it. */
  stored: StoredIssue | undefined;
}

const TABLE = 'issue';
/** What `NEW_COLUMNS` have beside the usual ones, of a record without. */
const NOTHING_UNUSUAL = [null, null] as const;
const KEY_COLUMNS = ['workspace_id', 'source', 'external_id'] as const;
const SELECT = `SELECT ${COLUMNS.join(',')} FROM ${TABLE} WHERE`;
const SELECT_TO_MERGE = { sqlite: selectToMerge('sqlite'), mysql: selectToMerge('mysql') };

const SELECT_TITLES = `SELECT id, title, source, CASE WHEN INSTR(metadata, '"fingerprint"') > 0 THEN metadata END AS metadata FROM ${TABLE} WHERE workspace_id = ? AND id IN`;

/** What detection reads of an issue. */
export interface IssueTitle {
  readonly id: Buffer;
  readonly title: string;
  readonly source: Source;
  readonly metadata: string | null;
  readonly firstSeenAt: number;
}

/** Workspaces whose doubts are remembered; forgetting one costs a statement, nothing else. */
const REMEMBERED_WORKSPACES = 10_000;
/** Transactions that look for every key after one that met a key which was not seen here, or was forgotten. */
const DOUBTFUL_TRANSACTIONS = 16;

export class IssueStore {
  /** Workspaces where keys exist that were not seen here, and for how many transactions that is assumed. */
  private readonly doubts = new Map<number, number>();

  /**
   * `seen` tells which keys are worth looking for: what it does not know is inserted, which a new key needs anyway. Without it
   * all keys are looked for once one existed.
   */
  constructor(
    private readonly database: Database,
    private readonly ids: IdMinter,
    readonly seen?: SeenKeys,
  ) {}

  /**
   * Writes records as issues, one issue per key under any concurrency, and fills in each record's outcome and
   * issue. Records with the same key apply in the given order.
   */
  async upsert(tx: Transaction, incoming: readonly IncomingRecord[], now: number): Promise<void> {
    const groups = this.grouped(incoming);
    const likely = groups.filter((group) => this.mayExist(group));
    if (likely.length > 0) await this.lock(tx, likely);
    const fresh = groups.filter(({ stored }) => stored === undefined);
    await this.insert(tx, fresh, now);
    this.learn(groups);
    for (const group of fresh) {
      // A key that is new here takes its further records as updates of what the first one made. A row is open when
      // it is inserted, so what begins otherwise is written once more.
      if ((group.further !== undefined || beginsResolved(group)) && group.stored === undefined)
        group.stored = restOf(group, now);
    }
    await this.merge(
      tx,
      groups.filter(({ stored }) => stored !== undefined),
      now,
    );
  }

  /** null for an issue that does not exist or is another workspace's. */
  async findIssue(workspaceId: number, id: string): Promise<IssueView | null> {
    const bytes = decodeId(ID_PREFIX.issue, id);
    return bytes === null ? null : this.findById(workspaceId, bytes);
  }

  /** The issue that a push with this source and external id would change, else the one that was minted with it. */
  async findByKey(workspaceId: number, source: Source, externalId: string): Promise<IssueView | null> {
    const [row] = await this.database.query(`${SELECT} workspace_id = ? AND source = ? AND external_id = ?`, [
      workspaceId,
      source,
      externalId,
    ]);
    if (row !== undefined) return viewOf(row);
    const minted = decodeId(ID_PREFIX.event, externalId);
    const issue = minted === null ? null : await this.findById(workspaceId, minted);
    return issue !== null && issue.source === source && issue.externalId === externalId ? issue : null;
  }

  /**
   * What detection reads of issues, in the order of `ids`; unknown ones are left out. `metadata` is there only when it
   * may hold a fingerprint.
   */
  async readTitles(tx: Transaction, workspaceId: number, ids: readonly Buffer[]): Promise<IssueTitle[]> {
    const found = new Map<string, IssueTitle>();
    for (const part of paddedPortions(ids)) {
      const { rows } = await tx.execute(listText(SELECT_TITLES, part.length), [workspaceId, ...part]);
      for (const row of rows) {
        const id = row.id as Buffer;
        const { title, source, metadata } = row as { title: string; source: Source; metadata: string | null };
        found.set(id.toString('latin1'), { id, title, source, metadata, firstSeenAt: mintedAt(id) });
      }
    }
    return ids.flatMap((id) => found.get(id.toString('latin1')) ?? []);
  }

  /** The beginnings of bodies, up to `maxChars` characters each, by id as latin1. */
  async readBodies(
    tx: Transaction,
    workspaceId: number,
    ids: readonly Buffer[],
    maxChars: number,
  ): Promise<Map<string, string>> {
    const bodies = new Map<string, string>();
    const head = `SELECT id, SUBSTR(body, 1, ${Math.trunc(maxChars)}) AS body FROM ${TABLE} WHERE workspace_id = ? AND body IS NOT NULL AND id IN`;
    for (const part of paddedPortions(ids)) {
      const { rows } = await tx.execute(listText(head, part.length), [workspaceId, ...part]);
      for (const row of rows) bodies.set((row.id as Buffer).toString('latin1'), row.body as string);
    }
    return bodies;
  }

  private async findById(workspaceId: number, id: Buffer): Promise<IssueView | null> {
    const [row] = await this.database.query(`${SELECT} workspace_id = ? AND id = ?`, [workspaceId, id]);
    return row === undefined ? null : viewOf(row);
  }

  /** Reads the issues of these keys that exist, and keeps others from changing them until the commit. */
  private async lock(tx: Transaction, groups: readonly KeyGroup[]): Promise<void> {
    const { kind } = this.database;
    const tail = kind === 'sqlite' ? '' : ' FOR UPDATE';
    for (const part of paddedPortions(groups)) {
      const alike = areAlike(part);
      const { text, params } = selectOf(part, alike, kind, tail);
      const byText = new Map(part.map((group) => [alike ? group.externalId : keyOf(group), group]));
      for (const values of await tx.select(text, params)) {
        const { issue, unread } = mergeableOf(values);
        const { source, externalId } = issue.state;
        const key = alike ? externalId : keyText(Number(values[0]), source, externalId);
        const group = byText.get(key) as KeyGroup;
        group.stored = unread === undefined ? issue : await this.withLong(tx, group, issue, unread);
      }
    }
  }

  /** The issue with the long texts that a record may repeat; together they are no longer than what was sent. */
  private async withLong(
    tx: Transaction,
    { first, further = [] }: KeyGroup,
    issue: StoredIssue,
    unread: Unread,
  ): Promise<StoredIssue> {
    const sent = [first, ...further].map(({ record }) => record);
    let read = issue;
    for (const column of columnsToRead(unread, sent)) {
      const text = `SELECT ${column} AS text FROM ${TABLE} WHERE workspace_id = ? AND id = ?`;
      const { rows } = await tx.execute(text, [first.workspaceId, issue.id]);
      read = withText(read, column, rows[0]?.text as string);
    }
    return read;
  }

  /** Inserts what is new. Keys that turn out to exist already, also because somebody was faster, get their issue. */
  private async insert(tx: Transaction, groups: readonly KeyGroup[], now: number): Promise<void> {
    const { kind, takesRuns } = this.database;
    let inserted = 0;
    for (const part of paddedPortions(groups, unitsOfNew)) {
      const params: Parameter[] = [];
      const usual = part.every(({ first }) => first.row !== undefined || isUsual(first.record));
      for (const group of part) {
        const { workspaceId, row } = group.first;
        group.first.outcome = 'created';
        group.first.issueId = group.newId;
        if (row === undefined || !takesRuns) pushRow(params, group, usual ? pushUsualRow : pushNewRow, now);
        else params.push(workspaceId, group.newId, row, ...(usual ? [] : NOTHING_UNUSUAL));
      }
      const columns = usual ? USUAL_COLUMNS : NEW_COLUMNS;
      const text = insertNewText(kind, TABLE, columns, KEY_COLUMNS, part.length);
      inserted += (await tx.execute(text, params)).affectedRows;
    }
    if (inserted === groups.length) return;
    await this.lock(tx, groups.filter(hasKey));
    for (const group of groups) if (group.stored?.id.equals(group.newId)) group.stored = undefined;
  }

  /** Applies records to issues that exist and writes back what they made of them. */
  private async merge(tx: Transaction, groups: readonly KeyGroup[], now: number): Promise<void> {
    const byShape = new Map<string, Merged[]>();
    for (const group of groups) {
      const merged = mergedBy(group, group.stored as StoredIssue, now);
      const { extent, omitted } = merged;
      const shape = omitted.length === 0 ? extent : `${extent} ${omitted}`;
      const alike = byShape.get(shape);
      if (alike === undefined) byShape.set(shape, [merged]);
      else alike.push(merged);
    }
    for (const alike of byShape.values()) await this.overwrite(tx, alike);
  }

  /** Writes back what changed, of issues of which the same may have changed. */
  private async overwrite(tx: Transaction, alike: readonly Merged[]): Promise<void> {
    const { extent, omitted } = alike[0] as Merged;
    const all = CHANGED_COLUMNS[extent];
    const changing = omitted.length === 0 ? all : all.filter((column) => !omitted.includes(column));
    const { kind } = this.database;
    if (kind === 'sqlite') {
      const byRowid = updateText(TABLE, changing, [ROWID]);
      const byPrimary = updateText(TABLE, changing, PRIMARY_COLUMNS);
      for (const merged of alike) {
        const { id, rowid, group } = merged;
        const params: Scalar[] = [];
        pushWritten(params, merged);
        if (rowid === undefined) params.push(group.first.workspaceId, id);
        else params.push(rowid);
        await tx.execute(rowid === undefined ? byPrimary : byRowid, params);
      }
      return;
    }
    const columns = [...PRIMARY_COLUMNS, ...changing];
    const required = REQUIRED_COLUMNS.filter((column) => !changing.includes(column));
    const rest = Object.fromEntries(required.map((column) => [column, "''"]));
    const unitsOf = ({ state }: Merged): number => (extent === 'seen' ? 0 : longUnits(state));
    for (const part of paddedPortions(alike, unitsOf)) {
      const text = overwriteText(kind, TABLE, columns, PRIMARY_COLUMNS, changing, part.length, rest);
      const params: Scalar[] = [];
      for (const merged of part) {
        params.push(merged.group.first.workspaceId, merged.id);
        pushWritten(params, merged);
      }
      await tx.execute(text, params);
    }
  }

  /** Keys in one order, so that two transactions never wait for each other crosswise. */
  private grouped(incoming: readonly IncomingRecord[]): KeyGroup[] {
    const groups = incoming.map((first): KeyGroup => {
      const { workspaceId, source, externalId } = first;
      const newId = this.ids.mint();
      const wasSeen = externalId !== null && this.seen?.meet(workspaceId, source, externalId) === true;
      const own = externalId ?? externalIdOf(newId, null);
      return { externalId: own, wasSeen, newId, first, further: undefined, stored: undefined };
    });
    // Sorting is stable, so what shares a key stays in the order of arrival.
    groups.sort(byKey);
    let last: KeyGroup | undefined;
    return groups.filter((group) => {
      if (last === undefined || byKey(last, group) !== 0 || !hasKey(group)) {
        last = group;
        return true;
      }
      if (last.further === undefined) last.further = [group.first];
      else last.further.push(group.first);
      return false;
    });
  }

  private mayExist(group: KeyGroup): boolean {
    return hasKey(group) && (group.wasSeen || this.doubts.has(group.first.workspaceId));
  }

  private learn(groups: readonly KeyGroup[]): void {
    const surprised = new Map<number, boolean>();
    for (const group of groups) {
      if (!hasKey(group)) continue;
      const { workspaceId } = group.first;
      const isSurprise = group.stored !== undefined && !group.wasSeen;
      if (isSurprise || !surprised.has(workspaceId)) surprised.set(workspaceId, isSurprise);
    }
    if (this.doubts.size > REMEMBERED_WORKSPACES) this.doubts.clear();
    for (const [workspaceId, isSurprised] of surprised) {
      const left = isSurprised ? DOUBTFUL_TRANSACTIONS : (this.doubts.get(workspaceId) ?? 0) - 1;
      if (left > 0) this.doubts.set(workspaceId, left);
      else this.doubts.delete(workspaceId);
    }
  }
}

function selectToMerge(kind: DatabaseKind): string {
  return `SELECT ${mergeColumns(kind)} FROM ${TABLE} WHERE`;
}

/** Whether their keys differ by the external id alone. */
function areAlike(part: readonly KeyGroup[]): boolean {
  const { workspaceId, source } = (part[0] as KeyGroup).first;
  return part.every(({ first }) => first.workspaceId === workspaceId && first.source === source);
}

/**
 * Reads the issues of these keys, as far as they exist. Where workspace and source are `alike` only the external ids
 * are compared: that is less to do for the database, on MariaDB by a fifth to a third.
 */
function selectOf(
  part: readonly KeyGroup[],
  alike: boolean,
  kind: DatabaseKind,
  tail: string,
): { text: string; params: Scalar[] } {
  const select = SELECT_TO_MERGE[kind];
  if (alike) {
    const { workspaceId, source } = (part[0] as KeyGroup).first;
    const params = [workspaceId, source, ...part.map(({ first }) => first.externalId)];
    const head = `${select} workspace_id = ? AND source = ? AND external_id IN`;
    return { text: listText(head, part.length, tail), params };
  }
  const params = part.flatMap(({ first }) => [first.workspaceId, first.source, first.externalId]);
  const head = `${select} (${KEY_COLUMNS.join(',')}) IN`;
  return { text: rowListText(kind, head, KEY_COLUMNS.length, part.length, tail), params };
}

function keyOf({ first, externalId }: KeyGroup): string {
  return keyText(first.workspaceId, first.source, externalId);
}

/** Part by part: texts that were put together are slow to compare. */
function byKey(a: KeyGroup, b: KeyGroup): number {
  return (
    a.first.workspaceId - b.first.workspaceId ||
    compare(a.first.source, b.first.source) ||
    compare(a.externalId, b.externalId)
  );
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Without a key an issue cannot exist yet. */
function hasKey({ first }: KeyGroup): boolean {
  return first.externalId !== null;
}

function firstState({ first, externalId }: KeyGroup, now: number): IssueState {
  return createState(first.record, externalId, now);
}

function pushRow(params: Parameter[], group: KeyGroup, push: typeof pushNewRow, now: number): void {
  const { first, newId } = group;
  const { workspaceId, externalId } = first;
  push(params, { workspaceId, id: newId, externalId, state: firstState(group, now) });
}

function beginsResolved({ first }: KeyGroup): boolean {
  return first.row === undefined && first.record.transition?.status === 'resolved';
}

function restOf(group: KeyGroup, now: number): StoredIssue {
  return { id: group.newId, rowid: undefined, state: firstState(group, now) };
}

/** What records made of an issue that exists. */
interface Merged {
  readonly group: KeyGroup;
  readonly id: Buffer;
  readonly rowid: number | undefined;
  readonly state: IssueState;
  readonly extent: Extent;
  /** Long columns that were not read, and so did not change. */
  readonly omitted: readonly string[];
}

function mergedBy(group: KeyGroup, { id, rowid, state: stored }: StoredIssue, now: number): Merged {
  const { first, newId, further } = group;
  const isNew = newId === id;
  let state = isNew ? stored : applied(id, stored, first, now);
  if (further !== undefined) for (const item of further) state = applied(id, state, item, now);
  // The row of a new one is open, whatever the first record says.
  const written = isNew ? { ...stored, status: 'open' as const } : stored;
  return { group, id, rowid, state, extent: extentOf(written, state), omitted: unreadColumns(state) };
}

function pushWritten(params: Scalar[], { state, extent, omitted }: Merged): void {
  if (omitted.length === 0) {
    pushChanges(params, state, extent);
    return;
  }
  const values: Scalar[] = [];
  pushChanges(values, state, extent);
  const columns = CHANGED_COLUMNS[extent];
  params.push(...values.filter((_, i) => !omitted.includes(columns[i] as string)));
}

function unitsOfNew({ first }: KeyGroup): number {
  return first.row?.maxBytes ?? longUnits(first.record);
}

function applied(id: Buffer, stored: IssueState, item: IncomingRecord, now: number): IssueState {
  const { state, outcome } = mergeState(stored, item.record, now);
  item.outcome = outcome;
  item.issueId = id;
  return state;
}
