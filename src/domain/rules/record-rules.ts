import type { Severity } from '../severity.js';
import type { SourcePath } from '../source.js';

/** The kinds of requests with records: a single event, a batch, a source-specific push, a webhook delivery. */
export const INGEST_KINDS = ['event', 'batch', 'source', 'webhook'] as const;
export type IngestKind = (typeof INGEST_KINDS)[number];

/** How field names are spelled in a request and its messages: `external_id` in REST, `externalId` in GraphQL. */
export type FieldNaming = 'rest' | 'graphql';

/** The external ids that a source uses. */
export interface ExternalIdForm {
  /** Completes "must be", with examples: "a Jira issue key or id, such as `PLAT-123` or `10042`". */
  readonly text: string;
  /** Accepts an id exactly as sent. */
  readonly matches: (id: string) => boolean;
}

/** The rules that a request adds to those of the schema. */
export interface RecordRules {
  readonly kind: IngestKind;
  readonly sourcePath?: SourcePath;
  /** Absent if external ids are not checked. */
  readonly externalIdForm?: ExternalIdForm;
  /** Severities by the source's own names for them, trimmed and in lower case. */
  readonly severityNames?: ReadonlyMap<string, Severity>;
  /** Those of the mentioned connectors that belong to the workspace. */
  readonly connectorIds: ReadonlySet<string>;
}
