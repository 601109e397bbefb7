import { mintedAt } from '../domain/ids.js';
import type { Transition } from '../domain/record.js';
import { isJsonObject } from '../domain/rules/json-object.js';
import { parseTimestamp } from '../domain/rules/rfc3339.js';
import { isBlank } from '../domain/rules/text.js';
import type { Source } from '../domain/source.js';
import type { IngestRequest } from '../ingest/ingest-request.js';
import type { IssueStore } from '../issues/issue-store.js';
import type { PrefixStore } from '../issues/prefix-store.js';
import type { RemovalStore } from '../issues/removal-store.js';
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

/** Where issues are looked up. */
export interface DeliveredRecordStores {
  readonly prefixes: PrefixStore;
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
    return { records, transitions: [], naming: 'rest', updatedAt };
  }
  const updatedAt = instantOf(reading.issues[0]?.record.sourceUpdatedAt);
  const needed: IncomingIssue[] = [];
  for (const sent of reading.issues) {
    const issue = await underCurrentId(stores.prefixes, delivery, sent);
    const target = issue.creates ? issue : await removalTarget(stores, delivery, issue);
    if (target !== null) needed.push(target);
  }
  return {
    // In place, so that all records have the same shape, which keeps validation fast.
    records: needed.map(({ record }) => Object.assign(record, { source, connectorId: id })),
    transitions: needed.map(({ transition }) => transition),
    naming: 'graphql',
    updatedAt,
  };
}

/** After a repository or project was renamed, the payload can have the newer or the former name. */
async function underCurrentId(
  prefixes: PrefixStore,
  delivery: VerifiedDelivery,
  issue: IncomingIssue,
): Promise<IncomingIssue> {
  const { group, record } = issue;
  const externalId = String(record.externalId);
  if (group === undefined || !externalId.startsWith(group.prefix)) return issue;
  const { id: connectorId, workspaceId, source } = delivery.connector;
  const updatedAt = instantOf(record.sourceUpdatedAt);
  const at = Number.isNaN(updatedAt) ? receivedAt(delivery) : updatedAt;
  const current = await prefixes.resolve({ workspaceId, source, connectorId, group, externalId, at });
  return current === externalId ? issue : { ...issue, record: { ...record, externalId: current } };
}

/** Returns null if there is no such issue. The removal is then remembered, because the creation of the issue can be on its way. */
async function removalTarget(
  { issues, removals }: DeliveredRecordStores,
  delivery: VerifiedDelivery,
  sent: IncomingIssue,
): Promise<IncomingIssue | null> {
  const { workspaceId, source } = delivery.connector;
  const issue = timedRemoval(delivery, sent);
  const isKnown = async (id: string) => (await issues.findByKey(workspaceId, source, id)) !== null;
  const externalId = String(issue.record.externalId);
  if (await isKnown(externalId)) return issue;
  await removals.remember(workspaceId, source, externalId, instantOf(issue.record.sourceUpdatedAt));
  // It may have been created in the meantime.
  return (await isKnown(externalId)) ? issue : null;
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
