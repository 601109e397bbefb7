import { LRUCache } from 'lru-cache';
import { In, IsNull, LessThan } from 'typeorm';
import { listText, paddedPortions } from '../db/bulk.js';
import type { Database, Scalar, Tx } from '../db/database.js';
import { NOW_MS } from '../db/database-clock.js';
import type { DatabaseKind } from '../db/database-url.js';
import { HotTable } from '../db/hot-table.js';
import { inPortions } from '../db/keyset.js';
import type { Clock } from '../domain/clock.js';
import { IngestJob } from '../domain/entities/ingest-job.js';
import { encodeId, firstIdAt, ID_PREFIX, isId, mintedAt } from '../domain/ids.js';
import { isTerminal, type JobChange, settledStatus } from '../domain/job.js';
import { LIMITS } from '../domain/limits.js';
import {
  type JobRow,
  JobsSettledElsewhereError,
  NEW_JOB_COLUMNS,
  type NewJob,
  type NewJobRow,
  type OpenJob,
  rowOf,
  runningChange,
} from './stored-job.js';

export interface QueueStats {
  /** Jobs that are not settled. */
  readonly depth: number;
  readonly oldestAgeSeconds: number;
}

const OPEN = [
  'id',
  'workspaceId',
  'status',
  'accepted',
  'rejectedCount',
  'encodedRecords',
  'attempts',
  'startedAt',
  'traceparent',
] as const satisfies readonly (keyof JobRow)[];
const DAY_MS = 86_400_000;

/** The distinct workspaces in the index of open jobs, each found by one step in the index. */
const OPEN_WORKSPACES: Readonly<Record<DatabaseKind, string>> = {
  sqlite: `WITH RECURSIVE open(ws) AS (
    SELECT MIN(open_ws) FROM ingest_job WHERE open_ws IS NOT NULL
    UNION ALL SELECT (SELECT MIN(open_ws) FROM ingest_job WHERE open_ws > ws) FROM open WHERE ws IS NOT NULL
  ) SELECT ws FROM open WHERE ws IS NOT NULL`,
  mysql: 'SELECT DISTINCT open_ws FROM ingest_job WHERE open_ws IS NOT NULL',
};

