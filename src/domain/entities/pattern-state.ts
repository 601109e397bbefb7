import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One row a workspace that has patterns: whoever holds its lock is the only one to change them. */
@Entity({ name: 'pattern_state' })
export class PatternState {
  @PrimaryColumn({ name: 'workspace_id', type: 'int' })
  workspaceId!: number;

  /** Grows with every change, so that a process knows whether what it has in memory is what is stored. */
  @Column({ name: 'version', type: 'int' })
  version!: number;

  /** Of templates and signatures, which count together. */
  @Column({ name: 'next_id', type: 'int' })
  nextId!: number;
}
