import type { NormalRecord } from '../../src/domain/record.js';
import { RECORD_FIELDS, type RecordContent } from '../../src/generated/record-fields.js';
import type { IncomingRecord } from '../../src/issues/issue-upsert.js';

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

/** The record on its way into the store. */
export function incomingRecord(workspaceId: number, fields: Partial<NormalRecord> = {}): IncomingRecord {
  return { workspaceId, record: normalRecord(fields) };
}
