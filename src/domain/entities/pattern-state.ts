import { Column, Entity, PrimaryColumn } from 'typeorm';
import { ID_BYTES } from '../ids.js';
import { BinaryColumn, NullableInstantColumn } from './columns.js';

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

  /** The worker that processes the workspace, or null. */
  @BinaryColumn(ID_BYTES, { name: 'owner', nullable: true })
  owner!: Buffer | null;

  /** The end of the lease of `owner`, by the clock of the database. */
  @NullableInstantColumn({ name: 'owner_until' })
  ownerUntil!: number | null;

  /** The last version that stamped its changes. If it is not `version`, an earlier release of the program wrote since. */
  @Column({ name: 'stamped_version', type: 'int', default: 0 })
  stampedVersion!: number;

  /** The oldest version from which stamped changes lead to the current one. An older state in memory is reloaded. */
  @Column({ name: 'delta_from', type: 'int', default: 0 })
  deltaFrom!: number;
}
