import type { Attributes, Span } from '@opentelemetry/api';
import type { Database } from '../db/database.js';
import { isDuplicateKey } from '../db/database-error.js';
import type { IngestJob } from '../domain/entities/ingest-job.js';
import { AppError } from '../domain/errors.js';
import { LIMITS } from '../domain/limits.js';
import type { Observer } from '../domain/observer.js';
import type { Rejection } from '../domain/record.js';
import type { SourcePath } from '../domain/source.js';
import { longUnits } from '../issues/issue-row.js';
import type { JobStore } from '../jobs/job-store.js';
import { viewOfNew } from '../jobs/stored-job.js';
import { traced, traceparentOf } from '../telemetry/tracing.js';
import type { BatchThread } from './batch-thread.js';
import { type IdempotencyKey, type IdempotencyStore, idempotencyKey } from './idempotency-store.js';
import type { IngestRequest, JudgedRequest } from './ingest-request.js';
import type { IngestTransaction, WrittenRequests } from './ingest-transaction.js';
import { judgeRequest } from './judge-request.js';
import { type PendingGroup, WriteQueue } from './write-queue.js';

/**
 * The stored job, even if every record of a batch was rejected. For a single event or source push that is invalid,
 * the rejection; nothing is stored then.
 */
export type Submission =
  | { readonly job: IngestJob; readonly replayed: boolean }
  | { readonly rejection: Rejection };

export interface IngestServiceOptions {
  readonly database: Database;
  readonly jobs: JobStore;
  readonly idempotency: IdempotencyStore;
  readonly transaction: IngestTransaction;
  /** Stores large batches. Undefined if writes do not block this thread. */
  readonly batchThread: BatchThread | undefined;
  /** Called after the commit: a workspace has jobs to process. */
  readonly wake: (workspaceId: number) => void;
  readonly observer: Observer;
  /** Sources whose external ids are accepted in any form. */
  readonly uncheckedSources: readonly SourcePath[];
  /** Whether queued small requests are written in one transaction. */
  readonly groupCommit: boolean;
}

/** The use case behind every API: validates records, writes them in one transaction and starts their job. */
export class IngestService {
  private readonly queue: WriteQueue<JudgedRequest, IngestJob>;
  /** Body digests of the running requests with an Idempotency-Key, by key. */
  private readonly inFlight = new Map<string, Buffer>();

  constructor(private readonly options: IngestServiceOptions) {
    this.queue = new WriteQueue((group) => this.write(group), {
      groupWeight: LIMITS.groupRecords,
      groupableWeight: options.groupCommit ? LIMITS.groupableRecords : 0,
      maxWeight: LIMITS.queuedRecords,
    });
  }

  /** Whether small requests are being stored, or were a moment ago. */
  get isBusy(): boolean {
    return this.queue.isBusy;
  }

  /**
   * Returns once everything is committed.
   * @throws AppError validation_error for a batch that cannot be read; conflict, idempotency_key_reuse, unavailable
   */
  submit(request: IngestRequest): Promise<Submission> {
    return traced('ingest', (span) =>
      span === undefined ? this.run(request) : this.runTraced(request, span),
    );
  }

  private async runTraced(request: IngestRequest, span: Span): Promise<Submission> {
    const submission = await this.run({ ...request, traceparent: traceparentOf(span) });
    span.setAttributes({ 'causeloop.kind': request.kind, ...attributesOf(submission) });
    return submission;
  }

  private async run(request: IngestRequest): Promise<Submission> {
    if (request.idempotency === undefined) return this.store(request, undefined);
    const { scope, key, body } = request.idempotency;
    return this.runOnce(request, idempotencyKey(request.workspaceId, scope, key, body));
  }

  /** Runs a request, or returns the job of an earlier request with the same key. */
  private async runOnce(request: IngestRequest, key: IdempotencyKey): Promise<Submission> {
    const name = `${key.workspaceId} ${key.keyDigest.toString('latin1')}`;
    const running = this.inFlight.get(name);
    if (running !== undefined) {
      requireSameBody(running, key);
      throw new AppError('conflict', 'The first request with this Idempotency-Key is still running.', {
        retryAfterSeconds: 1,
      });
    }
    this.inFlight.set(name, key.bodyDigest);
    try {
      return (await this.replay(key)) ?? (await this.store(request, key));
    } catch (error) {
      // Another process has accepted the same key in the meantime: return its job.
      const replayed = isDuplicateKey(error) ? await this.replay(key) : null;
      if (replayed === null) throw error;
      return replayed;
    } finally {
      this.inFlight.delete(name);
    }
  }

