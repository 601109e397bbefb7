import { Column, Entity, Index } from 'typeorm';
import type { DeliveryOutcome } from '../delivery.js';
import { ID_PREFIX } from '../ids.js';
import { BinaryColumn, IdColumn, InstantColumn, TextColumn, WordColumn } from './columns.js';
import { DIGEST_BYTES } from './idempotency-record.js';

/**
 * A webhook delivery and its outcome. Rows are clustered by connector and id. The last of the equal deliveries that were
 * accepted has the replay key, so that a repeat is recognised.
 */
@Entity({ name: 'webhook_delivery', withoutRowid: true })
@Index('webhook_delivery_replay', ['connectorId', 'replayKey'], { unique: true })
export class WebhookDelivery {
  @IdColumn(ID_PREFIX.connector, { name: 'connector_id', primary: true })
  connectorId!: string;

  /** Contains the time of arrival. */
  @IdColumn(ID_PREFIX.delivery, { name: 'id', primary: true })
  id!: string;

  @Column({ name: 'workspace_id', type: 'int' })
  workspaceId!: number;

  @WordColumn(10, { name: 'outcome' })
  outcome!: DeliveryOutcome;

  /** The reason of the outcome as one word, such as `stale_timestamp`, or null. */
  @WordColumn(40, { name: 'reason', nullable: true })
  reason!: string | null;

  /** The source's name of the event. */
  @TextColumn(100, { name: 'event', nullable: true })
  event!: string | null;

  /** The source's id of the delivery, which is rarely signed. */
  @TextColumn(255, { name: 'source_delivery_id', nullable: true })
  sourceDeliveryId!: string | null;

  @Column({ name: 'body_bytes', type: 'int' })
  bodyBytes!: number;

  /** Digest that is equal for repeated deliveries. Only accepted deliveries have it, until another one takes it over. */
  @BinaryColumn(DIGEST_BYTES, { name: 'replay_key', nullable: true })
  replayKey!: Buffer | null;

  @IdColumn(ID_PREFIX.job, { name: 'job_id', nullable: true })
  jobId!: string | null;

  @IdColumn(ID_PREFIX.issue, { name: 'issue_id', nullable: true })
  issueId!: string | null;

  /**
   * Occurrences of the delivery's issues after it was applied, in total. As long as they have no more, nothing else was
   * applied to them. null for deliveries that were not accepted, and for those of earlier versions.
   */
  @Column({ name: 'applied_count', type: 'int', nullable: true })
  appliedCount!: number | null;

  /** Number of attempts. */
  @Column({ name: 'attempts', type: 'int' })
  attempts!: number;

  /** The time of the latest outcome. */
  @InstantColumn({ name: 'decided_at' })
  decidedAt!: number;

  /** The encrypted body and headers of a failed delivery, until a retry succeeds. */
  @Column({ name: 'sealed', type: 'mediumblob', nullable: true })
  sealed!: Buffer | null;
}
