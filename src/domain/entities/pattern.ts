import { Column, Entity, PrimaryColumn } from 'typeorm';
import { ID_PREFIX } from '../ids.js';
import { IdColumn, InstantColumn, TextColumn, WordColumn } from './columns.js';

/**
 * candidate: not recurring yet, shown to nobody. watching: it has recurred. active: it is going on. resolved: nothing has
 * matched for a while. The last one is never stored: it follows from `lastSeenAt` and the day.
 */
export type PatternStatus = 'candidate' | 'watching' | 'active' | 'resolved';

/** Issues that recur. Rows cluster by workspace and id, as issues do; when it was made is in its id. */
@Entity({ name: 'pattern' })
export class Pattern {
  @PrimaryColumn({ name: 'workspace_id', type: 'int' })
  workspaceId!: number;

  @IdColumn(ID_PREFIX.pattern, { name: 'id', primary: true })
  id!: string;

  /** What people call it; at first the template. */
  @TextColumn(300, { name: 'name' })
  name!: string;

  /** What the titles have in common, with `<*>` for what varies. */
  @TextColumn(2048, { name: 'template' })
  template!: string;

  @WordColumn(10, { name: 'status' })
  status!: PatternStatus;

  /** From 0 to 1. */
  @Column({ name: 'confidence', type: 'double' })
  confidence!: number;

  /** Distinct issues that are linked to it. */
  @Column({ name: 'issue_count', type: 'int' })
  issueCount!: number;

  @InstantColumn({ name: 'first_seen_at' })
  firstSeenAt!: number;

  @InstantColumn({ name: 'last_seen_at' })
  lastSeenAt!: number;

  /** Issues that a person took out. */
  @Column({ name: 'removed_count', type: 'int', default: 0 })
  removedCount!: number;

  /** Whether a person chose the name; until then it follows the template. */
  @Column({ name: 'renamed', type: 'int', default: 0 })
  renamed!: number;

  /**
   * The pattern that took this one in, for those who still ask for its id. Always the one that survives, never one that
   * was merged itself; links are rewritten when patterns are merged.
   */
  @IdColumn(ID_PREFIX.pattern, { name: 'merged_into', nullable: true })
  mergedInto!: string | null;
}
