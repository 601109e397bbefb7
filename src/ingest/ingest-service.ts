import type { ConnectorStore } from '../connectors/connector-store.js';
import type { NewDelivery } from '../connectors/delivery-store.js';
import { isDuplicateKey } from '../db/database-error.js';
import { AppError } from '../domain/errors.js';
import type { JobView } from '../domain/job.js';
import { LIMITS } from '../domain/limits.js';
import type { Observer } from '../domain/observer.js';
import type { Fault, NormalRecord, Rejection, Transition } from '../domain/record.js';
import type { FieldNaming, IngestKind, RecordRules } from '../domain/rules/record-rules.js';
import { judgeRecord, mentionedConnectorIds } from '../domain/rules/validate.js';
import type { Source, SourcePath } from '../domain/source.js';
import { longUnits } from '../issues/issue-row.js';
import type { JobRunner } from '../jobs/job-runner.js';
import { type JobStore, viewOfNew } from '../jobs/job-store.js';
import { sourcePathRules } from '../sources/registry.js';
import { type IdempotencyKey, type IdempotencyStore, idempotencyKey } from './idempotency-store.js';
import {
  type AcceptedRecord,
  acceptedCount,
  acceptedRecord,
  type IngestWriter,
  type JudgedRequest,
} from './ingest-writer.js';
import type { ScannedBatch } from './scan-batch.js';
import { WriteQueue } from './write-queue.js';

/** What a caller wants ingested. The envelope (1 to 500 records) is the transport's to check. */
export interface IngestRequest {
  readonly workspaceId: number;
  readonly kind: IngestKind;
  /** With kind `source`. */
  readonly sourcePath?: SourcePath;
  readonly naming: FieldNaming;
  /** Elements as sent. The list is emptied, so that what was parsed does not stay in memory until the commit. */
  readonly records: unknown[];
  /** With a batch that was scanned: records that are accepted already, and where `records` stand between them. */
  readonly scanned?: Pick<ScannedBatch, 'sent' | 'places'>;
  /** `scope` is method and path, `body` the decompressed bytes. */
  readonly idempotency?: { readonly key: string; readonly scope: string; readonly body: Buffer };
  /** With kind `webhook`. A delivery that was accepted before violates a unique key. */
  readonly webhook?: WebhookPart;
}

/** What a webhook adds to the records that it brings. */
export interface WebhookPart {
  /** Of each record, what it says of its issue's status. */
  readonly transitions: readonly (Transition | undefined)[];
  /** Stored together with the records, as accepted; job and issue are filled in. */
  readonly delivery: NewDelivery;
}

/**
 * The stored job, also when every record of a batch was rejected; or why a single event or source push was not
 * taken, in which case nothing is stored.
 */
export type Submission =
  | { readonly job: JobView; readonly replayed: boolean }
  | { readonly rejection: Rejection };

export interface IngestServiceOptions {
  readonly jobs: JobStore;
  readonly connectors: ConnectorStore;
  readonly idempotency: IdempotencyStore;
  readonly writer: IngestWriter;
  readonly runner: JobRunner;
  readonly observer: Observer;
  /** Sources whose form of external ids is not checked. */
  readonly uncheckedSources: readonly SourcePath[];
  /** Whether small requests that wait are written together. */
  readonly groupCommit: boolean;
}

/** The one use case behind every surface: judges records, writes them in one transaction, starts their job. */
export class IngestService {
  private readonly queue: WriteQueue<JudgedRequest, JobView>;
  /** Requests with an Idempotency-Key that run in this process, with the digest of their body. */
  private readonly inFlight = new Map<string, Buffer>();

  constructor(private readonly options: IngestServiceOptions) {
    this.queue = new WriteQueue((take, isHeavy) => this.persist(take, isHeavy), {
      groupWeight: LIMITS.groupRecords,
      groupableWeight: options.groupCommit ? LIMITS.groupableRecords : 0,
      maxWeight: LIMITS.queuedRecords,
    });
  }

  /** Whether requests wait for their commit, or did a moment ago. */
  get isBusy(): boolean {
    return this.queue.isBusy;
  }

  /**
   * Answers once everything is committed.
   * @throws AppError conflict, idempotency_key_reuse or unavailable
   */
  async submit(request: IngestRequest): Promise<Submission> {
    if (request.idempotency === undefined) return this.store(request, undefined);
    const { scope, key, body } = request.idempotency;
    return this.once(request, idempotencyKey(request.workspaceId, scope, key, body));
  }

