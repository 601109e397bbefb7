import { Entity } from 'typeorm';
import { BOUNDS } from '../../generated/bounds.js';
import { ID_PREFIX } from '../ids.js';
import { ByteTextColumn, IdColumn, InstantColumn } from './columns.js';

/** Maximum bytes of one code point. */
const UTF8_BYTES = 4;

/** The name with which the external ids of a repository or a project begin at the moment. It can be renamed, its id stays. */
@Entity({ name: 'external_id_prefix', withoutRowid: true })
export class ExternalIdPrefix {
  @IdColumn(ID_PREFIX.connector, { name: 'connector_id', primary: true })
  connectorId!: string;

  /** The source's own id of the repository or project. */
  @ByteTextColumn(255, { name: 'group_id', primary: true })
  groupId!: string;

  /** Such as `acme/shop#` or `OPS-`. */
  @ByteTextColumn(BOUNDS.externalId.maxLength * UTF8_BYTES, { name: 'prefix' })
  prefix!: string;

  /** The time of the first payload with this prefix, by the source's own time. */
  @InstantColumn({ name: 'since' })
  since!: number;
}
