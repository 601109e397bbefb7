import { createHash } from 'node:crypto';
import { exactPortions, insertText } from '../db/bulk.js';
import type { Database } from '../db/database.js';
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

const TABLE = 'idempotency_record';
const COLUMNS = ['workspace_id', 'key_digest', 'body_digest', 'job_id', 'expires_at'] as const;
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

  /** Violates the primary key when another request with the same key was faster. */
  async insert(tx: Transaction, requests: readonly { key: IdempotencyKey; jobId: Buffer }[]): Promise<void> {
    const now = this.clock.now();
    for (const { key } of requests) {
      await tx.execute(`DELETE FROM ${TABLE} WHERE workspace_id = ? AND key_digest = ? AND expires_at <= ?`, [
        key.workspaceId,
        key.keyDigest,
        now,
      ]);
    }
    for (const part of exactPortions(requests)) {
      const params = part.flatMap(({ key, jobId }): Scalar[] => [
        key.workspaceId,
        key.keyDigest,
        key.bodyDigest,
        jobId,
        now + LIMITS.idempotencyHours * HOUR_MS,
      ]);
      await tx.execute(insertText(TABLE, COLUMNS, part.length), params);
    }
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
}
