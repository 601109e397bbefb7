import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { ID_PREFIX } from '../ids.js';
import { IdColumn, LongTextColumn, WordColumn } from './columns.js';

/** Where a template comes from. Only `literal` and `learned` templates take part in learning. */
export type TemplateKind =
  /** One signature, as it arrived: a candidate. */
  | 'literal'
  /** Made by merging, or the masked form of what was merged into it. */
  | 'learned'
  /** The sender's own grouping. */
  | 'fingerprint'
  /** What a person decided for one signature or one title. */
  | 'corrected';

/** What titles of a pattern have in common. The live rows are the state of detection; the others are kept for their links. */
@Entity({ name: 'pattern_template' })
@Index('pattern_template_pattern', ['workspaceId', 'patternId'])
export class PatternTemplate {
  @PrimaryColumn({ name: 'workspace_id', type: 'int' })
  workspaceId!: number;

  @PrimaryColumn({ name: 'id', type: 'int' })
  id!: number;

  /** Whether detection still knows it. */
  @Column({ name: 'live', type: 'int' })
  live!: number;

  @WordColumn(12, { name: 'kind' })
  kind!: TemplateKind;

  /** Tokens, separated by one blank. */
  @LongTextColumn({ name: 'words', nullable: false })
  words!: string;

  /** Id of the oldest template that went into it. */
  @Column({ name: 'born', type: 'int' })
  born!: number;

  @IdColumn(ID_PREFIX.pattern, { name: 'pattern_id' })
  patternId!: string;

  /** In thousandths of a nat. */
  @Column({ name: 'weakest_merge', type: 'int', nullable: true })
  weakestMerge!: number | null;

  @IdColumn(ID_PREFIX.issue, { name: 'first_issue_id', nullable: true })
  firstIssueId!: string | null;

  /** What each link through it adds to the confidence of its pattern, from 0 to 1. */
  @Column({ name: 'contribution', type: 'double' })
  contribution!: number;

  /** Issues that are linked through it. */
  @Column({ name: 'issue_count', type: 'int' })
  issueCount!: number;

  /** A few titles that it reads, as a JSON list: they show what its slots hold. */
  @LongTextColumn({ name: 'examples', nullable: false })
  examples!: string;
}
