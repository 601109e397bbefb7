import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * A template or signature whose row was deleted, so that other processes can remove it from memory without loading
 * everything again.
 */
@Entity({ name: 'pattern_gone' })
export class PatternGone {
  @PrimaryColumn({ name: 'workspace_id', type: 'int' })
  workspaceId!: number;

  /** The version of the workspace that deleted the row. */
  @PrimaryColumn({ name: 'changed', type: 'int' })
  changed!: number;

  @PrimaryColumn({ name: 'id', type: 'int' })
  id!: number;

  /** The template that took over the links and signatures of a template; null for an evicted signature. */
  @Column({ name: 'replaced_by', type: 'int', nullable: true })
  replacedBy!: number | null;
}