export class JobStore {
  /** Settled jobs never change, so polling them costs no statement. */
  private readonly settled = new LRUCache<string, IngestJob>({ max: LIMITS.cachedJobs });
  private readonly fresh: HotTable<NewJobRow>;
  private readonly now: string;
  private readonly openWorkspacesText: string;
  private readonly open: HotTable<Pick<JobRow, (typeof OPEN)[number]>>;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {
    this.now = NOW_MS[database.kind];
    this.openWorkspacesText = OPEN_WORKSPACES[database.kind];
    this.fresh = new HotTable(database, IngestJob, NEW_JOB_COLUMNS, { asBytes: ['id'] });
    this.open = new HotTable(database, IngestJob, OPEN, { asBytes: ['id'] });
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

  /** Returns open jobs of a workspace that may be tried now, in the order of their ids, from the one after `after`. */
  async listOpen(workspaceId: number, after: Buffer, limit: number): Promise<OpenJob[]> {
    const text = `${this.open.select} open_ws = ? AND id > ? AND (lease_until IS NULL OR lease_until <= ${this.now}) ORDER BY id LIMIT ${Math.trunc(limit)}`;
    const rows = await this.database.select(text, [workspaceId, after]);
    return rows.map((values) => {
      const { encodedRecords: records, ...job } = this.open.read(values);
      return { ...job, records };
    });
  }

  /** Returns the workspaces with open jobs. */
  async workspacesWithOpenJobs(): Promise<number[]> {
    const rows = await this.database.select(this.openWorkspacesText, []);
    return rows.map(([id]) => Number(id));
  }

  /**
   * Ends jobs of a workspace whose records were all processed, and returns the changes to publish after the commit.
   * @throws JobsSettledElsewhereError
   */
  async settle(tx: Tx, workspaceId: number, jobs: readonly OpenJob[]): Promise<JobChange[]> {
    const changes: JobChange[] = [];
    for (const status of ['succeeded', 'partial', 'failed'] as const) {
      const ended = jobs.filter((job) => settledStatus(job.accepted, job.rejectedCount) === status);
      changes.push(...(await this.finish(tx, workspaceId, ended, status)));
    }
    return changes;
  }

  /** Ends jobs that could not be processed, as `settle` does. */
  fail(tx: Tx, workspaceId: number, jobs: readonly OpenJob[]): Promise<JobChange[]> {
    return this.finish(tx, workspaceId, jobs, 'failed');
  }

  /** Counts an attempt of jobs that stay open, which are not tried again before `delayMs` are over. */
  async countAttempt(tx: Tx, workspaceId: number, jobs: readonly OpenJob[], delayMs: number): Promise<void> {
    const assignments = `status = 'running', attempts = attempts + 1, started_at = COALESCE(started_at, ?), lease_until = ${this.now} + ?`;
    await this.update(tx, workspaceId, jobs, assignments, [this.clock.now(), delayMs]);
  }

  /** Removes the mark of open jobs from jobs that an earlier version of the program settled. */
  async close(tx: Tx, workspaceId: number, jobs: readonly OpenJob[]): Promise<void> {
    await this.update(tx, workspaceId, jobs, 'open_ws = NULL', []);
  }

  /** Marks jobs that an earlier version of the program stored and did not process as open, and returns how many. */
  async adoptOlder(): Promise<number> {
    const abandoned = `open_ws IS NULL AND lease_until <= ${this.now}`;
    const found = await this.database.select(
      `SELECT 1 FROM ${this.open.name} WHERE ${abandoned} LIMIT 1`,
      [],
    );
    if (found.length === 0) return 0;
    return this.database.write((tx) =>
      tx.execute(
        `UPDATE ${this.open.name} SET open_ws = workspace_id, lease_until = NULL, claim = NULL WHERE ${abandoned}`,
        [],
      ),
    );
  }

  async queueStats(): Promise<QueueStats> {
    const [[count, oldest] = []] = await this.database.select(
      `SELECT COUNT(*), MIN(id) FROM ${this.open.name} WHERE open_ws IS NOT NULL`,
      [],
    );
    const depth = Number(count ?? 0);
    const now = this.clock.now();
    const since = depth === 0 ? now : mintedAt(oldest as Buffer);
    return { depth, oldestAgeSeconds: Math.max(0, (now - since) / 1000) };
  }

  /** Deletes at most `limit` settled jobs that are older than `days` and returns how many. */
  async prune(days: number, limit: number): Promise<number> {
    const before = encodeId(ID_PREFIX.job, firstIdAt(this.clock.now() - days * DAY_MS));
    const old = await this.database.read((manager) =>
      manager.find(IngestJob, {
        select: { id: true },
        where: { id: LessThan(before), openWorkspaceId: IsNull(), notBefore: IsNull() },
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
    workspaceId: number,
    jobs: readonly OpenJob[],
    status: JobChange['status'],
  ): Promise<JobChange[]> {
    const now = this.clock.now();
    const assignments = `status = '${status}', progress = 1, open_ws = NULL, lease_until = NULL, started_at = COALESCE(started_at, ?), finished_at = ?`;
    const ended = await this.update(tx, workspaceId, jobs, assignments, [now, now]);
    if (ended < jobs.length) throw new JobsSettledElsewhereError();
    return jobs.map((job) => ({ ...runningChange(job, now), status, progress: 1, finishedAt: now }));
  }

  /** Changes jobs that are open and returns how many. */
  private async update(
    tx: Tx,
    workspaceId: number,
    jobs: readonly OpenJob[],
    assignments: string,
    values: readonly Scalar[],
  ): Promise<number> {
    let updated = 0;
    for (const ids of paddedPortions(jobs.map((job) => job.id))) {
      const text = listText(
        `UPDATE ${this.open.name} SET ${assignments} WHERE open_ws = ? AND id IN`,
        ids.length,
      );
      updated += await tx.execute(text, [...values, workspaceId, ...ids]);
    }
    return updated;
  }
}
