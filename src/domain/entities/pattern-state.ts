import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One row per workspace with patterns. A transaction must lock it before it changes the patterns. */
@Entity({ name: 'pattern_state' })
export class PatternState {
  @PrimaryColumn({ name: 'workspace_id', type: 'int' })
  workspaceId!: number;

  /** Incremented by every change, so that a process can detect that its state in memory is outdated. */
  @Column({ name: 'version', type: 'int' })
  version!: number;

  /** The next id. Templates and signatures share one sequence. */
  @Column({ name: 'next_id', type: 'int' })
  nextId!: number;
}
