import type { Database, Tx } from '../db/database.js';
import { isDuplicateKey } from '../db/database-error.js';
import { HotTable } from '../db/hot-table.js';
import { Issue } from '../domain/entities/issue.js';
import { IssueReference, NATIVE_ID_BYTES } from '../domain/entities/issue-reference.js';
import type { NewReference } from '../domain/reference.js';
import type { Source } from '../domain/source.js';

/** The change of an external id. */
export interface Renaming {
  readonly workspaceId: number;
  readonly source: Source;
  readonly from: string;
  readonly reference: NewReference;
  /** The time of the payload that has the new id, in epoch milliseconds; NaN if it has none. */
  readonly at: number;
}

/** Finds issues by the ids that their sources never change, after a repository or a project was renamed. */
export class ReferenceStore {
  private readonly table: HotTable<NewReference>;

  constructor(private readonly database: Database) {
    this.table = new HotTable<NewReference>(
      database,
      IssueReference,
      ['connectorId', 'nativeId', 'externalId'],
      { asBytes: ['connectorId'] },
    );
  }

  /** Returns the external id of the issue that has this id in the source, or null. */
  async findExternalId(connectorId: Buffer, nativeId: string): Promise<string | null> {
    if (!fits(nativeId)) return null;
    const text = `${this.table.select} connector_id = ? AND native_id = ?`;
    const [values] = await this.database.select(text, [connectorId, nativeId]);
    return values === undefined ? null : this.table.read(values).externalId;
  }

  /** Stores references, and replaces those that exist. */
  async store(tx: Tx, references: readonly NewReference[]): Promise<void> {
    const stored = references.filter(({ nativeId }) => fits(nativeId));
    if (stored.length > 0) await this.table.upsert(tx, stored);
  }

  /**
   * Makes a reference name the new external id, and gives that to its issue, if there is one.
   * @returns false if the issue is newer than the payload, or another issue has the new id
   */
  async rename({ workspaceId, source, from, reference, at }: Renaming): Promise<boolean> {
    try {
      return await this.database.write(async (tx) => {
        const key = { workspaceId, source, sentExternalId: from };
        const issue = await tx.manager.findOne(Issue, {
          select: { workspaceId: true, id: true, sourceUpdatedAt: true },
          where: key,
        });
        if (issue !== null && at < (issue.sourceUpdatedAt ?? Number.NEGATIVE_INFINITY)) return false;
        const renamed = { sentExternalId: reference.externalId };
        if (issue !== null) await tx.manager.update(Issue, { workspaceId, id: issue.id }, renamed);
        await this.store(tx, [reference]);
        return true;
      });
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }
}

function fits(nativeId: string): boolean {
  return Buffer.byteLength(nativeId) <= NATIVE_ID_BYTES;
}
