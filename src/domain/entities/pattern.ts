import { Field, Float, ID, Int, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type * as Schema from '../../generated/types.js';
import { ID_PREFIX } from '../ids.js';
import type { DomainView } from '../schema/domain-view.js';
import { PatternStatusEnum } from '../schema/enums.js';
import { DateTime } from '../schema/scalars.js';
import { IdColumn, InstantColumn, TextColumn, WordColumn } from './columns.js';

/**
 * candidate: has not recurred, and is shown to nobody. watching: has recurred. active: recurring now. resolved: nothing has
 * matched for a while; never stored, because it follows from `lastSeenAt` and the day.
 */
export type PatternStatus = 'candidate' | VisibleStatus;
export type VisibleStatus = 'watching' | 'active' | 'resolved';

/** Fields that are read only when they are selected. */
type ResolvedPatternField = 'issues' | 'slots' | 'examples' | 'bySource' | 'bySeverity' | 'byTeam' | 'status';

/** Issues that recur. Rows are clustered by workspace and id, as issues are. */
@ObjectType('Pattern', { simpleResolvers: true })
@Entity({ name: 'pattern' })
export class Pattern implements DomainView<Schema.Pattern, ResolvedPatternField> {
  @PrimaryColumn({ name: 'workspace_id', type: 'int' })
  workspaceId!: number;

  @Field(() => ID)
  @IdColumn(ID_PREFIX.pattern, { name: 'id', primary: true })
  id!: string;

  /** Follows the template until a person chooses another. */
  @Field(() => String)
  @TextColumn(300, { name: 'name' })
  name!: string;

  /** What the titles have in common, with `<*>` for what varies. */
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

  /** Distinct issues that are linked to it. */
  @Field(() => Int)
  @Column({ name: 'issue_count', type: 'int' })
  issueCount!: number;

  @Field(() => DateTime)
  @InstantColumn({ name: 'first_seen_at' })
  firstSeenAt!: number;

  @Field(() => DateTime)
  @InstantColumn({ name: 'last_seen_at' })
  lastSeenAt!: number;

  /** Issues that a person removed. */
  @Column({ name: 'removed_count', type: 'int', default: 0 })
  removedCount!: number;

  /** Whether a person chose the name. */
  @Column({ name: 'renamed', type: 'int', default: 0 })
  renamed!: number;

  /**
   * The pattern that this one was merged into, for readers that still have its id. Always a surviving pattern; links are
   * rewritten when patterns are merged.
   */
  @IdColumn(ID_PREFIX.pattern, { name: 'merged_into', nullable: true })
  mergedInto!: string | null;
}
