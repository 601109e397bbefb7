import { randomBytes } from 'node:crypto';
import { AppError } from '../domain/errors.js';
import { LIMITS } from '../domain/limits.js';
import { isRetryable, isUnreachable, outageReason } from './database-error.js';
import type { Tx } from './engine.js';

/** A write that succeeded this recently shows that another one would. Also bounds how often a test write runs. */
const FRESH_MS = 2_000;

/** Whether writes succeed, as seen by this process. */
export class WriteHealth {
  private fault: string | null = null;
  private succeededAt = Number.NEGATIVE_INFINITY;

  /** @param changed called with the reason when writes begin to fail, and with null when they succeed again */
  constructor(private readonly changed: (fault: string | null) => void = () => undefined) {}

  succeeded(): void {
    this.succeededAt = performance.now();
    this.become(null);
  }

  /** Ignores errors that concern one request only, such as a conflict or a deadlock. */
  failed(error: unknown): void {
    const cause = error instanceof AppError ? error.cause : error;
    if (isUnreachable(cause) && !isRetryable(cause)) this.become(outageReason(cause));
  }

  /** Rows of the next test write. While the disk is full, a small one can still succeed, so the way back takes a large one. */
  get testRows(): number {
    return this.fault === null ? 1 : LIMITS.batchRecords;
  }

  get isFresh(): boolean {
    return this.fault === null && performance.now() - this.succeededAt < FRESH_MS;
  }

  private become(fault: string | null): void {
    if (fault === this.fault) return;
    this.fault = fault;
    this.changed(fault);
  }
}

const KEY_BYTES = 32;
const ID_BYTES = 16;
const DELETE = 'DELETE FROM idempotency_record WHERE workspace_id = 0 AND key_digest BETWEEN ? AND ?';

/** Writes and removes rows of no workspace. Their commit reaches the disk, or the other nodes, like that of a request. */
export async function testWrite(tx: Tx, rows: number): Promise<void> {
  const base = randomBytes(KEY_BYTES);
  // The keys differ in their last bytes, so that one range contains them and nothing else.
  const keys = Array.from({ length: rows }, (_, i) => {
    const key = Buffer.from(base);
    key.writeUInt32BE(i, KEY_BYTES - 4);
    return key;
  });
  const values = keys.map(() => '(0, ?, ?, ?, 0)').join();
  const insert = `INSERT INTO idempotency_record (workspace_id, key_digest, body_digest, job_id, expires_at) VALUES ${values}`;
  await tx.execute(
    insert,
    keys.flatMap((key) => [key, key, key.subarray(0, ID_BYTES)]),
  );
  await tx.execute(DELETE, [keys[0] as Buffer, keys[rows - 1] as Buffer]);
}
