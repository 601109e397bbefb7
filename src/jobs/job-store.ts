import { LRUCache } from 'lru-cache';
import { In, IsNull, LessThan } from 'typeorm';
import { LIST_MAX, listText, paddedPortions } from '../db/bulk.js';
import type { Database, Scalar, Tx, Values } from '../db/database.js';
import { HotTable } from '../db/hot-table.js';
import { inPortions } from '../db/keyset.js';
import type { Clock } from '../domain/clock.js';
import { IngestJob } from '../domain/entities/ingest-job.js';
import { encodeId, firstIdAt, ID_PREFIX, isId, mintedAt } from '../domain/ids.js';
import { isTerminal, type JobChange, settledStatus } from '../domain/job.js';
import { LIMITS } from '../domain/limits.js';
import type { Rejection } from '../domain/record.js';
import { encodeRejections } from '../domain/rules/job-records.js';
import type { IngestKind } from '../domain/rules/record-rules.js';

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

/** A row of the table, with its id as bytes. */
type JobRow = Omit<IngestJob, 'id' | 'rejected' | 'records' | 'issueIds' | 'after'> & { readonly id: Buffer };

/** What a new job states. The other columns are null. */
const NEW = [
  'id',
  'workspaceId',
  'kind',
  'status',
  'progress',
  'total',
  'accepted',
  'rejectedCount',
  'encodedRejections',
  'encodedRecords',
  'attempts',
  'leaseUntil',
  'createdAt',
] as const satisfies readonly (keyof JobRow)[];
const PENDING = [
  'id',
  'workspaceId',
  'accepted',
  'rejectedCount',
  'encodedRecords',
  'attempts',
  'startedAt',
] as const satisfies readonly (keyof JobRow)[];
const DAY_MS = 86_400_000;

export class JobStore {
  /** Settled jobs never change, so polling them costs no statement. */
  private readonly settled = new LRUCache<string, IngestJob>({ max: LIMITS.cachedJobs });
  private readonly fresh: HotTable<Pick<JobRow, (typeof NEW)[number]>>;
  private readonly pending: HotTable<Pick<JobRow, (typeof PENDING)[number]>>;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {
    this.fresh = new HotTable(database, IngestJob, NEW, { asBytes: ['id'] });
    this.pending = new HotTable(database, IngestJob, PENDING, { asBytes: ['id'] });
  }

  async insert(tx: Tx, jobs: readonly NewJob[]): Promise<void> {
    // An id is never minted twice, so all of them are new.
    await this.fresh.insertNew(tx, jobs.map(rowOf), ({ encodedRecords }) => encodedRecords.length);
  }

  /** null for a job that does not exist or belongs to another workspace. A settled job in memory is returned without a promise. */
  findJob(workspaceId: number, id: string): IngestJob | null | Promise<IngestJob | null> {
    const cached = this.settled.get(id);
    if (cached === undefined) return this.readJob(workspaceId, id);
    return cached.workspaceId === workspaceId ? cached : null;
  }

  private async readJob(workspaceId: number, id: string): Promise<IngestJob | null> {
    if (!isId(ID_PREFIX.job, id)) return null;
    const job = await this.database.read((manager) => manager.findOneBy(IngestJob, { id }));
    if (job === null || job.workspaceId !== workspaceId) return null;
    if (isTerminal(job.status)) this.settled.set(id, job);
    return job;
  }

  /** By id; ids that do not exist in this workspace are missing. */
  async findJobs(workspaceId: number, ids: readonly string[]): Promise<Map<string, IngestJob>> {
    const wanted = ids.filter((id) => isId(ID_PREFIX.job, id));
    const found = await inPortions(wanted, (portion) =>
      this.database.read((manager) => manager.findBy(IngestJob, { workspaceId, id: In(portion) })),
    );
    return new Map(found.map((job) => [job.id, job]));
  }

  /** Unsettled jobs whose lease is over, oldest first. */
  async listClaimable(limit: number): Promise<PendingJob[]> {
    const text = `${this.pending.select} lease_until <= ? ORDER BY lease_until LIMIT ${Math.trunc(limit)}`;
    return (await this.database.select(text, [this.clock.now()])).map((values) => this.pendingOf(values));
  }

  /** Claims jobs and returns those that were still free: of two runners exactly one gets a job. */
  async claim(tx: Tx, claim: Buffer, jobs: readonly PendingJob[]): Promise<PendingJob[]> {
    const taken: PendingJob[] = [];
    for (let at = 0; at < jobs.length; at += LIST_MAX) {
      const part = jobs.slice(at, at + LIST_MAX);
      const [ids = []] = paddedPortions(part.map((job) => job.id));
      const now = this.clock.now();
      const claimed = await tx.execute(
        listText(
          `UPDATE ${this.pending.name} SET status = 'running', claim = ?, lease_until = ?, attempts = attempts + 1, started_at = COALESCE(started_at, ?) WHERE lease_until IS NOT NULL AND (claim IS NULL OR lease_until <= ?) AND id IN`,
          ids.length,
        ),
        [claim, now + LIMITS.jobLeaseMs, now, now, ...ids],
      );
      if (claimed === part.length) {
        taken.push(...part.map((job) => ({ ...job, startedAt: job.startedAt ?? now })));
      } else if (claimed > 0) {
        const text = listText(`${this.pending.select} claim = ? AND id IN`, ids.length);
        for (const values of await tx.select(text, [claim, ...ids])) {
          const job = this.pendingOf(values);
          taken.push({ ...job, attempts: job.attempts - 1 });
        }
      }
    }
    return taken;
  }

