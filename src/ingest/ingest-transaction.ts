import type { DeliveryStore, NewDelivery } from '../connectors/delivery-store.js';
import type { Tx } from '../db/database.js';
import type { Clock } from '../domain/clock.js';
import type { IdMinter } from '../domain/ids.js';
import type { NormalRecord, Outcome } from '../domain/record.js';
import { encodeRecords } from '../domain/rules/job-records.js';
import type { Source } from '../domain/source.js';
import type { IssueUpsert, UpsertedRecord } from '../issues/issue-upsert.js';
import type { CreatedIssue, RemovalStore } from '../issues/removal-store.js';
import type { JobStore } from '../jobs/job-store.js';
import type { NewJob } from '../jobs/stored-job.js';
import type { IdempotencyStore } from './idempotency-store.js';
import type { JudgedRequest } from './ingest-request.js';

/** How many records of a source had the same outcome. */
export interface OutcomeCount {
  readonly outcome: Outcome;
  readonly source: Source;
  readonly count: number;
}

/** What the column of a count holds. */
const COUNT_MAX = 2 ** 31 - 1;

/** What is on disk after the commit. */
export interface WrittenRequests {
  /** In the order of the requests. */
  readonly jobs: readonly NewJob[];
  readonly outcomes: readonly OutcomeCount[];
}

export interface IngestTransactionOptions {
  readonly issues: IssueUpsert;
  readonly jobs: JobStore;
  readonly idempotency: IdempotencyStore;
  readonly deliveries: DeliveryStore;
  readonly removals: RemovalStore;
  readonly ids: IdMinter;
  readonly clock: Clock;
}

/** Stage 1 of judged requests: their issues, jobs, Idempotency-Keys and deliveries. */
export class IngestTransaction {
  constructor(private readonly options: IngestTransactionOptions) {}

  async run(tx: Tx, requests: readonly JudgedRequest[]): Promise<WrittenRequests> {
    const { issues, jobs, idempotency, deliveries, removals, clock } = this.options;
    const now = clock.now();
    const incoming = requests.flatMap(({ workspaceId, accepted }) =>
      accepted.map(({ record }) => ({ workspaceId, record })),
    );
    const upserted = await issues.run(tx, incoming, now);
    let next = 0;
    const written = requests.map((request) => {
      const own = upserted.slice(next, next + request.accepted.length);
      next += own.length;
      return { request, upserted: own, job: this.newJob(request, own, now) };
    });
    const created = written.flatMap(({ request, upserted: own }) => createdByWebhook(request, own));
    if (created.length > 0) await removals.resolveRemoved(tx, created);
    await jobs.insert(
      tx,
      written.map(({ job }) => job),
    );
    const keyed = written.flatMap(({ request: { idempotency: key }, job }) =>
      key === undefined ? [] : [{ key, jobId: job.id }],
    );
    if (keyed.length > 0) await idempotency.insert(tx, keyed);
    const delivered = written.flatMap(({ request: { delivery }, job, upserted: own }) =>
      delivery === undefined ? [] : [acceptedDelivery(delivery, job, own)],
    );
    if (delivered.length > 0) await deliveries.insert(tx, delivered);
    return { jobs: written.map(({ job }) => job), outcomes: countOutcomes(requests, upserted) };
  }

  private newJob(
    { workspaceId, kind, total, accepted, rejections, traceparent }: JudgedRequest,
    upserted: readonly UpsertedRecord[],
    createdAt: number,
  ): NewJob {
    const entries = upserted.map(({ outcome, issueId }, i) => ({
      index: accepted[i]?.index as number,
      outcome,
      issueId,
    }));
    return {
      id: this.options.ids.mint(),
      workspaceId,
      kind,
      total,
      accepted: accepted.length,
      rejections,
      records: encodeRecords(total, entries),
      createdAt,
      traceparent,
    };
  }
}

function createdByWebhook(
  { workspaceId, delivery, accepted }: JudgedRequest,
  upserted: readonly UpsertedRecord[],
): readonly CreatedIssue[] {
  if (delivery === undefined) return [];
  return upserted.flatMap(({ outcome, issueId }, i) =>
    outcome === 'created' ? [{ workspaceId, issueId, record: accepted[i]?.record as NormalRecord }] : [],
  );
}

function acceptedDelivery(
  delivery: NewDelivery,
  { id: jobId }: NewJob,
  upserted: readonly UpsertedRecord[],
): NewDelivery {
  const counts = new Map(
    upserted.map(({ issueId, occurrenceCount }) => [issueId.toString('latin1'), occurrenceCount]),
  );
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const appliedCount = Math.min(total, COUNT_MAX);
  return { ...delivery, outcome: 'accepted', jobId, issueId: upserted[0]?.issueId ?? null, appliedCount };
}

/** `upserted` are the records of all requests, in order. */
function countOutcomes(
  requests: readonly JudgedRequest[],
  upserted: readonly UpsertedRecord[],
): OutcomeCount[] {
  const counts = new Map<Source, Map<Outcome, number>>();
  let next = 0;
  for (const { accepted } of requests)
    for (const { record } of accepted) {
      const { outcome } = upserted[next++] as UpsertedRecord;
      let ofSource = counts.get(record.source);
      if (ofSource === undefined) {
        ofSource = new Map();
        counts.set(record.source, ofSource);
      }
      ofSource.set(outcome, (ofSource.get(outcome) ?? 0) + 1);
    }
  return [...counts].flatMap(([source, ofSource]) =>
    [...ofSource].map(([outcome, count]) => ({ outcome, source, count })),
  );
}
