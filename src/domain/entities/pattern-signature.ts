import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { LongTextColumn } from './columns.js';

/** What one text always comes back to: its masked tokens, a fingerprint, or one exact title. */
@Entity({ name: 'pattern_signature' })
@Index('pattern_signature_template', ['workspaceId', 'templateId'])
export class PatternSignature {
  @PrimaryColumn({ name: 'workspace_id', type: 'int' })
  workspaceId!: number;

  @PrimaryColumn({ name: 'id', type: 'int' })
  id!: number;

  /** Named so because `key` is a word of SQL. */
  @LongTextColumn({ name: 'signature_key', nullable: false })
  key!: string;

  @Column({ name: 'template_id', type: 'int' })
  templateId!: number;
}
