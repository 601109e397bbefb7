import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { BOUNDS } from '../../generated/bounds.js';
import { ID_PREFIX } from '../ids.js';
import type { Severity } from '../severity.js';
import type { Source } from '../source.js';
import {
  ByteTextColumn,
  IdColumn,
  LongTextColumn,
  NullableInstantColumn,
  TextColumn,
  WordColumn,
} from './columns.js';

/** Most bytes of one code point. */
const UTF8_BYTES = 4;

/** A webhook can resolve an issue; a fresh, changed push reopens it. */
export type IssueStatus = 'open' | 'resolved';

/**
 * One signal, however often it came. Rows cluster by workspace and id, so a lookup cannot forget the workspace
 * and the newest come together. The hot table: it has no column and no index that could be derived. When it was
 * made is in its id.
 */
@Entity({ name: 'issue' })
@Index('issue_key', ['workspaceId', 'source', 'externalId'], { unique: true })
export class Issue {
  @PrimaryColumn({ name: 'workspace_id', type: 'int' })
  workspaceId!: number;

  @IdColumn(ID_PREFIX.issue, { name: 'id', primary: true })
  id!: string;

  @WordColumn(16, { name: 'source' })
  source!: Source;

  /** What was sent as source when it was coerced. */
  @LongTextColumn({ name: 'source_raw' })
  sourceRaw!: string | null;

  /** Bytes, so that no collation takes two keys for one. null when none was sent: then it is `evt_` and the id. */
  @ByteTextColumn(BOUNDS.externalId.maxLength * UTF8_BYTES, { name: 'external_id', nullable: true })
  externalId!: string | null;

  @TextColumn(BOUNDS.title.maxLength, { name: 'title' })
  title!: string;

  @LongTextColumn({ name: 'body' })
  body!: string | null;

  @WordColumn(2, { name: 'severity' })
  severity!: Severity;

  @TextColumn(BOUNDS.team.maxLength, { name: 'team', nullable: true })
  team!: string | null;

  @TextColumn(BOUNDS.externalUrl.maxLength, { name: 'external_url', nullable: true })
  externalUrl!: string | null;

  /** Compact JSON, as sent. */
  @LongTextColumn({ name: 'metadata' })
  metadata!: string | null;

  @WordColumn(8, { name: 'status', default: 'open' })
  status!: IssueStatus;

  @NullableInstantColumn({ name: 'source_created_at' })
  sourceCreatedAt!: number | null;

  @NullableInstantColumn({ name: 'source_updated_at' })
  sourceUpdatedAt!: number | null;

  @IdColumn(ID_PREFIX.connector, { name: 'connector_id', nullable: true })
  connectorId!: string | null;

  @Column({ name: 'occurrence_count', type: 'int', default: 1 })
  occurrenceCount!: number;

  /** null: not since it was made. */
  @NullableInstantColumn({ name: 'last_seen_at' })
  lastSeenAt!: number | null;

  /** When its content last changed; null: not since it was made. */
  @NullableInstantColumn({ name: 'updated_at' })
  updatedAt!: number | null;
}