  /** Keeps jobs for `claim` while their work goes on. */
  async renew(claim: Buffer, jobs: readonly PendingJob[]): Promise<void> {
    const until = this.clock.now() + LIMITS.jobLeaseMs;
    await this.database.write((tx) => this.update(tx, jobs, 'lease_until = ?', [until], claim));
  }

  /** Stores the progress of a job, from 0 to 1. It never falls, and a job that `claim` has lost is not changed. */
  async advance(claim: Buffer, job: PendingJob, progress: number): Promise<void> {
    await this.database.write(async (tx) => {
      const set = 'progress = CASE WHEN progress < ? THEN ? ELSE progress END';
      await this.update(tx, [job], set, [progress, progress], claim);
    });
  }

  /**
   * Ends jobs whose records were all processed, and returns the changes to publish after the commit. A job that `claim`
   * lost meanwhile is left to its new owner.
   */
  async settle(tx: Tx, claim: Buffer, jobs: readonly PendingJob[]): Promise<JobChange[]> {
    const changes: JobChange[] = [];
    for (const status of ['succeeded', 'partial', 'failed'] as const) {
      const ended = jobs.filter((job) => settledStatus(job.accepted, job.rejectedCount) === status);
      changes.push(...(await this.finish(tx, claim, ended, status)));
    }
    return changes;
  }

  /** Ends jobs that could not be processed, as `settle` does. */
  fail(tx: Tx, claim: Buffer, jobs: readonly PendingJob[]): Promise<JobChange[]> {
    return this.finish(tx, claim, jobs, 'failed');
  }

  /** Releases jobs, so that any process can claim them after `delayMs`. */
  async release(tx: Tx, claim: Buffer, jobs: readonly PendingJob[], delayMs: number): Promise<void> {
    await this.update(tx, jobs, 'claim = NULL, lease_until = ?', [this.clock.now() + delayMs], claim);
  }

  async queueStats(): Promise<QueueStats> {
    const [[count, since] = []] = await this.database.select(
      `SELECT COUNT(*), MIN(created_at) FROM ${this.pending.name} WHERE lease_until IS NOT NULL`,
      [],
    );
    const depth = Number(count ?? 0);
    const oldest = depth === 0 ? this.clock.now() : Number(since);
    return { depth, oldestAgeSeconds: Math.max(0, (this.clock.now() - oldest) / 1000) };
  }

  /** Deletes at most `limit` settled jobs that are older than `days` and returns how many. */
  async prune(days: number, limit: number): Promise<number> {
    const before = encodeId(ID_PREFIX.job, firstIdAt(this.clock.now() - days * DAY_MS));
    const old = await this.database.read((manager) =>
      manager.find(IngestJob, {
        select: { id: true },
        where: { id: LessThan(before), leaseUntil: IsNull() },
        order: { id: 'ASC' },
        take: limit,
      }),
    );
    if (old.length > 0)
      await this.database.write(({ manager }) =>
        manager.delete(IngestJob, { id: In(old.map(({ id }) => id)) }),
      );
    return old.length;
  }

  private async finish(
    tx: Tx,
    claim: Buffer,
    jobs: readonly PendingJob[],
    status: JobChange['status'],
  ): Promise<JobChange[]> {
    const now = this.clock.now();
    const assignments = `status = '${status}', progress = 1, lease_until = NULL, claim = NULL, finished_at = ?`;
    const ended = await this.update(tx, jobs, assignments, [now], claim);
    // If some were lost, it is unknown which; their subscribers read them again periodically.
    if (ended < jobs.length) return [];
    return jobs.map((job) => ({ ...changeOf(job), status, progress: 1, finishedAt: now }));
  }

  /** Returns the number of jobs that `claim` still owned. */
  private async update(
    tx: Tx,
    jobs: readonly PendingJob[],
    assignments: string,
    values: readonly Scalar[],
    claim: Buffer,
  ): Promise<number> {
    let updated = 0;
    for (const ids of paddedPortions(jobs.map((job) => job.id))) {
      const text = listText(
        `UPDATE ${this.pending.name} SET ${assignments} WHERE claim = ? AND id IN`,
        ids.length,
      );
      updated += await tx.execute(text, [...values, claim, ...ids]);
    }
    return updated;
  }

  private pendingOf(values: Values): PendingJob {
    const { encodedRecords: records, startedAt, ...job } = this.pending.read(values);
    return { ...job, records, startedAt: startedAt ?? undefined };
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
function rowOf(job: NewJob): Pick<JobRow, (typeof NEW)[number]> {
  return {
    id: job.id,
    workspaceId: job.workspaceId,
    kind: job.kind,
    status: 'pending',
    progress: 0,
    total: job.total,
    accepted: job.accepted,
    rejectedCount: job.rejections.length,
    encodedRejections: encodeRejections(job.rejections),
    encodedRecords: job.records,
    attempts: 0,
    leaseUntil: job.createdAt + LIMITS.jobLeaseMs,
    createdAt: job.createdAt,
  };
}

/** A job as readers see it from its commit on. */
export function viewOfNew(job: NewJob): IngestJob {
  const nulls = { claim: null, startedAt: null, finishedAt: null };
  return Object.assign(new IngestJob(), rowOf(job), nulls, { id: encodeId(ID_PREFIX.job, job.id) });
}
