import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { ID_PREFIX } from '../ids.js';
import { IdColumn, InstantColumn, WordColumn } from './columns.js';

/** The step that linked an issue to its pattern, as explained in `docs/patterns.md`. */
export type PatternLinkStep = 'corrected' | 'fingerprint' | 'known' | 'template' | 'merge' | 'new';

/**
 * The link of an issue to its pattern, with the reason. An issue has at most one link. A link belongs to a template, and the
 * template to a pattern, so the properties of a link are derived from the current state of its template.
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

  /** The version of the algorithm that created the link. */
  @Column({ name: 'algorithm', type: 'int' })
  algorithm!: number;

  @InstantColumn({ name: 'linked_at' })
  linkedAt!: number;
}
