import type { Severity } from '../severity.js';
import type { SourcePath } from '../source.js';

/** How a record came in: alone, in a batch, by the path of its source, or by a webhook. */
export const INGEST_KINDS = ['event', 'batch', 'source', 'webhook'] as const;
export type IngestKind = (typeof INGEST_KINDS)[number];

/** Whose names of fields a message uses: `external_id` in REST, `externalId` in GraphQL. */
export type FieldNaming = 'rest' | 'graphql';

/** What one request adds to the rules of the fields. */
export interface RecordRules {
  readonly kind: IngestKind;
  readonly sourcePath?: SourcePath;
  /** Whether an external id has one of the vendor's own forms. */
  readonly isExternalId?: (id: string) => boolean;
  /** The vendor's names of severities, trimmed and lower-case. */
  readonly severityNames?: ReadonlyMap<string, Severity>;
  /** The connectors of the workspace among those that the request mentions. */
  readonly connectorIds: ReadonlySet<string>;
}
