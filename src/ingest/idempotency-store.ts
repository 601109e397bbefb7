import { createHash } from 'node:crypto';
import { LessThanOrEqual } from 'typeorm';
import { paddedPortions, rowListText } from '../db/bulk.js';
import type { Database, Scalar, Tx } from '../db/database.js';
import { DuplicateKeyError } from '../db/database-error.js';
import { HotTable } from '../db/hot-table.js';
import type { Clock } from '../domain/clock.js';
import { IdempotencyRecord } from '../domain/entities/idempotency-record.js';
import { encodeId, ID_PREFIX } from '../domain/ids.js';
import { LIMITS } from '../domain/limits.js';

/** The Idempotency-Key of a request as stored: digests of key and scope, and of the body. */
export interface IdempotencyKey {
  readonly workspaceId: number;
  readonly keyDigest: Buffer;
  readonly bodyDigest: Buffer;
}

export interface FinishedRequest {
  readonly jobId: string;
  readonly bodyDigest: Buffer;
}

interface JobKey {
  readonly key: IdempotencyKey;
  readonly jobId: Buffer;
}

type IdempotencyRow = Omit<IdempotencyRecord, 'jobId'> & { readonly jobId: Buffer };

const HOUR_MS = 3_600_000;

/**
 * @param scope method and path
 * @param body decompressed
 */
export function idempotencyKey(
  workspaceId: number,
  scope: string,
  key: string,
  body: Uint8Array,
): IdempotencyKey {
  return {
    workspaceId,
    keyDigest: createHash('sha256').update(`${scope}\n${key}`).digest(),
    bodyDigest: createHash('sha256').update(body).digest(),
  };
}

/** Stores Idempotency-Keys and the jobs of their requests. */
export class IdempotencyStore {
  private readonly table: HotTable<IdempotencyRow>;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {
    const properties = ['workspaceId', 'keyDigest', 'bodyDigest', 'jobId', 'expiresAt'] as const;
    this.table = new HotTable(database, IdempotencyRecord, properties, { asBytes: ['jobId'] });
  }

  /** Returns the request that was accepted with this key in the last 24 hours, or null. */
  async find({ workspaceId, keyDigest }: IdempotencyKey): Promise<FinishedRequest | null> {
    const text = `${this.table.select} workspace_id = ? AND key_digest = ? AND expires_at > ?`;
    const [values] = await this.database.select(text, [workspaceId, keyDigest, this.clock.now()]);
    if (values === undefined) return null;
    const { jobId, bodyDigest } = this.table.read(values);
    return { jobId: encodeId(ID_PREFIX.job, jobId), bodyDigest };
  }

  /** @throws DuplicateKeyError when a request with the same key was stored before */
  async insert(tx: Tx, requests: readonly JobKey[]): Promise<void> {
    let missing = requests.length - (await this.insertNew(tx, requests));
    if (missing === 0) return;
    // Expired keys that are not deleted yet conflict too.
    await this.deleteExpired(tx, requests);
    missing -= await this.insertNew(tx, requests);
    if (missing > 0) throw new DuplicateKeyError(this.table.name);
  }

  /** Deletes at most `limit` expired keys and returns the number deleted. */
  async prune(limit: number): Promise<number> {
    const expired = await this.database.read((manager) =>
      manager.find(IdempotencyRecord, {
        select: { workspaceId: true, keyDigest: true },
        where: { expiresAt: LessThanOrEqual(this.clock.now()) },
        order: { expiresAt: 'ASC' },
        take: limit,
      }),
    );
    if (expired.length > 0)
      await this.database.write(async ({ manager }) => {
        for (const { workspaceId, keyDigest } of expired)
          await manager.delete(IdempotencyRecord, { workspaceId, keyDigest });
      });
    return expired.length;
  }

  /** Skips existing keys and returns the number inserted. */
  private async insertNew(tx: Tx, requests: readonly JobKey[]): Promise<number> {
    const expiresAt = this.clock.now() + LIMITS.idempotencyHours * HOUR_MS;
    return this.table.insertNew(
      tx,
      requests.map(({ key, jobId }) => ({ ...key, jobId, expiresAt })),
    );
  }

  private async deleteExpired(tx: Tx, requests: readonly JobKey[]): Promise<void> {
    const head = `DELETE FROM ${this.table.name} WHERE (workspace_id,key_digest) IN`;
    for (const part of paddedPortions(requests)) {
      const text = rowListText(this.database.kind, head, 2, part.length, ' AND expires_at <= ?');
      const keys = part.flatMap(({ key }): Scalar[] => [key.workspaceId, key.keyDigest]);
      await tx.execute(text, [...keys, this.clock.now()]);
    }
  }
}
