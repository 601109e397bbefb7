import type { Database } from '../db/database.js';
import { ABOVE_ALL, BELOW_ALL, type Condition, conjunction, oneOf, scanPage } from '../db/keyset.js';
import { decodeId, encodeId, firstIdAt, ID_PREFIX } from '../domain/ids.js';
import { JOB_STATUSES, type JobStatus } from '../domain/job.js';
import { LIMITS } from '../domain/limits.js';
import type { IdPage, PageRequest } from '../domain/page.js';
import { INGEST_KINDS, type IngestKind } from '../domain/rules/record-rules.js';

/** Which jobs to list; what is undefined does not matter. Instants are epoch milliseconds. */
export interface JobFilter {
  readonly status?: readonly JobStatus[];
  readonly kind?: readonly IngestKind[];
  /** Inclusive. */
  readonly createdAfter?: number;
  /** Exclusive. */
  readonly createdBefore?: number;
}

/** Reads jobs in lists. Every statement names its workspace. */
export class JobListStore {
  constructor(private readonly database: Database) {}

  /** The ids of a workspace's jobs that the filter lets through, newest first. See `scanPage` for short pages. */
  async listIds(workspaceId: number, filter: JobFilter, page: PageRequest): Promise<IdPage> {
    // When a job was made is in its id, so times are bounds of the list and filter nothing.
    const { createdAfter, createdBefore } = filter;
    const lowest = createdAfter === undefined ? BELOW_ALL : firstIdAt(createdAfter);
    const highest = createdBefore === undefined ? ABOVE_ALL : firstIdAt(createdBefore);
    const cursor = page.before === null ? null : decodeId(ID_PREFIX.job, page.before);
    const start = cursor !== null && cursor.compare(highest) < 0 ? cursor : highest;
    const conditions = conjunction(conditionsOf(filter));
    const { ids, hasMore, end } = await scanPage(start, page.limit, {
      floor: (before, rows) => this.floor(workspaceId, before, lowest, rows),
      read: (before, floor, limit) =>
        this.read(workspaceId, before, floor.compare(lowest) < 0 ? lowest : floor, conditions, limit),
    });
    const text = (id: Buffer): string => encodeId(ID_PREFIX.job, id);
    return { ids: ids.map(text), hasMore, end: end === null ? null : text(end) };
  }

  private async floor(
    workspaceId: number,
    before: Buffer,
    lowest: Buffer,
    rows: number,
  ): Promise<Buffer | null> {
    const [row] = await this.database.query(
      `SELECT id FROM ingest_job WHERE workspace_id = ? AND id < ? AND id >= ? ORDER BY id DESC LIMIT 1 OFFSET ${rows - 1}`,
      [workspaceId, before, lowest],
    );
    return row === undefined ? null : (row.id as Buffer);
  }

  private async read(
    workspaceId: number,
    before: Buffer,
    floor: Buffer,
    conditions: Condition,
    limit: number,
  ): Promise<readonly Buffer[]> {
    const rows = await this.database.query(
      `SELECT id FROM ingest_job WHERE workspace_id = ? AND id < ? AND id >= ?${conditions.sql} ORDER BY id DESC LIMIT ${LIMITS.pageMax + 1}`,
      [workspaceId, before, floor, ...conditions.params],
    );
    return rows.slice(0, limit).map((row) => row.id as Buffer);
  }
}

function conditionsOf({ status, kind }: JobFilter): Condition[] {
  const conditions: Condition[] = [];
  if (status !== undefined) conditions.push(oneOf('status', status, JOB_STATUSES));
  if (kind !== undefined) conditions.push(oneOf('kind', kind, INGEST_KINDS));
  return conditions;
}
