import { Column, Entity, Index } from 'typeorm';
import { ID_PREFIX } from '../ids.js';
import { IdColumn, InstantColumn, NullableInstantColumn } from './columns.js';

/** One of the secrets with which a connector's deliveries are proven. Nobody but the gateway can read it. */
@Entity({ name: 'connector_secret' })
export class ConnectorSecret {
  @IdColumn(ID_PREFIX.secret, { name: 'id', primary: true })
  id!: string;

  @Index('connector_secret_connector')
  @IdColumn(ID_PREFIX.connector, { name: 'connector_id' })
  connectorId!: string;

  /** Its text, encrypted as `src/connectors/sealing.ts` does. */
  @Column({ name: 'sealed', type: 'blob' })
  sealed!: Buffer;

  /** null: it is valid until another one takes its place. */
  @NullableInstantColumn({ name: 'expires_at' })
  expiresAt!: number | null;

  @InstantColumn({ name: 'created_at' })
  createdAt!: number;
}
