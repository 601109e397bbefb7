import { Column, Entity, Index } from 'typeorm';
import { ID_PREFIX } from '../ids.js';
import { IdColumn, InstantColumn, NullableInstantColumn } from './columns.js';

/** A secret that verifies deliveries of a connector. No API returns it. */
@Entity({ name: 'connector_secret' })
export class ConnectorSecret {
  @IdColumn(ID_PREFIX.secret, { name: 'id', primary: true })
  id!: string;

  @Index('connector_secret_connector')
  @IdColumn(ID_PREFIX.connector, { name: 'connector_id' })
  connectorId!: string;

  /** The secret, encrypted by `src/connectors/sealing.ts`. */
  @Column({ name: 'sealed', type: 'blob' })
  sealed!: Buffer;

  /** null until the secret is replaced. */
  @NullableInstantColumn({ name: 'expires_at' })
  expiresAt!: number | null;

  @InstantColumn({ name: 'created_at' })
  createdAt!: number;
}
