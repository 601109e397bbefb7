import { Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import { InstantColumn, TextColumn } from './columns.js';

/** A tenant. Its number is internal and short because every hot row carries it. */
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
