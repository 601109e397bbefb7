import { listText, paddedPortions, rowListText } from '../db/bulk.js';
import type { Database, Scalar, Tx } from '../db/database.js';
import { mintedExternalId } from '../domain/entities/issue.js';
import type { IdMinter } from '../domain/ids.js';
import type { NormalRecord, Outcome } from '../domain/record.js';
import { createState, mergeState } from '../domain/rules/merge.js';
import {
  type ChangeScope,
  fieldsToRead,
  IssueTables,
  type LongField,
  longUnits,
  type StoredIssue,
  unreadFields,
} from './issue-row.js';

/** One record on its way into an issue. */
export interface IncomingRecord {
  readonly workspaceId: number;
  readonly record: NormalRecord;
}

/** What became of it. */
export interface UpsertedRecord {
  readonly outcome: Exclude<Outcome, 'rejected'>;
  readonly issueId: Buffer;
  /** Occurrences of the issue, with this record. */
  readonly occurrenceCount: number;
}

/** The records of one transaction that share a key, in the order of arrival. */
interface KeyGroup {
  readonly workspaceId: number;
  readonly source: NormalRecord['source'];
  /** The one that was sent, or that of `newId`. */
  readonly externalId: string;
  /** The id of the issue if the key is new; minted in input order, so that newest first is last sent first. */
  readonly newId: Buffer;
  readonly records: NormalRecord[];
  /** Where the records are in the input. */
  readonly positions: number[];
}

/** What the records of a group make of an issue. */
interface Merge extends StoredIssue {
  readonly scope: ChangeScope;
  readonly unread: readonly LongField[];
  /** In the order of the records. */
  readonly upserted: readonly UpsertedRecord[];
}

/**
 * Share of known keys in a transaction from which the next one looks its keys up first: inserting known keys in vain then costs
 * more than looking up new ones.
 */
const LOOKUP_SHARE = 0.25;
const KEY_COLUMNS = ['workspace_id', 'source', 'external_id'] as const;

/** Writes records as issues: one issue per key under any concurrency. */
export class IssueUpsert {
  private readonly tables: IssueTables;
  /** Whether to look keys up before inserting them. Only the speed depends on it. */
  private expectsKnown = false;

  constructor(
    private readonly database: Database,
    private readonly ids: IdMinter,
  ) {
    this.tables = new IssueTables(database);
  }

  /** Returns what became of each record, in input order. Records with the same key apply in that order. */
  async run(tx: Tx, incoming: readonly IncomingRecord[], now: number): Promise<UpsertedRecord[]> {
    const groups = this.grouped(incoming);
    const stored = await this.insert(tx, groups, now);
    const results = new Array<UpsertedRecord>(incoming.length);
    const merges: Merge[] = [];
    for (const group of groups) {
      const known = stored.get(group);
      const [first] = group.positions as [number];
      if (known === undefined)
        results[first] = { outcome: 'created', issueId: group.newId, occurrenceCount: 1 };
      // A new issue takes the further records of its group as updates of what the first one made.
      if (known === undefined && group.records.length === 1) continue;
      const merge = this.mergeOf(group, known, now);
      merge.upserted.forEach((upserted, i) => {
        const position = group.positions[i + group.positions.length - merge.upserted.length] as number;
        results[position] = upserted;
      });
      merges.push(merge);
    }
    await this.overwrite(tx, merges);
    return results;
  }

  /** Groups by key, in one order, so that two transactions never wait for each other crosswise. */
  private grouped(incoming: readonly IncomingRecord[]): KeyGroup[] {
    const groups = incoming.map(({ workspaceId, record }, position): KeyGroup => {
      const newId = this.ids.mint();
      const externalId = record.externalId ?? mintedExternalId(newId);
      return {
        workspaceId,
        source: record.source,
        externalId,
        newId,
        records: [record],
        positions: [position],
      };
    });
    // Sorting is stable, so records that share a key stay in the order of arrival.
    groups.sort(byKey);
    const distinct: KeyGroup[] = [];
    for (const group of groups) {
      const last = distinct[distinct.length - 1];
      if (last !== undefined && hasKey(group) && byKey(last, group) === 0) {
        last.records.push(...group.records);
        last.positions.push(...group.positions);
      } else distinct.push(group);
    }
    return distinct;
  }

  /** Inserts the issues that are new and returns the others, locked until the commit. */
  private async insert(
    tx: Tx,
    groups: readonly KeyGroup[],
    now: number,
  ): Promise<ReadonlyMap<KeyGroup, StoredIssue>> {
    const known = this.expectsKnown ? await this.lock(tx, groups.filter(hasKey)) : new Map();
    const others = groups.filter((group) => !known.has(group));
    const issues = others.map((group) => newIssue(group, now));
    const inserted = await this.tables.fresh(issues).insertNew(tx, issues, unitsOf);
    if (inserted < others.length) {
      for (const [group, issue] of await this.lock(tx, others.filter(hasKey)))
        if (!issue.id.equals(group.newId)) known.set(group, issue);
    }
    this.expectsKnown = known.size >= groups.length * LOOKUP_SHARE;
    return known;
  }

