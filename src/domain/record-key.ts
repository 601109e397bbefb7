import type { Source } from './source.js';

/** The resolved source and identifier of a record. */
export interface RecordKey {
  readonly source: Source;
  /** The source as sent if it was coerced; null if it was a known one; undefined if none was sent. */
  readonly sourceRaw: string | null | undefined;
  /** null: none was sent. One is minted, and no other record is ever deduplicated onto it. */
  readonly externalId: string | null;
}
