import { Entity, Index, PrimaryColumn } from 'typeorm';
import { ID_PREFIX } from '../ids.js';
import { BinaryColumn, IdColumn, InstantColumn } from './columns.js';

/** Bytes of a SHA-256. */
export const DIGEST_BYTES = 32;

/** That a request with this Idempotency-Key was accepted. Its answer is rebuilt from the job. */
@Entity({ name: 'idempotency_record' })
@Index('idempotency_record_expiry', ['expiresAt'])
export class IdempotencyRecord {
  @PrimaryColumn({ name: 'workspace_id', type: 'int' })
  workspaceId!: number;

  /** Of method, path and key. */
  @BinaryColumn(DIGEST_BYTES, { name: 'key_digest', primary: true })
  keyDigest!: Buffer;

  /** Of the decompressed body. */
  @BinaryColumn(DIGEST_BYTES, { name: 'body_digest' })
  bodyDigest!: Buffer;

  @IdColumn(ID_PREFIX.job, { name: 'job_id' })
  jobId!: string;

  @InstantColumn({ name: 'expires_at' })
  expiresAt!: number;
}
