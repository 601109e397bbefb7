import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { LongTextColumn } from './columns.js';

/** The key of a text: its masked tokens, a fingerprint, or an exact title. Equal keys have the same template. */
@Entity({ name: 'pattern_signature' })
@Index('pattern_signature_template', ['workspaceId', 'templateId'])
@Index('pattern_signature_changed', ['workspaceId', 'changed'])
export class PatternSignature {
  @PrimaryColumn({ name: 'workspace_id', type: 'int' })
  workspaceId!: number;

  @PrimaryColumn({ name: 'id', type: 'int' })
  id!: number;

  /** The column has another name because `key` is a reserved word of SQL. */
  @LongTextColumn({ name: 'signature_key', nullable: false })
  key!: string;

  @Column({ name: 'template_id', type: 'int' })
  templateId!: number;

  /** The version of the workspace that last changed the row in a way that matters to detection; counts do not. */
  @Column({ name: 'changed', type: 'int', default: 0 })
  changed!: number;
}
