import { hash } from 'node:crypto';
import { LessThanOrEqual } from 'typeorm';
import { listText, paddedPortions } from '../db/bulk.js';
import type { Database, Tx } from '../db/database.js';
import type { Clock } from '../domain/clock.js';
import { Issue } from '../domain/entities/issue.js';
import { RemovedIssue } from '../domain/entities/removed-issue.js';
import { encodeId, ID_PREFIX } from '../domain/ids.js';
import { LIMITS } from '../domain/limits.js';
import type { NormalRecord } from '../domain/record.js';
import type { Source } from '../domain/source.js';

/** An issue that a webhook created in the current transaction. */
export interface CreatedIssue {
  readonly workspaceId: number;
  readonly issueId: Buffer;
  readonly record: NormalRecord;
}

/**
 * Remembers removals of issues that are not known yet, so that a creation that arrives later does not open the issue. The order
 * in which both arrive makes no difference.
 */
export class RemovalStore {
  /** Until then, by `performance.now()`, there is nothing to find. */
  private emptyUntilMs = 0;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Remembers a removal for `LIMITS.removalHours`, unless it is remembered already.
   * @param removedAt epoch milliseconds
   */
  async remember(workspaceId: number, source: Source, externalId: string, removedAt: number): Promise<void> {
    const now = this.clock.now();
    const keyDigest = digestOf(source, externalId);
    const key = { workspaceId, keyDigest };
    const known = await this.database.read((manager) => manager.findOneBy(RemovedIssue, key));
    if (known !== null && known.expiresAt > now) return;
    const expiresAt = now + LIMITS.removalHours * HOUR_MS;
    await this.database.write(async ({ manager }) => {
      // Within the transaction, because no other one can check it meanwhile.
      this.emptyUntilMs = 0;
      await manager.upsert(RemovedIssue, { ...key, removedAt, expiresAt }, ['workspaceId', 'keyDigest']);
    });
    this.emptyUntilMs = 0;
  }

  /** Resolves those issues that were removed after their records were written in the source. */
  async resolveRemoved(tx: Tx, created: readonly CreatedIssue[]): Promise<void> {
    if (performance.now() < this.emptyUntilMs || (await this.checkEmpty(tx))) return;
    for (const workspaceId of new Set(created.map((issue) => issue.workspaceId))) {
      const keyed = created.filter(
        (issue) => issue.workspaceId === workspaceId && issue.record.externalId !== null,
      );
      const byDigest = new Map(
        keyed.map((issue) => [
          digestOf(issue.record.source, issue.record.externalId as string).toString('latin1'),
          issue,
        ]),
      );
      for (const [digest, removedAt] of await this.removals(tx, workspaceId, [...byDigest.keys()]))
        await resolve(tx, byDigest.get(digest) as CreatedIssue, removedAt);
    }
  }

  private async checkEmpty(tx: Tx): Promise<boolean> {
    const isEmpty = (await tx.select('SELECT 1 FROM removed_issue LIMIT 1', [])).length === 0;
    // With SQLite a single process knows all that was remembered.
    const validMs = this.database.kind === 'sqlite' ? Number.POSITIVE_INFINITY : EMPTY_MS;
    this.emptyUntilMs = isEmpty ? performance.now() + validMs : 0;
    return isEmpty;
  }

  /** Forgets what has expired. */
  async prune(): Promise<void> {
    const expiresAt = LessThanOrEqual(this.clock.now());
    await this.database.write(({ manager }) => manager.delete(RemovedIssue, { expiresAt }));
  }

  private async removals(
    tx: Tx,
    workspaceId: number,
    digests: readonly string[],
  ): Promise<Map<string, number>> {
    const found = new Map<string, number>();
    const head =
      'SELECT key_digest, removed_at FROM removed_issue WHERE workspace_id = ? AND expires_at > ? AND key_digest IN';
    for (const part of paddedPortions(digests)) {
      const keys = part.map((digest) => Buffer.from(digest, 'latin1'));
      const params = [workspaceId, this.clock.now(), ...keys];
      for (const [digest, removedAt] of await tx.select(listText(head, part.length), params))
        found.set((digest as Buffer).toString('latin1'), Number(removedAt));
    }
    return found;
  }
}

const HOUR_MS = 3_600_000;
/** For this long a process may miss what another one has remembered. */
const EMPTY_MS = 1_000;

/** A record that is newer than the removal restored the issue. */
async function resolve({ manager }: Tx, created: CreatedIssue, removedAt: number): Promise<void> {
  const { workspaceId, issueId, record } = created;
  if (typeof record.sourceUpdatedAt === 'number' && record.sourceUpdatedAt > removedAt) return;
  const key = { workspaceId, id: encodeId(ID_PREFIX.issue, issueId) };
  await manager.update(Issue, key, { status: 'resolved', sourceUpdatedAt: removedAt });
}

/** The name of a source contains no blank. */
function digestOf(source: Source, externalId: string): Buffer {
  return hash('sha256', `${source} ${externalId}`, 'buffer');
}
