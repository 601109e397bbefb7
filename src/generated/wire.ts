// Generated from schema/*.graphql by `npm run codegen`. Do not edit.

/** By input: the name of each field in REST. */
export const WIRE = {
  IngestEventInput: {
    externalId: 'external_id',
    source: 'source',
    title: 'title',
    body: 'body',
    severity: 'severity',
    team: 'team',
    externalUrl: 'external_url',
    sourceCreatedAt: 'source_created_at',
    sourceUpdatedAt: 'source_updated_at',
    connectorId: 'connector_id',
    metadata: 'metadata',
  },
  IngestRecordInput: {
    externalId: 'external_id',
    source: 'source',
    title: 'title',
    body: 'body',
    severity: 'severity',
    team: 'team',
    externalUrl: 'external_url',
    sourceCreatedAt: 'source_created_at',
    sourceUpdatedAt: 'source_updated_at',
    connectorId: 'connector_id',
    metadata: 'metadata',
  },
  SourceIssueInput: {
    externalId: 'external_id',
    source: 'source',
    title: 'title',
    body: 'body',
    severity: 'severity',
    team: 'team',
    externalUrl: 'external_url',
    sourceCreatedAt: 'source_created_at',
    sourceUpdatedAt: 'source_updated_at',
    connectorId: 'connector_id',
    metadata: 'metadata',
  },
} as const;
