import { createHash } from 'node:crypto';
import { insertNewText, paddedPortions, rowListText } from '../db/bulk.js';
import type { Database } from '../db/database.js';
import { DuplicateKeyError } from '../db/database-error.js';
import type { Scalar, Transaction } from '../db/engine.js';
import type { Clock } from '../domain/clock.js';
import { encodeId, ID_PREFIX } from '../domain/ids.js';
import { LIMITS } from '../domain/limits.js';

/** A request's Idempotency-Key as it is stored: digests of where and what it was sent with. */
export interface IdempotencyKey {
  readonly workspaceId: number;
  readonly keyDigest: Buffer;
  readonly bodyDigest: Buffer;
}

export interface FinishedRequest {
  readonly jobId: string;
  readonly bodyDigest: Buffer;
}

interface StoredRequest {
  readonly key: IdempotencyKey;
  readonly jobId: Buffer;
}

const TABLE = 'idempotency_record';
const COLUMNS = ['workspace_id', 'key_digest', 'body_digest', 'job_id', 'expires_at'] as const;
const PRIMARY = ['workspace_id', 'key_digest'] as const;
const DELETE = `DELETE FROM ${TABLE} WHERE (${PRIMARY.join(',')}) IN`;
const HOUR_MS = 3_600_000;

/** `scope` is method and path, `body` the decompressed bytes. */
export function idempotencyKey(
  workspaceId: number,
  scope: string,
  key: string,
  body: Buffer,
): IdempotencyKey {
  return {
    workspaceId,
    keyDigest: createHash('sha256').update(`${scope}\n${key}`).digest(),
    bodyDigest: createHash('sha256').update(body).digest(),
  };
}

export class IdempotencyStore {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** The accepted request with this key, if there was one in the last 24 hours. */
  async find(key: IdempotencyKey): Promise<FinishedRequest | null> {
    const [row] = await this.database.query(
      `SELECT body_digest, job_id FROM ${TABLE} WHERE workspace_id = ? AND key_digest = ? AND expires_at > ?`,
      [key.workspaceId, key.keyDigest, this.clock.now()],
    );
    if (row === undefined) return null;
    return {
      jobId: encodeId(ID_PREFIX.job, row.job_id as Buffer),
      bodyDigest: row.body_digest as Buffer,
    };
  }

  /** @throws DuplicateKeyError when another request with the same key was faster */
  async insert(tx: Transaction, requests: readonly StoredRequest[]): Promise<void> {
    let missing = requests.length - (await this.insertNew(tx, requests));
    if (missing === 0) return;
    // Those whose time is over are in the way until they are cleared.
    await this.deleteExpired(tx, requests);
    missing -= await this.insertNew(tx, requests);
    if (missing > 0) throw new DuplicateKeyError(TABLE);
  }

  /** Deletes at most `limit` records that answer nobody any more; answers how many went. */
  async prune(limit: number): Promise<number> {
    const rows = await this.database.query(
      `SELECT workspace_id, key_digest FROM ${TABLE} WHERE expires_at <= ? ORDER BY expires_at LIMIT ${Math.trunc(limit)}`,
      [this.clock.now()],
    );
    await this.database.write(async (tx) => {
      for (const row of rows) {
        await tx.execute(`DELETE FROM ${TABLE} WHERE workspace_id = ? AND key_digest = ?`, [
          Number(row.workspace_id),
          row.key_digest as Buffer,
        ]);
      }
    });
    return rows.length;
  }

  /** Leaves keys alone that exist; answers how many were new. */
  private async insertNew(tx: Transaction, requests: readonly StoredRequest[]): Promise<number> {
    const expiresAt = this.clock.now() + LIMITS.idempotencyHours * HOUR_MS;
    let inserted = 0;
    for (const part of paddedPortions(requests)) {
      const params: Scalar[] = [];
      for (const { key, jobId } of part)
        params.push(key.workspaceId, key.keyDigest, key.bodyDigest, jobId, expiresAt);
      const text = insertNewText(this.database.kind, TABLE, COLUMNS, PRIMARY, part.length);
      inserted += (await tx.execute(text, params)).affectedRows;
    }
    return inserted;
  }

  private async deleteExpired(tx: Transaction, requests: readonly StoredRequest[]): Promise<void> {
    const { kind } = this.database;
    for (const part of paddedPortions(requests)) {
      const text = rowListText(kind, DELETE, PRIMARY.length, part.length, ' AND expires_at <= ?');
      const keys = part.flatMap(({ key }): Scalar[] => [key.workspaceId, key.keyDigest]);
      await tx.execute(text, [...keys, this.clock.now()]);
    }
  }
}
