import { Column, Entity, Index } from 'typeorm';
import type { DeliveryOutcome } from '../delivery.js';
import { ID_PREFIX } from '../ids.js';
import { BinaryColumn, IdColumn, InstantColumn, TextColumn, WordColumn } from './columns.js';
import { DIGEST_BYTES } from './idempotency-record.js';

/**
 * One delivery of a webhook and what became of it. The newest of a connector come together. What was accepted has a
 * replay key, so that the same delivery is never accepted twice.
 */
@Entity({ name: 'webhook_delivery', withoutRowid: true })
@Index('webhook_delivery_replay', ['connectorId', 'replayKey'], { unique: true })
export class WebhookDelivery {
  @IdColumn(ID_PREFIX.connector, { name: 'connector_id', primary: true })
  connectorId!: string;

  /** Its time is when the delivery came. */
  @IdColumn(ID_PREFIX.delivery, { name: 'id', primary: true })
  id!: string;

  @Column({ name: 'workspace_id', type: 'int' })
  workspaceId!: number;

  @WordColumn(10, { name: 'outcome' })
  outcome!: DeliveryOutcome;

  /** One word that says more, such as `stale_timestamp`; null when there is nothing to say. */
  @WordColumn(40, { name: 'reason', nullable: true })
  reason!: string | null;

  /** What the source calls the event. */
  @TextColumn(100, { name: 'event', nullable: true })
  event!: string | null;

  /** What the source calls the delivery, which is seldom signed. */
  @TextColumn(255, { name: 'source_delivery_id', nullable: true })
  sourceDeliveryId!: string | null;

  @Column({ name: 'body_bytes', type: 'int' })
  bodyBytes!: number;

  /** Digest of what makes this delivery the same as another one; only what was accepted has it. */
  @BinaryColumn(DIGEST_BYTES, { name: 'replay_key', nullable: true })
  replayKey!: Buffer | null;

  @IdColumn(ID_PREFIX.job, { name: 'job_id', nullable: true })
  jobId!: string | null;

  @IdColumn(ID_PREFIX.issue, { name: 'issue_id', nullable: true })
  issueId!: string | null;

  /** How often it was tried. */
  @Column({ name: 'attempts', type: 'int' })
  attempts!: number;

  /** When its outcome was decided last. */
  @InstantColumn({ name: 'decided_at' })
  decidedAt!: number;

  /** Of a failed delivery, until it succeeds: the verified body and what is needed to read it, encrypted. */
  @Column({ name: 'sealed', type: 'mediumblob', nullable: true })
  sealed!: Buffer | null;
}
