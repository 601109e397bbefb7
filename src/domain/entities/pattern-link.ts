import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { ID_PREFIX } from '../ids.js';
import { IdColumn, InstantColumn, WordColumn } from './columns.js';

/** What linked an issue to its pattern; `docs/patterns.md` explains each. */
export type PatternLinkStep = 'corrected' | 'fingerprint' | 'known' | 'template' | 'merge' | 'new';

/**
 * That an issue belongs to a pattern, and why. An issue belongs to one pattern at most. It hangs on a template, and the
 * template on the pattern: what the link shows follows from its template as it is now.
 */
@Entity({ name: 'pattern_link' })
@Index('pattern_link_pattern', ['workspaceId', 'patternId', 'issueId'])
@Index('pattern_link_template', ['workspaceId', 'templateId', 'signatureId'])
export class PatternLink {
  @PrimaryColumn({ name: 'workspace_id', type: 'int' })
  workspaceId!: number;

  @IdColumn(ID_PREFIX.issue, { name: 'issue_id', primary: true })
  issueId!: string;

  @IdColumn(ID_PREFIX.pattern, { name: 'pattern_id' })
  patternId!: string;

  @Column({ name: 'template_id', type: 'int' })
  templateId!: number;

  @Column({ name: 'signature_id', type: 'int' })
  signatureId!: number;

  @WordColumn(12, { name: 'step' })
  step!: PatternLinkStep;

  /** The version of the detection that decided. */
  @Column({ name: 'algorithm', type: 'int' })
  algorithm!: number;

  @InstantColumn({ name: 'linked_at' })
  linkedAt!: number;
}
