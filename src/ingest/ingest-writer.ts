import type { DeliveryStore, NewDelivery } from '../connectors/delivery-store.js';
import type { Database } from '../db/database.js';
import type { Transaction } from '../db/engine.js';
import type { Clock } from '../domain/clock.js';
import type { IdMinter } from '../domain/ids.js';
import type { Outcome, Rejection } from '../domain/record.js';
import type { IngestKind } from '../domain/record-rules.js';
import type { Source } from '../domain/source.js';
import type { IncomingRecord, IssueStore } from '../issues/issue-store.js';
import { encodeRecords } from '../jobs/job-records.js';
import type { JobStore, NewJob } from '../jobs/job-store.js';
import type { IdempotencyKey, IdempotencyStore } from './idempotency-store.js';

/** A record that is taken, with its place in the request. */
export interface AcceptedRecord extends IncomingRecord {
  readonly index: number;
}

/** A request whose records are judged, ready to be written. */
export interface JudgedRequest {
  readonly workspaceId: number;
  readonly kind: IngestKind;
  readonly total: number;
  /** The writer may empty it. */
  readonly accepted: AcceptedRecord[];
  readonly rejections: readonly Rejection[];
  readonly idempotency: IdempotencyKey | undefined;
  readonly delivery: NewDelivery | undefined;
}

/** How many records of a source came out alike. */
export interface DecidedRecords {
  readonly outcome: Outcome;
  readonly source: Source;
  readonly count: number;
}

/** What is on disk. */
export interface WrittenRequests {
  /** In the order of the requests. */
  readonly jobs: readonly NewJob[];
  readonly decided: readonly DecidedRecords[];
}

/** Writes judged requests. */
export interface IngestWriter {
  /**
   * All or none, in one transaction. It asks `take` for them as late as it can; asked again, that answers the same.
   * @param isHeavy whether it is one that does not wait for others
   */
  write(take: () => readonly JudgedRequest[], isHeavy: boolean): Promise<WrittenRequests>;
}

export interface IngestTransactionOptions {
  readonly issues: IssueStore;
  readonly jobs: JobStore;
  readonly idempotency: IdempotencyStore;
  readonly deliveries: DeliveryStore;
  readonly ids: IdMinter;
  readonly clock: Clock;
}

/** Stage 1 of judged requests: their issues, jobs, Idempotency-Keys and deliveries. */
export class IngestTransaction {
  constructor(private readonly options: IngestTransactionOptions) {}

  async run(tx: Transaction, requests: readonly JudgedRequest[]): Promise<WrittenRequests> {
    const { issues, jobs, idempotency, deliveries, ids, clock } = this.options;
    const now = clock.now();
    const incoming = requests.flatMap(({ accepted }) => accepted);
    await issues.upsert(tx, incoming, now);
    const stored = requests.map((request) => newJob(request, ids.mint(), now));
    await jobs.insert(tx, stored);
    const keyed = requests.flatMap(({ idempotency: key }, i) =>
      key === undefined ? [] : [{ key, jobId: (stored[i] as NewJob).id }],
    );
    if (keyed.length > 0) await idempotency.insert(tx, keyed);
    const delivered = requests.flatMap(({ delivery }, i) =>
      delivery === undefined
        ? []
        : [acceptedDelivery(delivery, stored[i] as NewJob, requests[i] as JudgedRequest)],
    );
    if (delivered.length > 0) await deliveries.insert(tx, delivered);
    return { jobs: stored, decided: countDecided(incoming) };
  }
}

/** Writes through `Database.write`. */
export class DirectIngestWriter implements IngestWriter {
  constructor(
    private readonly database: Database,
    private readonly transaction: IngestTransaction,
  ) {}

  write(take: () => readonly JudgedRequest[]): Promise<WrittenRequests> {
    return this.database.write((tx) => this.transaction.run(tx, take()));
  }
}

/** Once its records are written. */
function newJob(
  { workspaceId, kind, total, accepted, rejections }: JudgedRequest,
  id: Buffer,
  now: number,
): NewJob {
  return {
    id,
    workspaceId,
    kind,
    total,
    accepted: accepted.length,
    rejections,
    records: encodeRecords(total, accepted),
    createdAt: now,
  };
}

function acceptedDelivery(
  delivery: NewDelivery,
  { id: jobId }: NewJob,
  { accepted }: JudgedRequest,
): NewDelivery {
  return { ...delivery, outcome: 'accepted', jobId, issueId: accepted[0]?.issueId ?? null };
}

function countDecided(incoming: readonly IncomingRecord[]): DecidedRecords[] {
  const counts = new Map<Source, Map<Outcome, number>>();
  for (const { outcome, record } of incoming) {
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