  /** Reads the issues of these keys that exist, and keeps other transactions from changing them until the commit. */
  private async lock(tx: Tx, groups: readonly KeyGroup[]): Promise<Map<KeyGroup, StoredIssue>> {
    const found = new Map<KeyGroup, StoredIssue>();
    for (const part of paddedPortions(groups)) {
      const { text, params } = this.lockStatement(part);
      const byKeyText = new Map(part.map((group) => [keyText(group), group]));
      for (const values of await tx.select(text, params)) {
        const issue = this.tables.read(values);
        const { source, externalId } = issue.state;
        const { workspaceId } = issue;
        const group = byKeyText.get(keyText({ workspaceId, source, externalId })) as KeyGroup;
        const fields = fieldsToRead(issue.state, group.records);
        found.set(group, fields.length === 0 ? issue : await this.withLongTexts(tx, issue, fields));
      }
    }
    return found;
  }

  /**
   * Where all keys have one workspace and source, only the external ids are compared: that is less work for the database, on
   * MariaDB by a fifth to a third.
   */
  private lockStatement(part: readonly KeyGroup[]): { text: string; params: Scalar[] } {
    const { kind } = this.database;
    const tail = kind === 'sqlite' ? '' : ' FOR UPDATE';
    const [{ workspaceId, source }] = part as readonly [KeyGroup];
    if (part.every((group) => group.workspaceId === workspaceId && group.source === source)) {
      const params = [workspaceId, source, ...part.map(({ externalId }) => externalId)];
      const head = `${this.tables.mergeSelect} workspace_id = ? AND source = ? AND external_id IN`;
      return { text: listText(head, part.length, tail), params };
    }
    const params = part.flatMap((group) => [group.workspaceId, group.source, group.externalId]);
    const head = `${this.tables.mergeSelect} (${KEY_COLUMNS.join(',')}) IN`;
    return { text: rowListText(kind, head, KEY_COLUMNS.length, part.length, tail), params };
  }

  /** The issue with the long texts that a record may repeat; together they are no longer than what was sent. */
  private async withLongTexts(
    tx: Tx,
    issue: StoredIssue,
    fields: readonly LongField[],
  ): Promise<StoredIssue> {
    const { all } = this.tables;
    const [values] = await tx.select(`${all.select} workspace_id = ? AND id = ?`, [
      issue.workspaceId,
      issue.id,
    ]);
    const { state } = this.tables.read(values as readonly unknown[]);
    const read = Object.fromEntries(fields.map((field) => [field, state[field]]));
    return { ...issue, state: { ...issue.state, ...read } };
  }

  private mergeOf(group: KeyGroup, known: StoredIssue | undefined, now: number): Merge {
    const { workspaceId, id, sentExternalId, state: before } = known ?? newIssue(group, now);
    let state = before;
    const upserted: UpsertedRecord[] = [];
    for (const record of known === undefined ? group.records.slice(1) : group.records) {
      const merged = mergeState(state, record, now);
      state = merged.state;
      upserted.push({ outcome: merged.outcome, issueId: id, occurrenceCount: state.occurrenceCount });
    }
    const scope = this.tables.scopeOf(before, state);
    return { workspaceId, id, sentExternalId, state, upserted, scope, unread: unreadFields(state) };
  }

  /** Writes back what changed, together for issues of which the same columns may have changed. */
  private async overwrite(tx: Tx, merges: readonly Merge[]): Promise<void> {
    for (const sameShape of groupsOfOneShape(merges)) {
      const { scope, unread } = sameShape[0] as Merge;
      const table = this.tables.changed(scope, unread);
      await table.update(tx, sameShape, scope === 'seen' ? undefined : unitsOf);
    }
  }
}

function unitsOf({ state }: StoredIssue): number {
  return longUnits(state);
}

/** Issues whose changes write the same columns. */
function groupsOfOneShape(merges: readonly Merge[]): Iterable<readonly Merge[]> {
  const groups = new Map<string, Merge[]>();
  for (const merge of merges) {
    const shape = `${merge.scope} ${merge.unread}`;
    const group = groups.get(shape);
    if (group === undefined) groups.set(shape, [merge]);
    else group.push(merge);
  }
  return groups.values();
}

function firstOf({ records }: KeyGroup): NormalRecord {
  return records[0] as NormalRecord;
}

/** The issue that the first record of a group makes. */
function newIssue(group: KeyGroup, now: number): StoredIssue {
  const { workspaceId, newId: id } = group;
  const record = firstOf(group);
  const state = createState(record, group.externalId, now);
  return { workspaceId, id, sentExternalId: record.externalId, state };
}

/** Without a key an issue cannot exist yet. */
function hasKey(group: KeyGroup): boolean {
  return firstOf(group).externalId !== null;
}

/** The parts before the external id contain no blank. */
function keyText({
  workspaceId,
  source,
  externalId,
}: Pick<KeyGroup, 'workspaceId' | 'source' | 'externalId'>): string {
  return `${workspaceId} ${source} ${externalId}`;
}

/** Part by part: comparing texts that were just put together is slow. */
function byKey(a: KeyGroup, b: KeyGroup): number {
  return a.workspaceId - b.workspaceId || compare(a.source, b.source) || compare(a.externalId, b.externalId);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
