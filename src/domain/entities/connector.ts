import { Column, Entity, Index } from 'typeorm';
import { ID_PREFIX } from '../ids.js';
import type { Source } from '../source.js';
import {
  IdColumn,
  InstantColumn,
  LongTextColumn,
  NullableInstantColumn,
  TextColumn,
  WordColumn,
} from './columns.js';

/** A configured origin of signals in one workspace. */
@Entity({ name: 'connector' })
export class Connector {
  @IdColumn(ID_PREFIX.connector, { name: 'id', primary: true })
  id!: string;

  @Index('connector_workspace')
  @Column({ name: 'workspace_id', type: 'int' })
  workspaceId!: number;

  @WordColumn(16, { name: 'source' })
  source!: Source;

  @TextColumn(100, { name: 'name', nullable: true })
  name!: string | null;

  /** `ConnectorSettings` as JSON; null: the defaults. */
  @LongTextColumn({ name: 'settings' })
  settings!: string | null;

  @NullableInstantColumn({ name: 'disabled_at' })
  disabledAt!: number | null;

  @InstantColumn({ name: 'created_at' })
  createdAt!: number;
}
