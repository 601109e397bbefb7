import { findKnownConnectors } from '../connectors/known-connectors.js';
import type { Database } from '../db/database.js';
import type { Fault, NormalRecord, Rejection } from '../domain/record.js';
import type { RecordRules } from '../domain/rules/record-rules.js';
import { judgeRecord, mentionedConnectorIds } from '../domain/rules/validate.js';
import type { SourcePath } from '../domain/source.js';
import { sourcePathRules } from '../sources/registry.js';
import type { IdempotencyKey } from './idempotency-store.js';
import type { AcceptedRecord, IngestRequest, JudgedRequest } from './ingest-request.js';
import { readBatch } from './read-batch.js';

/**
 * Validates each record of a request independently.
 *
 * @param uncheckedSources sources whose external ids are accepted in any form
 * @throws AppError validation_error for a batch that cannot be read
 */
export async function judgeRequest(
  database: Database,
  uncheckedSources: readonly SourcePath[],
  request: IngestRequest,
  idempotency: IdempotencyKey | undefined,
): Promise<JudgedRequest> {
  const { workspaceId, kind, naming, webhook, traceparent } = request;
  const records = request.records instanceof Uint8Array ? readBatch(request.records) : request.records;
  const mentioned = mentionedConnectorIds(records, naming);
  // The records of a webhook name the connector that received it, which exists.
  const connectorIds =
    mentioned.size === 0 || webhook !== undefined
      ? mentioned
      : await findKnownConnectors(database, workspaceId, mentioned);
  const rules = rulesOf(request, uncheckedSources, connectorIds);
  const accepted: AcceptedRecord[] = [];
  const rejections: Rejection[] = [];
  records.forEach((raw, index) => {
    const verdict = judgeRecord(raw, naming, rules);
    if (Array.isArray(verdict)) rejections.push({ index, faults: verdict as readonly Fault[] });
    else {
      const record = withTransition(verdict as NormalRecord, request, index);
      accepted.push({ index, record });
    }
  });
  const { length: total } = records;
  const { delivery } = webhook ?? {};
  return { workspaceId, kind, total, accepted, rejections, idempotency, delivery, traceparent };
}

function rulesOf(
  { kind, sourcePath }: IngestRequest,
  uncheckedSources: readonly SourcePath[],
  connectorIds: ReadonlySet<string>,
): RecordRules {
  if (sourcePath === undefined) return { kind, connectorIds };
  const { externalIdForm, severityNames } = sourcePathRules(sourcePath);
  const checked = !uncheckedSources.includes(sourcePath);
  return { kind, connectorIds, sourcePath, severityNames, ...(checked ? { externalIdForm } : {}) };
}

function withTransition(record: NormalRecord, { webhook }: IngestRequest, index: number): NormalRecord {
  const transition = webhook?.transitions[index];
  return transition === undefined ? record : { ...record, transition };
}
