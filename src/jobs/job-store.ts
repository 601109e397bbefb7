import { LRUCache } from 'lru-cache';
import { insertNewText, LIST_MAX, listText, lookupPortions, paddedPortions } from '../db/bulk.js';
import type { Database } from '../db/database.js';
import type { Row, Scalar, Transaction } from '../db/engine.js';
import type { Clock } from '../domain/clock.js';
import { decodeId, encodeId, firstIdAt, ID_PREFIX, mintedAt } from '../domain/ids.js';
import { isTerminal, type JobChange, type JobStatus, type JobView, settledStatus } from '../domain/job.js';
import { LIMITS } from '../domain/limits.js';
import type { RecordOutcome, Rejection } from '../domain/record.js';
import type { IngestKind } from '../domain/rules/record-rules.js';
import { decodeIssueIds, decodeRecords, decodeRejections, encodeRejections } from './job-records.js';

/** A job to be stored. */
export interface NewJob {
  readonly id: Buffer;
  readonly workspaceId: number;
  readonly kind: IngestKind;
  readonly total: number;
  readonly accepted: number;
  readonly rejections: readonly Rejection[];
  /** As `encodeRecords` writes them. */
  readonly records: Buffer;
  readonly createdAt: number;
}

/** What stage 2 needs of a job. */
export interface PendingJob {
  readonly id: Buffer;
  readonly workspaceId: number;
  readonly accepted: number;
  readonly rejectedCount: number;
  readonly records: Buffer;
  readonly attempts: number;
  /** When it was begun first; undefined before. */
  readonly startedAt?: number | undefined;
}

export interface QueueStats {
  /** Jobs that are not settled. */
  readonly depth: number;
  readonly oldestAgeSeconds: number;
}

const TABLE = 'ingest_job';
const COLUMNS = [
  'id',
  'workspace_id',
  'kind',
  'status',
  'progress',
  'total',
  'accepted',
  'rejected_count',
  'rejected',
  'records',
  'attempts',
  'claim',
  'lease_until',
  'created_at',
  'started_at',
  'finished_at',
] as const;
/** What a new job says, in the order of `pushRow`, and what all new jobs have alike. */
const NEW_COLUMNS = [
  'id',
  'workspace_id',
  'kind',
  'total',
  'accepted',
  'rejected_count',
  'rejected',
  'records',
  'lease_until',
  'created_at',
] as const;
const PRIMARY = ['id'] as const;
const NEW_ALIKE = { status: "'pending'", progress: '0', attempts: '0' } as const;
const SELECT = `SELECT ${COLUMNS.join(',')} FROM ${TABLE} WHERE`;
const PENDING = `SELECT id, workspace_id, accepted, rejected_count, records, attempts, started_at FROM ${TABLE} WHERE`;
const DAY_MS = 86_400_000;

export class JobStore {
  /** Settled jobs never change, so polling them costs no statement. */
  private readonly settled = new LRUCache<string, JobView>({ max: LIMITS.cachedJobs });

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async insert(tx: Transaction, jobs: readonly NewJob[]): Promise<void> {
    for (const part of paddedPortions(jobs, ({ records }) => records.length)) {
      const params: Scalar[] = [];
      for (const job of part) pushRow(params, job);
      const { kind } = this.database;
      // An id is never minted twice: the only row that exists already is the one that fills a portion up.
      const text = insertNewText(kind, TABLE, NEW_COLUMNS, PRIMARY, part.length, NEW_ALIKE);
      await tx.execute(text, params);
    }
  }

  /** null for a job that does not exist or is another workspace's. A settled one known here answers without a promise. */
  findJob(workspaceId: number, id: string): JobView | null | Promise<JobView | null> {
    const cached = this.settled.get(id);
    if (cached === undefined) return this.readJob(workspaceId, id);
    return cached.workspaceId === workspaceId ? cached : null;
  }

  private async readJob(workspaceId: number, id: string): Promise<JobView | null> {
    const bytes = decodeId(ID_PREFIX.job, id);
    if (bytes === null) return null;
    const [row] = await this.database.query(`${SELECT} id = ?`, [bytes]);
    if (row === undefined || Number(row.workspace_id) !== workspaceId) return null;
    const view = viewOf(row);
    if (isTerminal(view.status)) this.settled.set(id, view);
    return view;
  }

  /** By id; what does not exist in this workspace is missing. */
  async findJobs(workspaceId: number, ids: readonly string[]): Promise<Map<string, JobView>> {
    const found = new Map<string, JobView>();
    const bytes = ids.map((id) => decodeId(ID_PREFIX.job, id)).filter((id) => id !== null);
    for (const keys of lookupPortions(bytes)) {
      const text = listText(`${SELECT} workspace_id = ? AND id IN`, keys.length);
      const rows = await this.database.query(text, [workspaceId, ...keys]);
      for (const row of rows) {
        const view = viewOf(row);
        found.set(view.id, view);
      }
    }
    return found;
  }

