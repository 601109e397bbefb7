// Generated from schema/*.graphql by `npm run codegen`. Do not edit.
import type { RecordKey } from '../domain/record-key.js';

/** The fields of a record, in the order in which their faults are reported. */
export const RECORD_FIELDS = [
  'externalId',
  'source',
  'title',
  'body',
  'severity',
  'status',
  'team',
  'assignee',
  'externalUrl',
  'sourceCreatedAt',
  'sourceUpdatedAt',
  'connectorId',
  'metadata',
] as const;
export type RecordField = (typeof RECORD_FIELDS)[number];

/**
 * The fields of a record that breaks no rule. `undefined` means absent, null that null was sent. Timestamps are epoch
 * milliseconds, JSON objects are compact JSON text.
 */
export interface AcceptedFields {
  readonly externalId: string | undefined;
  readonly source: string | undefined;
  readonly title: string | undefined;
  readonly body: string | null | undefined;
  readonly severity: 'p1' | 'p2' | 'p3' | 'p4' | null | undefined;
  readonly status: 'open' | 'acknowledged' | 'resolved' | undefined;
  readonly team: string | null | undefined;
  readonly assignee: string | null | undefined;
  readonly externalUrl: string | null | undefined;
  readonly sourceCreatedAt: number | null | undefined;
  readonly sourceUpdatedAt: number | null | undefined;
  readonly connectorId: string | null | undefined;
  readonly metadata: string | null | undefined;
}

/** The fields of a record besides its key. */
export type RecordContent = Omit<AcceptedFields, 'externalId' | 'source'>;

/** Joins a resolved key and the accepted fields. An object literal, because a spread costs 3 µs a record. */
export function joinRecord(key: RecordKey, fields: AcceptedFields): RecordKey & RecordContent {
  return {
    source: key.source,
    sourceRaw: key.sourceRaw,
    externalId: key.externalId,
    title: fields.title,
    body: fields.body,
    severity: fields.severity,
    status: fields.status,
    team: fields.team,
    assignee: fields.assignee,
    externalUrl: fields.externalUrl,
    sourceCreatedAt: fields.sourceCreatedAt,
    sourceUpdatedAt: fields.sourceUpdatedAt,
    connectorId: fields.connectorId,
    metadata: fields.metadata,
  };
}
