import type { NormalRecord } from '../../src/domain/record.js';
import { RECORD_FIELDS, type RecordContent } from '../../src/generated/record-fields.js';
import { acceptedRecord } from '../../src/ingest/ingest-writer.js';
import type { IncomingRecord } from '../../src/issues/incoming-record.js';

const NO_CONTENT = Object.fromEntries(RECORD_FIELDS.map((field) => [field, undefined])) as unknown;

/** A record with nothing but its key and the fields that the test adds. */
export function normalRecord(fields: Partial<NormalRecord> = {}): NormalRecord {
  return {
    ...(NO_CONTENT as RecordContent),
    source: 'jira',
    sourceRaw: null,
    externalId: 'JIRA-1',
    ...fields,
  };
}

/** The record on its way into the store; `outcome` and `issueId` are the store's to fill in. */
export function incomingRecord(workspaceId: number, fields: Partial<NormalRecord> = {}): IncomingRecord {
  return acceptedRecord(0, workspaceId, normalRecord(fields));
}
