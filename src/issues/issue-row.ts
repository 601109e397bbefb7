import type { Database, Values } from '../db/database.js';
import { HotTable } from '../db/hot-table.js';
import { Issue, mintedExternalId } from '../domain/entities/issue.js';
import { mintedAt } from '../domain/ids.js';
import type { NormalRecord } from '../domain/record.js';
import { createState, type IssueState } from '../domain/rules/merge.js';

/** A row of the table, with its own id as bytes. */
export type IssueRow = Omit<
  Issue,
  'id' | 'externalId' | 'createdAt' | 'firstSeenAt' | 'lastSeenAt' | 'updatedAt'
> & { readonly id: Buffer };

/** An issue as it is stored, for records to change it. */
export interface StoredIssue {
  readonly workspaceId: number;
  readonly id: Buffer;
  /** null when the external id was minted. */
  readonly sentExternalId: string | null;
  readonly state: IssueState;
}

/**
 * Which columns a change writes: that the issue was seen again; besides, its text, as of a source that sends the same alert
 * with other values; or everything.
 */
export type ChangeScope = 'seen' | 'text' | 'all';

const IDENTITY = [
  'workspaceId',
  'id',
  'source',
  'sentExternalId',
] as const satisfies readonly (keyof Issue)[];
const PRIMARY = ['workspaceId', 'id'] as const;
/** They have defaults, and no new issue differs from them. */
const DEFAULTED: readonly (keyof Issue)[] = ['occurrenceCount', 'seenAgainAt', 'changedAt'];
/** They have defaults, which `BLANK_STATE` states, and few new issues differ from them. */
const RARE = ['sourceRaw', 'status', 'assignee', 'connectorId'] as const;
const SEEN = ['occurrenceCount', 'seenAgainAt'] as const;
const TEXT = [...SEEN, 'changedAt', 'body', 'sourceUpdatedAt'] as const;

/** Texts that may be so long that they are read and written only when they matter. */
const LONG = ['sourceRaw', 'body', 'metadata'] as const;
export type LongField = (typeof LONG)[number];
/** Bytes up to which such a text is read together with its row. */
const SHORT_BYTES = 4096;
/** Marks a text that was not read: no record can contain it, so it counts as a different text. */
const UNREAD = '\0';

/** Every field of a state, for `read` to fill in. */
const BLANK_STATE = createState({ source: 'jira', externalId: null } as NormalRecord, '', 0);

/** The columns of the hot statements on issues, from the entity's metadata. */
export class IssueTables {
  /** Selects `all` up to and including `WHERE`, with `UNREAD` and the number of bytes in place of a long text. */
  readonly mergeSelect: string;
  readonly all: HotTable<IssueRow>;
  /** What a new issue states: most have nothing in the rare columns, and a fifth fewer parameters is a fifth less work. */
  private readonly common: HotTable<StoredIssue>;
  private readonly complete: HotTable<StoredIssue>;
  private readonly changing: Readonly<Record<ChangeScope, readonly (keyof Issue)[]>>;
  /** What the scope `all` has beside `text`. */
  private readonly content: readonly (keyof IssueState)[];
  /** Fields of a state that are columns. */
  private readonly stored: readonly (keyof IssueState & keyof IssueRow)[];
  private readonly changes = new Map<string, HotTable<StoredIssue>>();

  constructor(private readonly database: Database) {
    const { columns } = database.metadata(Issue);
    const properties = columns.map(({ propertyName }) => propertyName as keyof Issue);
    const without = (some: readonly string[]) => properties.filter((property) => !some.includes(property));
    this.common = this.table(without([...DEFAULTED, ...RARE]));
    this.complete = this.table(without(DEFAULTED));
    this.all = new HotTable(database, Issue, properties, { asBytes: ['id'] });
    this.changing = { seen: SEEN, text: TEXT, all: without(IDENTITY) };
    this.content = without([...IDENTITY, ...TEXT]) as (keyof IssueState)[];
    this.stored = properties.filter((property) => property in BLANK_STATE) as typeof this.stored;
    this.mergeSelect = `SELECT ${properties.map((property, i) => this.shortened(property, this.all.columns[i] as string)).join(',')} FROM ${this.all.name} WHERE`;
  }

