import type { DeliveryConnector } from '../connectors/connector-store.js';
import type { Transition } from '../domain/record.js';
import { isJsonObject } from '../domain/rules/json-object.js';
import { parseTimestamp } from '../domain/rules/rfc3339.js';
import { isBlank } from '../domain/rules/text.js';
import type { Source } from '../domain/source.js';
import type { IngestRequest } from '../ingest/ingest-request.js';
import type { IssueStore } from '../issues/issue-store.js';
import type { DeliveryContent, IncomingIssue } from '../sources/read-delivery.js';
import { replayKeyOf, storedKey, type VerifiedDelivery } from './delivery-verifier.js';

/** The records of a delivery that are to be ingested. */
export interface DeliveredRecords {
  readonly records: readonly unknown[];
  readonly transitions: readonly (Transition | undefined)[];
  readonly naming: IngestRequest['naming'];
  /** The payload's own time in epoch milliseconds; NaN if it has none. */
  readonly updatedAt: number;
}

/** Returns the records of a delivery. The end of an unknown issue needs none. */
export async function deliveredRecords(
  issues: IssueStore,
  { id, workspaceId, source }: DeliveryConnector,
  reading: Extract<DeliveryContent, { kind: 'issues' | 'records' }>,
): Promise<DeliveredRecords> {
  if (reading.kind === 'records') {
    const records = reading.records.map((record) => ownRecord(record, id, source));
    const [first] = records;
    const updatedAt = instantOf(isJsonObject(first) ? first.source_updated_at : undefined);
    return { records, transitions: [], naming: 'rest', updatedAt };
  }
  const needed: IncomingIssue[] = [];
  for (const issue of reading.issues) {
    const externalId = String(issue.record.externalId);
    if (issue.creates || (await issues.findByKey(workspaceId, source, externalId)) !== null)
      needed.push(issue);
  }
  return {
    // In place, so that all records have the same shape, which keeps validation fast.
    records: needed.map(({ record }) => Object.assign(record, { source, connectorId: id })),
    transitions: needed.map(({ transition }) => transition),
    naming: 'graphql',
    updatedAt: instantOf(needed[0]?.record.sourceUpdatedAt),
  };
}

/** A record in the gateway's own format; without a source it gets that of the connector. */
function ownRecord(record: unknown, connectorId: string, source: Source): unknown {
  if (!isJsonObject(record)) return record;
  const { source: named } = record;
  const isNamed = named != null && !(typeof named === 'string' && isBlank(named));
  return { ...record, source: isNamed ? named : source, connector_id: connectorId };
}

/** The key under which a repeat of the delivery is recognised. */
export function deliveryKey(
  delivery: VerifiedDelivery,
  identity: readonly (string | Buffer)[] | undefined,
  { updatedAt }: DeliveredRecords,
): Buffer {
  const key = identity === undefined ? delivery.replayKey : replayKeyOf(identity);
  const isTimed = !Number.isNaN(updatedAt) && (delivery.keyHoldsBody || identity !== undefined);
  return isTimed ? storedKey(key, updatedAt) : key;
}

function instantOf(value: unknown): number {
  return typeof value === 'string' ? parseTimestamp(value) : Number.NaN;
}
