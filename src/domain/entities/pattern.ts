import { Field, Float, ID, Int, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type * as Schema from '../../generated/types.js';
import { ID_PREFIX } from '../ids.js';
import type { DomainView } from '../schema/domain-view.js';
import { PatternStatusEnum } from '../schema/enums.js';
import { Node } from '../schema/node.js';
import { DateTime } from '../schema/scalars.js';
import { IdColumn, InstantColumn, TextColumn, WordColumn } from './columns.js';

/**
 * candidate: has not recurred and is not visible. watching: has recurred. active: recurring now. resolved: nothing has
 * matched for a while; never stored, because it is derived from `lastSeenAt`.
 */
export type PatternStatus = 'candidate' | VisibleStatus;
export type VisibleStatus = 'watching' | 'active' | 'resolved';

/** Fields that are read only when they are selected. */
type ResolvedPatternField = 'issues' | 'slots' | 'examples' | 'bySource' | 'bySeverity' | 'byTeam' | 'status';

/** A group of recurring issues. Rows are clustered by workspace and id, like issues. */
@ObjectType('Pattern', { simpleResolvers: true, implements: Node })
@Entity({ name: 'pattern' })
export class Pattern implements DomainView<Schema.Pattern, ResolvedPatternField> {
  @PrimaryColumn({ name: 'workspace_id', type: 'int' })
  workspaceId!: number;

  @Field(() => ID)
  @IdColumn(ID_PREFIX.pattern, { name: 'id', primary: true })
  id!: string;

  /** Equal to the start of the template until a person renames the pattern. */
  @Field(() => String)
  @TextColumn(300, { name: 'name' })
  name!: string;

  /** The common text of the titles, with `<*>` for values. */
  @Field(() => String)
  @TextColumn(2048, { name: 'template' })
  template!: string;

  @Field(() => PatternStatusEnum)
  @WordColumn(10, { name: 'status' })
  status!: PatternStatus;

  /** From 0 to 1. */
  @Field(() => Float)
  @Column({ name: 'confidence', type: 'double' })
  confidence!: number;

  /** Number of distinct linked issues. */
  @Field(() => Int)
  @Column({ name: 'issue_count', type: 'int' })
  issueCount!: number;

  @Field(() => DateTime)
  @InstantColumn({ name: 'first_seen_at' })
  firstSeenAt!: number;

  @Field(() => DateTime)
  @InstantColumn({ name: 'last_seen_at' })
  lastSeenAt!: number;

  /** Number of issues that a person removed. */
  @Column({ name: 'removed_count', type: 'int', default: 0 })
  removedCount!: number;

  /** Whether a person chose the name. */
  @Column({ name: 'renamed', type: 'int', default: 0 })
  renamed!: number;

  /**
   * The surviving pattern that this one was merged into, so that its id remains usable. Never a merged pattern; links are
   * updated when patterns are merged.
   */
  @IdColumn(ID_PREFIX.pattern, { name: 'merged_into', nullable: true })
  mergedInto!: string | null;
}
