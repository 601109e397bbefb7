import { Field, ID, Int, ObjectType } from 'type-graphql';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { BOUNDS } from '../../generated/bounds.js';
import type * as Schema from '../../generated/types.js';
import { decodeId, encodeId, ID_PREFIX, mintedAt } from '../ids.js';
import type { IssueStatus } from '../issue-status.js';
import type { DomainView } from '../schema/domain-view.js';
import { IssueStatusEnum, SeverityEnum, SourceEnum } from '../schema/enums.js';
import { Node } from '../schema/node.js';
import { DateTime } from '../schema/scalars.js';
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

/** Maximum bytes of one code point. */
const UTF8_BYTES = 4;

/** Fields that are read only when they are selected. */
type ResolvedIssueField = 'sourceRaw' | 'body' | 'metadata' | 'pattern' | 'patternLink' | 'similar';

/**
 * A signal, deduplicated. Rows are clustered by workspace and id, so that every lookup needs the workspace and the newest
 * rows are adjacent. This is the most frequently written table: it has no derived columns or indexes.
 */
@ObjectType('Issue', { simpleResolvers: true, implements: Node })
@Entity({ name: 'issue' })
@Index('issue_key', ['workspaceId', 'source', 'sentExternalId'], { unique: true })
export class Issue implements DomainView<Schema.Issue, ResolvedIssueField> {
  @PrimaryColumn({ name: 'workspace_id', type: 'int' })
  workspaceId!: number;

  @Field(() => ID)
  @IdColumn(ID_PREFIX.issue, { name: 'id', primary: true })
  id!: string;

  @Field(() => SourceEnum)
  @WordColumn(16, { name: 'source' })
  source!: Source;

  /** The source as sent, if it was mapped to another source. */
  @LongTextColumn({ name: 'source_raw' })
  sourceRaw!: string | null;

  /** Stored as bytes, so that no collation considers two keys equal. null if none was sent. */
  @ByteTextColumn(BOUNDS.externalId.maxLength * UTF8_BYTES, { name: 'external_id', nullable: true })
  sentExternalId!: string | null;

  @Field(() => String)
  @TextColumn(BOUNDS.title.maxLength, { name: 'title' })
  title!: string;

  @LongTextColumn({ name: 'body' })
  body!: string | null;

  @Field(() => SeverityEnum)
  @WordColumn(2, { name: 'severity' })
  severity!: Severity;

  @Field(() => String, { nullable: true })
  @TextColumn(BOUNDS.team.maxLength, { name: 'team', nullable: true })
  team!: string | null;

  @Field(() => String, { nullable: true })
  @TextColumn(BOUNDS.assignee.maxLength, { name: 'assignee', nullable: true })
  assignee!: string | null;

  @Field(() => String, { nullable: true })
  @TextColumn(BOUNDS.externalUrl.maxLength, { name: 'external_url', nullable: true })
  externalUrl!: string | null;

  /** Compact JSON, as sent. */
  @LongTextColumn({ name: 'metadata' })
  metadata!: string | null;

  @Field(() => IssueStatusEnum)
  @WordColumn(12, { name: 'status', default: 'open' })
  status!: IssueStatus;

  @Field(() => DateTime, { nullable: true })
  @NullableInstantColumn({ name: 'source_created_at' })
  sourceCreatedAt!: number | null;

  @Field(() => DateTime, { nullable: true })
  @NullableInstantColumn({ name: 'source_updated_at' })
  sourceUpdatedAt!: number | null;

  @IdColumn(ID_PREFIX.connector, { name: 'connector_id', nullable: true })
  connectorId!: string | null;

  @Field(() => Int)
  @Column({ name: 'occurrence_count', type: 'int', default: 1 })
  occurrenceCount!: number;

  /** When the issue was last seen after its creation, or null. */
  @NullableInstantColumn({ name: 'last_seen_at' })
  seenAgainAt!: number | null;

  /** When the content last changed after the creation, or null. */
  @NullableInstantColumn({ name: 'updated_at' })
  changedAt!: number | null;

  @Field(() => String)
  get externalId(): string {
    return this.sentExternalId ?? mintedExternalId(idBytes(this.id));
  }

  @Field(() => DateTime)
  get createdAt(): number {
    return mintedAt(idBytes(this.id));
  }

  @Field(() => DateTime)
  get firstSeenAt(): number {
    return this.createdAt;
  }

  @Field(() => DateTime)
  get lastSeenAt(): number {
    return this.seenAgainAt ?? this.createdAt;
  }

  @Field(() => DateTime)
  get updatedAt(): number {
    return this.changedAt ?? this.createdAt;
  }
}

/** Returns the generated external id of an issue that was sent without one. */
export function mintedExternalId(id: Uint8Array): string {
  return encodeId(ID_PREFIX.event, id);
}

function idBytes(id: string): Buffer {
  return decodeId(ID_PREFIX.issue, id) as Buffer;
}