  /** Runs a request unless one with the same key was accepted before: then that one's job is the answer. */
  private async once(request: IngestRequest, key: IdempotencyKey): Promise<Submission> {
    const name = `${key.workspaceId} ${key.keyDigest.toString('latin1')}`;
    const running = this.inFlight.get(name);
    if (running !== undefined) {
      requireSameBody(running, key);
      throw new AppError('conflict', 'The first request with this Idempotency-Key still runs.', {
        retryAfterSeconds: 1,
      });
    }
    this.inFlight.set(name, key.bodyDigest);
    try {
      return (await this.replay(key)) ?? (await this.store(request, key));
    } catch (error) {
      // Another process accepted the same key while this one worked; its answer stands.
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
    const mentioned = mentionedConnectorIds(request.records, request.naming);
    // A webhook's records belong to the connector that it came through, which was just looked up.
    const connectorIds =
      mentioned.size === 0 || request.webhook !== undefined
        ? mentioned
        : await this.options.connectors.findKnownIds(request.workspaceId, mentioned);
    const judged = judge(request, this.rulesOf(request, connectorIds), key);
    const [rejection] = judged.rejections;
    if (rejection !== undefined)
      this.options.observer.recordsDecided('rejected', sourceFor(request), judged.rejections.length);
    if (request.kind !== 'batch' && rejection !== undefined) return { rejection };
    const job = await this.queue.submit(judged, weightOf(judged));
    return { job, replayed: false };
  }

  private rulesOf({ kind, sourcePath }: IngestRequest, connectorIds: ReadonlySet<string>): RecordRules {
    if (sourcePath === undefined) return { kind, connectorIds };
    const { externalIdForm, severityNames } = sourcePathRules(sourcePath);
    const checked = !this.options.uncheckedSources.includes(sourcePath);
    return { kind, connectorIds, sourcePath, severityNames, ...(checked ? { externalIdForm } : {}) };
  }

  /** Writes requests in one transaction, then tells the runner. */
  private async persist(take: () => readonly JudgedRequest[], isHeavy: boolean): Promise<readonly JobView[]> {
    const { writer, runner, observer } = this.options;
    const started = performance.now();
    const { jobs, decided } = await writer.write(take, isHeavy);
    observer.stageFinished('persist', (performance.now() - started) / 1000);
    runner.offer(
      jobs.map(({ id, workspaceId, accepted, rejections, records }) => ({
        id,
        workspaceId,
        accepted,
        rejectedCount: rejections.length,
        records,
        attempts: 0,
      })),
    );
    for (const { outcome, source, count } of decided) observer.recordsDecided(outcome, source, count);
    return jobs.map((job) => viewOfNew(job));
  }
}

function judge(
  request: IngestRequest,
  rules: RecordRules,
  idempotency: IdempotencyKey | undefined,
): JudgedRequest {
  const { workspaceId, kind, records, scanned } = request;
  const sent = scanned?.sent;
  const total = records.length + (sent?.count ?? 0);
  const accepted: AcceptedRecord[] = [];
  const rejections: Rejection[] = [];
  records.forEach((raw, i) => {
    const index = scanned?.places[i] ?? i;
    const verdict = judgeRecord(raw, request.naming, rules);
    if (Array.isArray(verdict)) rejections.push({ index, faults: verdict as readonly Fault[] });
    else {
      const record = withTransition(verdict as NormalRecord, request, index);
      accepted.push(acceptedRecord(index, workspaceId, record));
    }
  });
  records.length = 0;
  const delivery = request.webhook?.delivery;
  return { workspaceId, kind, total, accepted, sent, rejections, idempotency, delivery };
}

/** In records; long texts weigh more, so that neither a transaction nor the queue grows beyond measure. */
function weightOf(request: JudgedRequest): number {
  let units = request.sent?.textBytes ?? 0;
  for (const { record } of request.accepted) units += longUnits(record);
  return Math.max(1, acceptedCount(request)) + Math.floor(units / LIMITS.textUnitsPerRecord);
}

/** A push keeps its shape: records of one shape are what the hot path is compiled for. */
function withTransition(record: NormalRecord, { webhook }: IngestRequest, index: number): NormalRecord {
  const transition = webhook?.transitions[index];
  return transition === undefined ? record : Object.assign(record, { transition });
}

function requireSameBody(first: Buffer, key: IdempotencyKey): void {
  if (first.equals(key.bodyDigest)) return;
  throw new AppError(
    'idempotency_key_reuse',
    'This Idempotency-Key was used with another body; send the same body or a new key.',
  );
}

function sourceFor(request: IngestRequest): Source | 'unknown' {
  return request.sourcePath ?? 'unknown';
}