  /** Unsettled jobs that nobody works on, oldest lease first. */
  async listClaimable(limit: number): Promise<PendingJob[]> {
    const rows = await this.database.query(
      `${PENDING} lease_until <= ? ORDER BY lease_until LIMIT ${Math.trunc(limit)}`,
      [this.clock.now()],
    );
    return rows.map(pendingOf);
  }

  /** Takes jobs for `claim` and answers those that were still free: of two runners exactly one gets a job. */
  async claim(tx: Transaction, claim: Buffer, jobs: readonly PendingJob[]): Promise<PendingJob[]> {
    const taken: PendingJob[] = [];
    for (let at = 0; at < jobs.length; at += LIST_MAX) {
      const part = jobs.slice(at, at + LIST_MAX);
      const [ids = []] = paddedPortions(part.map((job) => job.id));
      const now = this.clock.now();
      const { affectedRows } = await tx.execute(
        listText(
          `UPDATE ${TABLE} SET status = 'running', claim = ?, lease_until = ?, attempts = attempts + 1, started_at = COALESCE(started_at, ?) WHERE lease_until IS NOT NULL AND (claim IS NULL OR lease_until <= ?) AND id IN`,
          ids.length,
        ),
        [claim, now + LIMITS.jobLeaseMs, now, now, ...ids],
      );
      if (affectedRows === part.length) {
        taken.push(...part.map((job) => ({ ...job, startedAt: job.startedAt ?? now })));
      } else if (affectedRows > 0) {
        const { rows } = await tx.execute(listText(`${PENDING} claim = ? AND id IN`, ids.length), [
          claim,
          ...ids,
        ]);
        taken.push(...rows.map((row) => ({ ...pendingOf(row), attempts: Number(row.attempts) - 1 })));
      }
    }
    return taken;
  }

  /** Keeps jobs for `claim` while their work goes on. */
  async renew(claim: Buffer, jobs: readonly PendingJob[]): Promise<void> {
    const until = this.clock.now() + LIMITS.jobLeaseMs;
    await this.database.write((tx) => this.update(tx, jobs, 'lease_until = ?', [until], claim));
  }

  /** Tells how much of a job is done, from 0 to 1; what `claim` lost meanwhile is left alone, and it never falls. */
  async advance(claim: Buffer, job: PendingJob, progress: number): Promise<void> {
    await this.database.write(async (tx) => {
      const set = 'progress = CASE WHEN progress < ? THEN ? ELSE progress END';
      await this.update(tx, [job], set, [progress, progress], claim);
    });
  }

  /**
   * Ends jobs whose records were all processed, and answers what is to be announced after the commit. A job that `claim`
   * lost meanwhile is left to its new owner.
   */
  async settle(tx: Transaction, claim: Buffer, jobs: readonly PendingJob[]): Promise<JobChange[]> {
    const changes: JobChange[] = [];
    for (const status of ['succeeded', 'partial', 'failed'] as const) {
      const ended = jobs.filter((job) => settledStatus(job.accepted, job.rejectedCount) === status);
      changes.push(...(await this.finish(tx, claim, ended, status)));
    }
    return changes;
  }

  /** Ends jobs that could not be processed, as `settle` does. */
  fail(tx: Transaction, claim: Buffer, jobs: readonly PendingJob[]): Promise<JobChange[]> {
    return this.finish(tx, claim, jobs, 'failed');
  }

  /** Gives jobs back, to be claimed again by anybody after `delayMs`. */
  async release(tx: Transaction, claim: Buffer, jobs: readonly PendingJob[], delayMs: number): Promise<void> {
    await this.update(tx, jobs, 'claim = NULL, lease_until = ?', [this.clock.now() + delayMs], claim);
  }

  async queueStats(): Promise<QueueStats> {
    const [row] = await this.database.query(
      `SELECT COUNT(*) AS depth, MIN(created_at) AS oldest FROM ${TABLE} WHERE lease_until IS NOT NULL`,
      [],
    );
    const depth = Number(row?.depth ?? 0);
    const oldest = depth === 0 ? this.clock.now() : Number(row?.oldest);
    return { depth, oldestAgeSeconds: Math.max(0, (this.clock.now() - oldest) / 1000) };
  }

  /** Deletes at most `limit` settled jobs that are older than `days`; answers how many went. */
  async prune(days: number, limit: number): Promise<number> {
    const before = firstIdAt(this.clock.now() - days * DAY_MS);
    const rows = await this.database.query(
      `SELECT id FROM ${TABLE} WHERE id < ? AND lease_until IS NULL ORDER BY id LIMIT ${Math.trunc(limit)}`,
      [before],
    );
    const ids = rows.map((row) => row.id as Buffer);
    for (const keys of paddedPortions(ids)) {
      await this.database.write((tx) =>
        tx.execute(listText(`DELETE FROM ${TABLE} WHERE id IN`, keys.length), keys),
      );
    }
    return ids.length;
  }

