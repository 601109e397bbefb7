import { Column, Entity, Index } from 'typeorm';
import { ID_PREFIX } from '../ids.js';
import {
  BinaryColumn,
  IdColumn,
  InstantColumn,
  NullableInstantColumn,
  TextColumn,
  WordColumn,
} from './columns.js';

/** An access token of one workspace. Only the digest of its text is stored. */
@Entity({ name: 'access_token' })
export class AccessToken {
  @IdColumn(ID_PREFIX.token, { name: 'id', primary: true })
  id!: string;

  @Index('access_token_workspace')
  @Column({ name: 'workspace_id', type: 'int' })
  workspaceId!: number;

  /** SHA-256 of the token's text. */
  @Index('access_token_hash', { unique: true })
  @BinaryColumn(32, { name: 'hash' })
  hash!: Buffer;

  @TextColumn(100, { name: 'name', nullable: true })
  name!: string | null;

  /** Separated by spaces. */
  @WordColumn(200, { name: 'scopes' })
  scopes!: string;

  @NullableInstantColumn({ name: 'expires_at' })
  expiresAt!: number | null;

  @NullableInstantColumn({ name: 'revoked_at' })
  revokedAt!: number | null;

  @InstantColumn({ name: 'created_at' })
  createdAt!: number;
}