  private async replay(key: IdempotencyKey): Promise<Submission | null> {
    const finished = await this.options.idempotency.find(key);
    if (finished === null) return null;
    requireSameBody(finished.bodyDigest, key);
    const job = await this.options.jobs.findJob(key.workspaceId, finished.jobId);
    return job === null ? null : { job, replayed: true };
  }

  private async store(request: IngestRequest, key: IdempotencyKey | undefined): Promise<Submission> {
    const { database, uncheckedSources, observer, batchThread } = this.options;
    const { records, workspaceId, kind } = request;
    if (
      batchThread !== undefined &&
      records instanceof Uint8Array &&
      records.length >= LIMITS.threadedBytes
    ) {
      const weight = LIMITS.batchRecords + Math.floor(records.length / LIMITS.textUnitsPerRecord);
      const write = () =>
        this.writeAndWake(() => batchThread.write(workspaceId, records, key, request.traceparent));
      const [job] = await this.queue.runCounted(weight, write);
      return { job: job as IngestJob, replayed: false };
    }
    const judged = await judgeRequest(database, uncheckedSources, request, key);
    const [rejection] = judged.rejections;
    // Of the alerts in a delivery, an invalid one does not affect the others.
    const isPartial = kind === 'webhook' && judged.accepted.length > 0;
    if (kind !== 'batch' && !isPartial && rejection !== undefined) {
      observer.recordsDecided('rejected', request.sourcePath ?? 'unknown', judged.rejections.length);
      return { rejection };
    }
    return { job: await this.queue.submit(judged, weightOf(judged)), replayed: false };
  }

  /** Writes requests in one transaction. */
  private write(group: PendingGroup<JudgedRequest>): Promise<IngestJob[]> {
    const { database, transaction } = this.options;
    // The group is collected after the transaction has begun, so that requests that arrive until then are included.
    return this.writeAndWake(() => database.write((tx) => transaction.run(tx, group.collect())));
  }

  /** Writes requests, wakes stage 2 and updates metrics. */
  private async writeAndWake(write: () => Promise<WrittenRequests>): Promise<IngestJob[]> {
    const { wake, observer } = this.options;
    const started = performance.now();
    const { jobs, outcomes } = await write();
    observer.stageFinished('persist', (performance.now() - started) / 1000);
    for (const workspaceId of new Set(jobs.map((job) => job.workspaceId))) wake(workspaceId);
    for (const { outcome, source, count } of outcomes) observer.recordsDecided(outcome, source, count);
    for (const { rejections } of jobs)
      if (rejections.length > 0) observer.recordsDecided('rejected', 'unknown', rejections.length);
    return jobs.map(viewOfNew);
  }
}

/** The attributes of the span of a request. */
function attributesOf(submission: Submission): Attributes {
  if ('rejection' in submission) return { 'causeloop.records': 1, 'causeloop.rejected': 1 };
  const { job, replayed } = submission;
  return {
    'causeloop.job_id': job.id,
    'causeloop.replayed': replayed,
    'causeloop.records': job.total,
    'causeloop.rejected': job.rejectedCount,
  };
}

/** The weight of a request in records. Long texts add to it, which bounds the size of transactions and of the queue. */
function weightOf({ accepted }: JudgedRequest): number {
  const units = accepted.reduce((sum, { record }) => sum + longUnits(record), 0);
  return Math.max(1, accepted.length) + Math.floor(units / LIMITS.textUnitsPerRecord);
}

function requireSameBody(first: Buffer, key: IdempotencyKey): void {
  if (first.equals(key.bodyDigest)) return;
  throw new AppError(
    'idempotency_key_reuse',
    'This Idempotency-Key was used with another body: send the same body or a new key.',
  );
}