  private async finish(
    tx: Transaction,
    claim: Buffer,
    jobs: readonly PendingJob[],
    status: JobChange['status'],
  ): Promise<JobChange[]> {
    const now = this.clock.now();
    const assignments = `status = '${status}', progress = 1, lease_until = NULL, claim = NULL, finished_at = ?`;
    const ended = await this.update(tx, jobs, assignments, [now], claim);
    // If some were lost, nobody knows which: who follows them finds out by looking.
    if (ended < jobs.length) return [];
    return jobs.map((job) => ({ ...changeOf(job), status, progress: 1, finishedAt: now }));
  }

  /** Answers how many jobs `claim` still had. */
  private async update(
    tx: Transaction,
    jobs: readonly PendingJob[],
    assignments: string,
    values: readonly Scalar[],
    claim: Buffer,
  ): Promise<number> {
    let updated = 0;
    for (const ids of paddedPortions(jobs.map((job) => job.id))) {
      const text = listText(`UPDATE ${TABLE} SET ${assignments} WHERE claim = ? AND id IN`, ids.length);
      updated += (await tx.execute(text, [...values, claim, ...ids])).affectedRows;
    }
    return updated;
  }
}

/** That a job that was claimed runs. `progress` is from 0 to 1. */
export function changeOf({ id, workspaceId, startedAt }: PendingJob, progress = 0): JobChange {
  return {
    id: encodeId(ID_PREFIX.job, id),
    workspaceId,
    status: 'running',
    progress,
    startedAt: startedAt ?? mintedAt(id),
    finishedAt: null,
  };
}

/** The process that stored a job begins it at once from memory; others look only after the first lease. */
function pushRow(params: Scalar[], job: NewJob): void {
  params.push(
    job.id,
    job.workspaceId,
    job.kind,
    job.total,
    job.accepted,
    job.rejections.length,
    encodeRejections(job.rejections),
    job.records,
    job.createdAt + LIMITS.jobLeaseMs,
    job.createdAt,
  );
}

/** What a reader sees of a job from its commit on. */
export function viewOfNew(job: NewJob): JobView {
  return new StoredJob(
    encodeId(ID_PREFIX.job, job.id),
    job.workspaceId,
    job.kind,
    'pending',
    0,
    job.total,
    job.accepted,
    job.rejections,
    job.records,
    job.createdAt,
    null,
    null,
  );
}

function viewOf(row: Row): JobView {
  return new StoredJob(
    encodeId(ID_PREFIX.job, row.id as Buffer),
    Number(row.workspace_id),
    row.kind as IngestKind,
    row.status as JobStatus,
    Number(row.progress),
    Number(row.total),
    Number(row.accepted),
    decodeRejections(row.rejected as string | null),
    row.records as Buffer,
    Number(row.created_at),
    row.started_at === null ? null : Number(row.started_at),
    row.finished_at === null ? null : Number(row.finished_at),
  );
}

function pendingOf(row: Row): PendingJob {
  return {
    id: row.id as Buffer,
    workspaceId: Number(row.workspace_id),
    accepted: Number(row.accepted),
    rejectedCount: Number(row.rejected_count),
    records: row.records as Buffer,
    attempts: Number(row.attempts),
    startedAt: row.started_at === null ? undefined : Number(row.started_at),
  };
}

/** Decodes the records only for a reader who asks for them. */
class StoredJob implements JobView {
  constructor(
    readonly id: string,
    readonly workspaceId: number,
    readonly kind: IngestKind,
    readonly status: JobStatus,
    readonly progress: number,
    readonly total: number,
    readonly accepted: number,
    readonly rejected: readonly Rejection[],
    private readonly encoded: Buffer,
    readonly createdAt: number,
    readonly startedAt: number | null,
    readonly finishedAt: number | null,
  ) {}

  get rejectedCount(): number {
    return this.rejected.length;
  }

  get records(): readonly RecordOutcome[] {
    return decodeRecords(this.encoded);
  }

  get issueIds(): readonly string[] {
    return decodeIssueIds(this.encoded);
  }

  changed({ status, progress, startedAt, finishedAt }: JobChange): JobView {
    return new StoredJob(
      this.id,
      this.workspaceId,
      this.kind,
      status,
      Math.max(this.progress, progress),
      this.total,
      this.accepted,
      this.rejected,
      this.encoded,
      this.createdAt,
      startedAt,
      finishedAt,
    );
  }
}