  /** The columns that new issues state. */
  fresh(issues: readonly StoredIssue[]): HotTable<StoredIssue> {
    const isCommon = issues.every(({ state }) => RARE.every((field) => state[field] === BLANK_STATE[field]));
    return isCommon ? this.common : this.complete;
  }

  /** The columns that a change writes, without long texts that were not read: they did not change. */
  changed(scope: ChangeScope, unread: readonly LongField[]): HotTable<StoredIssue> {
    const key = `${scope} ${unread}`;
    let table = this.changes.get(key);
    if (table === undefined) {
      const omitted: readonly string[] = unread;
      const changing = this.changing[scope].filter((property) => !omitted.includes(property));
      table = this.table([...changing, ...PRIMARY]);
      this.changes.set(key, table);
    }
    return table;
  }

  /** The smallest scope that covers the differences between two states. */
  scopeOf(stored: IssueState, state: IssueState): ChangeScope {
    if (this.content.some((field) => stored[field] !== state[field])) return 'all';
    const sameText =
      state.updatedAt === stored.updatedAt &&
      state.body === stored.body &&
      state.sourceUpdatedAt === stored.sourceUpdatedAt;
    return sameText ? 'seen' : 'text';
  }

  read(values: Values): StoredIssue {
    const row = this.all.read(values);
    const { workspaceId, id, sentExternalId } = row;
    // Copied field by field into a complete object: rest and spread that add properties are a hundred times slower.
    const state: Record<string, unknown> = { ...BLANK_STATE };
    for (const field of this.stored) state[field] = row[field];
    state.externalId = sentExternalId ?? mintedExternalId(id);
    state.createdAt = mintedAt(id);
    state.lastSeenAt = row.seenAgainAt ?? state.createdAt;
    state.updatedAt = row.changedAt ?? state.createdAt;
    return { workspaceId, id, sentExternalId, state: state as IssueState };
  }

  private shortened(property: string, column: string): string {
    if (!(LONG as readonly string[]).includes(property)) return column;
    const mark = this.database.kind === 'sqlite' ? 'CHAR(0)' : 'CHAR(0 USING utf8mb4)';
    return `CASE WHEN OCTET_LENGTH(${column}) > ${SHORT_BYTES} THEN CONCAT(${mark}, OCTET_LENGTH(${column})) ELSE ${column} END`;
  }

  private table(properties: readonly (keyof Issue)[]): HotTable<StoredIssue> {
    return new HotTable<StoredIssue>(this.database, Issue, properties, {
      valueIn: valueInIssue,
      asBytes: ['id'],
    });
  }
}

function valueInIssue(property: string): (issue: StoredIssue) => unknown {
  switch (property) {
    case 'workspaceId':
    case 'id':
    case 'sentExternalId':
      return (issue) => issue[property];
    case 'seenAgainAt':
      return ({ state }) => state.lastSeenAt;
    case 'changedAt':
      return ({ state }) => state.updatedAt;
    default:
      return ({ state }) => state[property as keyof IssueState];
  }
}

/** UTF-16 units of the long texts. */
export function longUnits({ sourceRaw, body, metadata }: Pick<NormalRecord, LongField>): number {
  return (sourceRaw?.length ?? 0) + (body?.length ?? 0) + (metadata?.length ?? 0);
}

/** The long texts that `state` does not contain because they were not read. */
export function unreadFields(state: IssueState): readonly LongField[] {
  const { sourceRaw, body, metadata } = state;
  if (!isUnread(sourceRaw) && !isUnread(body) && !isUnread(metadata)) return NONE;
  return LONG.filter((field) => isUnread(state[field]));
}

const NONE: readonly LongField[] = [];

function isUnread(text: string | null): boolean {
  return text?.startsWith(UNREAD) ?? false;
}

/** The unread texts that matter: one of `records` may repeat it, or adds to it. */
export function fieldsToRead(state: IssueState, records: readonly NormalRecord[]): readonly LongField[] {
  return unreadFields(state).filter((field) => {
    const bytes = Number(state[field]?.slice(UNREAD.length));
    return records.some((record) => isComparedWith(record, field, bytes));
  });
}

function isComparedWith(record: NormalRecord, field: LongField, bytes: number): boolean {
  const sent = record[field];
  if (typeof sent !== 'string') return false;
  return (field === 'metadata' && record.transition?.partial === true) || Buffer.byteLength(sent) === bytes;
}
