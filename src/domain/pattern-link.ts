import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { IdColumn, InstantColumn, LongTextColumn, TextColumn, WordColumn } from './columns.js';
import { ID_PREFIX } from './ids.js';

/** What linked an issue to its pattern: a step of the detection, or a person. */
export type PatternLinkStep = 'fingerprint' | 'signature' | 'template' | 'learned' | 'manual';

/** That an issue belongs to a pattern, and why. An issue belongs to one pattern at most. */
@Entity({ name: 'pattern_link' })
@Index('pattern_link_pattern', ['workspaceId', 'patternId', 'issueId'])
export class PatternLink {
  @PrimaryColumn({ name: 'workspace_id', type: 'int' })
  workspaceId!: number;

  @IdColumn(ID_PREFIX.issue, { name: 'issue_id', primary: true })
  issueId!: string;

  @IdColumn(ID_PREFIX.pattern, { name: 'pattern_id' })
  patternId!: string;

  @WordColumn(12, { name: 'step' })
  step!: PatternLinkStep;

  /** The template as it was then. */
  @TextColumn(2048, { name: 'template' })
  template!: string;

  /** What stood in the places of `<*>`, as a JSON list of texts; null for none. */
  @LongTextColumn({ name: 'slot_values' })
  slotValues!: string | null;

  /** From 0 to 1. */
  @Column({ name: 'score', type: 'double' })
  score!: number;

  /** The version of the detection that decided. */
  @WordColumn(16, { name: 'algorithm' })
  algorithm!: string;

  @InstantColumn({ name: 'linked_at' })
  linkedAt!: number;
}
