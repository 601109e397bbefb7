import { Entity } from 'typeorm';
import { BOUNDS } from '../../generated/bounds.js';
import { ID_PREFIX } from '../ids.js';
import { ByteTextColumn, IdColumn } from './columns.js';

/** Bytes of an id that a source never changes. */
export const NATIVE_ID_BYTES = 255;
/** Maximum bytes of one code point. */
const UTF8_BYTES = 4;

/** Which issue a source means by an id that stays the same when the issue's external id changes. */
@Entity({ name: 'issue_reference', withoutRowid: true })
export class IssueReference {
  @IdColumn(ID_PREFIX.connector, { name: 'connector_id', primary: true })
  connectorId!: string;

  @ByteTextColumn(NATIVE_ID_BYTES, { name: 'native_id', primary: true })
  nativeId!: string;

  /** The external id of the issue. */
  @ByteTextColumn(BOUNDS.externalId.maxLength * UTF8_BYTES, { name: 'external_id' })
  externalId!: string;
}
