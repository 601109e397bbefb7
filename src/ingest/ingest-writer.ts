import type { DeliveryStore, NewDelivery } from '../connectors/delivery-store.js';
import type { Database } from '../db/database.js';
import type { Transaction } from '../db/engine.js';
import type { Clock } from '../domain/clock.js';
import type { IdMinter } from '../domain/ids.js';
import type { NormalRecord, Outcome, Rejection } from '../domain/record.js';
import type { IngestKind } from '../domain/rules/record-rules.js';
import type { Source } from '../domain/source.js';
import type { IncomingRecord } from '../issues/incoming-record.js';
import type { IssueStore } from '../issues/issue-store.js';
import type { SentRecords } from '../issues/sent-records.js';
import { encodeRecords } from '../jobs/job-records.js';
import type { JobStore, NewJob } from '../jobs/job-store.js';
import type { IdempotencyKey, IdempotencyStore } from './idempotency-store.js';

/** A record that is taken, with its place in the request. */
export interface AcceptedRecord extends IncomingRecord {
  readonly index: number;
}

const NO_BYTES = Buffer.alloc(0);

/** Of a record that is there as an object. */
export function acceptedRecord(index: number, workspaceId: number, record: NormalRecord): AcceptedRecord {
  const { source, externalId } = record;
  return {
    index,
    workspaceId,
    source,
    externalId,
    record,
    row: undefined,
    outcome: 'created',
    issueId: NO_BYTES,
  };
}

/** A request whose records are judged, ready to be written. */
export interface JudgedRequest {
  readonly workspaceId: number;
  readonly kind: IngestKind;
  readonly total: number;
  /** Those that were read one by one. The writer may empty it. */
  readonly accepted: AcceptedRecord[];
  /** Those that were taken from the body as they stand there. The writer may hand them over. */
  readonly sent: SentRecords | undefined;
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
    const accepted = requests.map(acceptedOf);
    // Large requests come alone, and putting lists together costs something for each element.
    const incoming = accepted.length === 1 ? (accepted[0] as AcceptedRecord[]) : accepted.flat();
    await issues.upsert(tx, incoming, now);
    const stored = requests.map((request, i) =>
      newJob(request, accepted[i] as AcceptedRecord[], ids.mint(), now),
    );
    await jobs.insert(tx, stored);
    const keyed = requests.flatMap(({ idempotency: key }, i) =>
      key === undefined ? [] : [{ key, jobId: (stored[i] as NewJob).id }],
    );
    if (keyed.length > 0) await idempotency.insert(tx, keyed);
    const delivered = requests.flatMap(({ delivery }, i) =>
      delivery === undefined
        ? []
        : [acceptedDelivery(delivery, stored[i] as NewJob, accepted[i] as AcceptedRecord[])],
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

/** Of a request that is not handed over yet. */
export function acceptedCount({ accepted, sent }: JudgedRequest): number {
  return accepted.length + (sent?.count ?? 0);
}

/** All records that are taken, in the order of the request. */
function acceptedOf({ workspaceId, accepted, sent }: JudgedRequest): readonly AcceptedRecord[] {
  if (sent === undefined) return accepted;
  const all: AcceptedRecord[] = sent.incoming(workspaceId);
  return accepted.length === 0 ? all : all.concat(accepted).sort((a, b) => a.index - b.index);
}

/** Once its records are written. */
function newJob(
  { workspaceId, kind, total, rejections }: JudgedRequest,
  accepted: readonly AcceptedRecord[],
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
  accepted: readonly AcceptedRecord[],
): NewDelivery {
  return { ...delivery, outcome: 'accepted', jobId, issueId: accepted[0]?.issueId ?? null };
}

function countDecided(incoming: readonly IncomingRecord[]): DecidedRecords[] {
  const counts = new Map<Source, Map<Outcome, number>>();
  for (const { outcome, source } of incoming) {
    let ofSource = counts.get(source);
    if (ofSource === undefined) {
      ofSource = new Map();
      counts.set(source, ofSource);
    }
    ofSource.set(outcome, (ofSource.get(outcome) ?? 0) + 1);
  }
  return [...counts].flatMap(([source, ofSource]) =>
    [...ofSource].map(([outcome, count]) => ({ outcome, source, count })),
  );
}
