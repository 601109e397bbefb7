import { paddedPortions, rowListText } from '../db/bulk.js';
import type { Database, Scalar, Tx } from '../db/database.js';
import { HotTable } from '../db/hot-table.js';
import { Issue } from '../domain/entities/issue.js';
import { IssueReference, NATIVE_ID_BYTES } from '../domain/entities/issue-reference.js';
import type { NormalRecord } from '../domain/record.js';
import type { NativeId } from '../domain/reference.js';

/** A record, and the id by which its source means the issue if it has one that never changes. */
export interface ReferencedRecord {
  readonly workspaceId: number;
  readonly record: NormalRecord;
  readonly native: NativeId | undefined;
}

interface ReferenceRow {
  readonly connectorId: Buffer;
  readonly nativeId: string;
  readonly externalId: string;
}

/** Finds issues by the ids that their sources never change, after a repository or a project was renamed. */
export class ReferenceStore {
  private readonly table: HotTable<ReferenceRow>;
  /** Whether to look references up before inserting them. Only the speed depends on it. */
  private expectsKnown = false;

  constructor(private readonly database: Database) {
    this.table = new HotTable<ReferenceRow>(
      database,
      IssueReference,
      ['connectorId', 'nativeId', 'externalId'],
      { asBytes: ['connectorId'] },
    );
  }

  /** Returns the external id of the issue that has this id in the source, or null. */
  async findExternalId(connectorId: Buffer, nativeId: string): Promise<string | null> {
    const text = `${this.table.select} connector_id = ? AND native_id = ?`;
    const [values] = await this.database.select(text, [connectorId, nativeId]);
    return values === undefined ? null : this.table.read(values).externalId;
  }

  /**
   * Returns the records with the external ids of the issues that their sources mean, in the same order. An issue that has a new
   * external id is renamed; a record from before that continues the issue under its newer id. References are stored.
   */
  async resolve(tx: Tx, sent: readonly ReferencedRecord[]): Promise<readonly NormalRecord[]> {
    if (!this.expectsKnown && (await this.areAllNew(tx, sent))) return sent.map(({ record }) => record);
    const known = await this.lookUp(tx, sent);
    this.expectsKnown = known.size > 0;
    const changed: ReferenceRow[] = [];
    const records: NormalRecord[] = [];
    for (const each of sent) {
      const row = rowOf(each);
      const found = row === undefined ? undefined : known.get(keyOf(row));
      const isStored = row === undefined || found === row.externalId;
      if (isStored || found === undefined || each.native?.isMove === true) {
        if (!isStored) changed.push(row);
        records.push(each.record);
      } else if (await rename(tx, each, found)) {
        changed.push(row);
        records.push(each.record);
      } else records.push({ ...each.record, externalId: found });
    }
    if (changed.length > 0) await this.table.upsert(tx, changed);
    return records;
  }

  /** Inserts the references and returns whether none existed. */
  private async areAllNew(tx: Tx, sent: readonly ReferencedRecord[]): Promise<boolean> {
    const rows = sent.map(rowOf).filter((row) => row !== undefined);
    return (await this.table.insertNew(tx, rows)) === rows.length;
  }

  private async lookUp(tx: Tx, sent: readonly ReferencedRecord[]): Promise<Map<string, string>> {
    const known = new Map<string, string>();
    const head = `${this.table.select} (connector_id,native_id) IN`;
    for (const part of paddedPortions(sent.map(rowOf).filter((row) => row !== undefined))) {
      const params = part.flatMap(({ connectorId, nativeId }): Scalar[] => [connectorId, nativeId]);
      const text = rowListText(this.database.kind, head, 2, part.length);
      for (const values of await tx.select(text, params)) {
        const row = this.table.read(values);
        known.set(keyOf(row), row.externalId);
      }
    }
    return known;
  }
}

/** The reference that a record states. */
function rowOf({ record, native }: ReferencedRecord): ReferenceRow | undefined {
  if (native === undefined || record.externalId === null) return undefined;
  const { connectorId, nativeId } = native;
  return { connectorId, nativeId, externalId: record.externalId };
}

function keyOf({ connectorId, nativeId }: ReferenceRow): string {
  return `${connectorId.toString('latin1')} ${nativeId}`;
}

/**
 * Gives an issue its new external id.
 * @returns false if the issue is newer than the record, if another issue has that id, or if the record names the issue by the
 *   id that never changes because it does not contain the usual one
 */
async function rename(
  { manager }: Tx,
  { workspaceId, record, native }: ReferencedRecord,
  from: string,
): Promise<boolean> {
  const { source, externalId: to, sourceUpdatedAt } = record;
  if (to === null || to === native?.nativeId) return false;
  const select = { workspaceId: true, id: true, sourceUpdatedAt: true };
  const issue = await manager.findOne(Issue, {
    select,
    where: { workspaceId, source, sentExternalId: from },
  });
  if (issue === null) return true;
  const isOlder = typeof sourceUpdatedAt === 'number' && sourceUpdatedAt < (issue.sourceUpdatedAt ?? 0);
  if (isOlder || (await manager.existsBy(Issue, { workspaceId, source, sentExternalId: to }))) return false;
  await manager.update(Issue, { workspaceId, id: issue.id }, { sentExternalId: to });
  return true;
}

/** Whether an id fits its column. */
export function isNativeId(id: string | undefined): id is string {
  return id !== undefined && Buffer.byteLength(id) <= NATIVE_ID_BYTES;
}
