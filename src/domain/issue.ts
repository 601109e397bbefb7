import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import {
  BinaryColumn,
  IdColumn,
  InstantColumn,
  LongTextColumn,
  NullableInstantColumn,
  TextColumn,
  WordColumn,
} from './columns.js';
import { ID_BYTES, ID_PREFIX } from './ids.js';
import type { Severity } from './severity.js';
import type { Source } from './source.js';

/** A webhook can resolve an issue; a fresh, changed push reopens it. */
export type IssueStatus = 'open' | 'resolved';

/**
 * One signal, however often it came. Rows cluster by workspace and id, so a lookup cannot forget the workspace
 * and the newest come together. `dedupeKey` stands for (workspace, source, external id), byte for byte.
 */
@Entity({ name: 'issue' })
export class Issue {
  @PrimaryColumn({ name: 'workspace_id', type: 'int' })
  workspaceId!: number;

  @IdColumn(ID_PREFIX.issue, { name: 'id', primary: true })
  id!: string;

  @Index('issue_dedupe_key', { unique: true })
  @BinaryColumn(ID_BYTES, { name: 'dedupe_key' })
  dedupeKey!: Buffer;

  @WordColumn(16, { name: 'source' })
  source!: Source;

  /** What was sent as source when it was coerced. */
  @LongTextColumn({ name: 'source_raw' })
  sourceRaw!: string | null;

  @TextColumn(512, { name: 'external_id' })
  externalId!: string;

  @TextColumn(300, { name: 'title' })
  title!: string;

  @LongTextColumn({ name: 'body' })
  body!: string | null;

  @WordColumn(2, { name: 'severity' })
  severity!: Severity;

  @TextColumn(200, { name: 'team', nullable: true })
  team!: string | null;

  @TextColumn(2048, { name: 'external_url', nullable: true })
  externalUrl!: string | null;

  /** Compact JSON, as sent. */
  @LongTextColumn({ name: 'metadata' })
  metadata!: string | null;

  @WordColumn(8, { name: 'status' })
  status!: IssueStatus;

  @NullableInstantColumn({ name: 'source_created_at' })
  sourceCreatedAt!: number | null;

  @NullableInstantColumn({ name: 'source_updated_at' })
  sourceUpdatedAt!: number | null;

  @IdColumn(ID_PREFIX.connector, { name: 'connector_id', nullable: true })
  connectorId!: string | null;

  @Column({ name: 'occurrence_count', type: 'int' })
  occurrenceCount!: number;

  /** When it was first seen, which is when the row was made. */
  @InstantColumn({ name: 'created_at' })
  createdAt!: number;

  @InstantColumn({ name: 'last_seen_at' })
  lastSeenAt!: number;

  /** When its content last changed. */
  @InstantColumn({ name: 'updated_at' })
  updatedAt!: number;
}
