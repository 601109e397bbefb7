import { mintedAt } from '../domain/ids.js';
import type { Transition } from '../domain/record.js';
import type { NewReference } from '../domain/reference.js';
import { isJsonObject } from '../domain/rules/json-object.js';
import { parseTimestamp } from '../domain/rules/rfc3339.js';
import { isBlank } from '../domain/rules/text.js';
import type { Source } from '../domain/source.js';
import type { IngestRequest } from '../ingest/ingest-request.js';
import type { IssueStore } from '../issues/issue-store.js';
import type { ReferenceStore } from '../issues/reference-store.js';
import type { RemovalStore } from '../issues/removal-store.js';
import type { DeliveryContent, IncomingIssue } from '../sources/read-delivery.js';
import { replayKeyOf, storedKey, type VerifiedDelivery } from './delivery-verifier.js';

/** The records of a delivery that are to be ingested. */
export interface DeliveredRecords {
  readonly records: readonly unknown[];
  readonly transitions: readonly (Transition | undefined)[];
  readonly naming: IngestRequest['naming'];
  /** References that are to be stored with the records. */
  readonly references: readonly NewReference[];
  /** The payload's own time in epoch milliseconds; NaN if it has none. */
  readonly updatedAt: number;
}

/** Where issues are looked up. */
export interface DeliveredRecordStores {
  readonly references: ReferenceStore;
  readonly issues: IssueStore;
  readonly removals: RemovalStore;
}

/** Returns the records of a delivery. The removal of an unknown issue needs none, but is remembered. */
export async function deliveredRecords(
  stores: DeliveredRecordStores,
  delivery: VerifiedDelivery,
  reading: Extract<DeliveryContent, { kind: 'issues' | 'records' }>,
): Promise<DeliveredRecords> {
  const { id, source } = delivery.connector;
  if (reading.kind === 'records') {
    const records = reading.records.map((record) => ownRecord(record, id, source));
    const [first] = records;
    const updatedAt = instantOf(isJsonObject(first) ? first.source_updated_at : undefined);
    return { records, transitions: [], naming: 'rest', references: [], updatedAt };
  }
  const updatedAt = instantOf(reading.issues[0]?.record.sourceUpdatedAt);
  const needed: IncomingIssue[] = [];
  const references: NewReference[] = [];
  for (const sent of reading.issues) {
    const { issue, reference } = await identified(stores.references, delivery, sent);
    if (reference !== undefined) references.push(reference);
    if (issue.creates) needed.push(issue);
    else if (await isRemovalOfKnown(stores, delivery, issue)) needed.push(timedRemoval(delivery, issue));
  }
  return {
    // In place, so that all records have the same shape, which keeps validation fast.
    records: needed.map(({ record }) => Object.assign(record, { source, connectorId: id })),
    transitions: needed.map(({ transition }) => transition),
    naming: 'graphql',
    references,
    updatedAt,
  };
}

/**
 * Finds the issue that the source means, even if its external id changed since the last delivery. An issue with a new external
 * id is renamed. A payload from before the change continues the issue under its newer id.
 */
async function identified(
  references: ReferenceStore,
  { connector }: VerifiedDelivery,
  issue: IncomingIssue,
): Promise<{ readonly issue: IncomingIssue; readonly reference?: NewReference }> {
  const { nativeId, isMove, record, creates } = issue;
  if (nativeId === undefined) return { issue };
  const { workspaceId, source, bytes: connectorId } = connector;
  const reference: NewReference = { connectorId, nativeId, externalId: String(record.externalId) };
  const found = await references.findExternalId(connectorId, nativeId);
  if (found === reference.externalId) return { issue };
  if (found === null || isMove) return creates ? { issue, reference } : { issue };
  const at = instantOf(record.sourceUpdatedAt);
  // A payload without the usual external id names the issue by the id that never changes.
  const isRenamed = creates && reference.externalId !== nativeId;
  if (isRenamed && (await references.rename({ workspaceId, source, from: found, reference, at })))
    return { issue };
  return { issue: { ...issue, record: { ...record, externalId: found } } };
}

/** Remembers the removal of an issue that is not known, because its creation can be on its way. */
async function isRemovalOfKnown(
  { issues, removals }: DeliveredRecordStores,
  delivery: VerifiedDelivery,
  { record }: IncomingIssue,
): Promise<boolean> {
  const { workspaceId, source } = delivery.connector;
  const externalId = String(record.externalId);
  const isKnown = async () => (await issues.findByKey(workspaceId, source, externalId)) !== null;
  if (await isKnown()) return true;
  const removedAt = instantOf(record.sourceUpdatedAt);
  const at = Number.isNaN(removedAt) ? receivedAt(delivery) : removedAt;
  await removals.remember(workspaceId, source, externalId, at);
  // It may have been created in the meantime.
  return isKnown();
}

/** Not every source says when an issue was removed. Without a time, an older change that arrives late would reopen it. */
function timedRemoval(delivery: VerifiedDelivery, { record, ...issue }: IncomingIssue): IncomingIssue {
  const sourceUpdatedAt = record.sourceUpdatedAt ?? new Date(receivedAt(delivery)).toISOString();
  return { ...issue, record: { ...record, sourceUpdatedAt } };
}

function receivedAt({ id }: VerifiedDelivery): number {
  return mintedAt(id);
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
