import type { NormalRecord } from '../../src/domain/record.js';
import { acceptedRecord } from '../../src/ingest/ingest-writer.js';
import type { IncomingRecord } from '../../src/issues/incoming-record.js';

/** A record that says nothing but its key, and what the test adds. */
export function normalRecord(fields: Partial<NormalRecord> = {}): NormalRecord {
  return {
    source: 'jira',
    sourceRaw: null,
    externalId: 'JIRA-1',
    title: undefined,
    body: undefined,
    severity: undefined,
    team: undefined,
    externalUrl: undefined,
    metadata: undefined,
    sourceCreatedAt: undefined,
    sourceUpdatedAt: undefined,
    connectorId: undefined,
    ...fields,
  };
}

/** The record on its way into the store; `outcome` and `issueId` are the store's to fill in. */
export function incomingRecord(workspaceId: number, fields: Partial<NormalRecord> = {}): IncomingRecord {
  return acceptedRecord(0, workspaceId, normalRecord(fields));
}
