import { Entity, Index, PrimaryColumn } from 'typeorm';
import { ID_PREFIX } from '../ids.js';
import { BinaryColumn, IdColumn, InstantColumn } from './columns.js';

/** Bytes of a SHA-256 digest. */
export const DIGEST_BYTES = 32;

/** A request that was accepted with an Idempotency-Key. Its response is rebuilt from the job. */
@Entity({ name: 'idempotency_record' })
@Index('idempotency_record_expiry', ['expiresAt'])
export class IdempotencyRecord {
  @PrimaryColumn({ name: 'workspace_id', type: 'int' })
  workspaceId!: number;

  /** Digest of method, path and key. */
  @BinaryColumn(DIGEST_BYTES, { name: 'key_digest', primary: true })
  keyDigest!: Buffer;

  /** Digest of the decompressed body. */
  @BinaryColumn(DIGEST_BYTES, { name: 'body_digest' })
  bodyDigest!: Buffer;

  @IdColumn(ID_PREFIX.job, { name: 'job_id' })
  jobId!: string;

  @InstantColumn({ name: 'expires_at' })
  expiresAt!: number;
}
