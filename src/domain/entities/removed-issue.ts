import { Entity, PrimaryColumn } from 'typeorm';
import { BinaryColumn, InstantColumn } from './columns.js';
import { DIGEST_BYTES } from './idempotency-record.js';

/** An issue whose removal from its source was reported before the issue itself. */
@Entity({ name: 'removed_issue' })
export class RemovedIssue {
  @PrimaryColumn({ name: 'workspace_id', type: 'int' })
  workspaceId!: number;

  /** Digest of source and external id. */
  @BinaryColumn(DIGEST_BYTES, { name: 'key_digest', primary: true })
  keyDigest!: Buffer;

  /** When the issue was removed, by the source's own time. */
  @InstantColumn({ name: 'removed_at' })
  removedAt!: number;

  @InstantColumn({ name: 'expires_at' })
  expiresAt!: number;
}
