import { Entity, PrimaryColumn } from 'typeorm';
import { BinaryColumn } from './columns.js';

/** A random key that all replicas share and that survives restarts. */
@Entity({ name: 'server_key' })
export class ServerKey {
  @PrimaryColumn({ name: 'name', type: 'varchar', length: 32, charset: 'ascii', collation: 'ascii_bin' })
  name!: string;

  @BinaryColumn(32, { name: 'bytes' })
  bytes!: Buffer;
}
