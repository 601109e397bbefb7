import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { ID_PREFIX } from '../ids.js';
import { IdColumn, LongTextColumn, WordColumn } from './columns.js';

/** The origin of a template. Only `literal` and `learned` templates take part in learning. */
export type TemplateKind =
  /** A single signature that has not been merged. */
  | 'literal'
  /** Created by merging, or the general form of templates that were merged into it. */
  | 'learned'
  /** The sender's own grouping. */
  | 'fingerprint'
  /** A correction by a person for one signature or one title. */
  | 'corrected';

/** The common tokens of titles of a pattern. Live rows are the state of detection; other rows are kept for their links. */
@Entity({ name: 'pattern_template' })
@Index('pattern_template_pattern', ['workspaceId', 'patternId'])
@Index('pattern_template_changed', ['workspaceId', 'changed'])
export class PatternTemplate {
  @PrimaryColumn({ name: 'workspace_id', type: 'int' })
  workspaceId!: number;

  @PrimaryColumn({ name: 'id', type: 'int' })
  id!: number;

  /** Whether the template is part of the state of detection. */
  @Column({ name: 'live', type: 'int' })
  live!: number;

  @WordColumn(12, { name: 'kind' })
  kind!: TemplateKind;

  /** Tokens, separated by single spaces. */
  @LongTextColumn({ name: 'words', nullable: false })
  words!: string;

  /** Id of the oldest template that was merged into this one. */
  @Column({ name: 'born', type: 'int' })
  born!: number;

  @IdColumn(ID_PREFIX.pattern, { name: 'pattern_id' })
  patternId!: string;

  /** The lowest score of all merges into the template, in thousandths of a nat. */
  @Column({ name: 'weakest_merge', type: 'int', nullable: true })
  weakestMerge!: number | null;

  @IdColumn(ID_PREFIX.issue, { name: 'first_issue_id', nullable: true })
  firstIssueId!: string | null;

  /** The contribution of each link to the confidence of the pattern, from 0 to 1. */
  @Column({ name: 'contribution', type: 'double' })
  contribution!: number;

  /** Number of issues linked through the template. */
  @Column({ name: 'issue_count', type: 'int' })
  issueCount!: number;

  /** A few matching titles as a JSON list, for examples of the slot values. */
  @LongTextColumn({ name: 'examples', nullable: false })
  examples!: string;

  /** The version of the workspace that last changed the row in a way that matters to detection; counts do not. */
  @Column({ name: 'changed', type: 'int', default: 0 })
  changed!: number;
}
