import { Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import { InstantColumn, TextColumn } from './columns.js';

/** A tenant. Its id is a short number and internal, because most rows contain it. */
@Entity({ name: 'workspace' })
export class Workspace {
  @PrimaryGeneratedColumn('increment', { name: 'id', type: 'int' })
  id!: number;

  @Index('workspace_name', { unique: true })
  @TextColumn(100, { name: 'name' })
  name!: string;

  @InstantColumn({ name: 'created_at' })
  createdAt!: number;
}
