import { setImmediate as nextTurn } from 'node:timers/promises';
import { In } from 'typeorm';
import { listText, paddedPortions } from '../db/bulk.js';
import type { Database } from '../db/database.js';
import { HotTable } from '../db/hot-table.js';
import { ABOVE_ALL, BELOW_ALL, scanPage } from '../db/keyset.js';
import { IngestJob } from '../domain/entities/ingest-job.js';
import { decodeId, encodeId, firstIdAt, ID_PREFIX, isId } from '../domain/ids.js';
import type { JobStatus } from '../domain/job.js';
import type { IdPage, PageRequest } from '../domain/page.js';
import type { IngestKind } from '../domain/rules/record-rules.js';

/** Filters to apply; undefined filters nothing. Instants are epoch milliseconds. */
export interface JobFilter {
  readonly status?: readonly JobStatus[];
  readonly kind?: readonly IngestKind[];
  /** Inclusive. */
  readonly createdAfter?: number;
  /** Exclusive. */
  readonly createdBefore?: number;
}

export type JobState = Pick<IngestJob, 'id' | 'status' | 'progress'>;

/** Lists jobs. Every statement is restricted to one workspace. */
export class JobListStore {
  private readonly states: HotTable<JobState>;

  constructor(private readonly database: Database) {
    this.states = new HotTable(database, IngestJob, ['id', 'status', 'progress']);
  }

  /** Returns the ids of a workspace's jobs that pass the filter, newest first. See `scanPage` for short pages. */
  async listIds(workspaceId: number, filter: JobFilter, page: PageRequest): Promise<IdPage> {
    // Ids contain the creation time, so times become bounds of the list.
    const { createdAfter, createdBefore } = filter;
    const lowest = createdAfter === undefined ? BELOW_ALL : firstIdAt(createdAfter);
    const highest = createdBefore === undefined ? ABOVE_ALL : firstIdAt(createdBefore);
    const cursor = page.before === null ? null : decodeId(ID_PREFIX.job, page.before);
    const start = cursor !== null && cursor.compare(highest) < 0 ? cursor : highest;
    const { ids, hasMore, end } = await scanPage(start, page.limit, {
      floor: async (before, rows) =>
        (await this.read(workspaceId, {}, before, lowest, 1, rows - 1))[0] ?? null,
      read: (before, floor, limit) =>
        this.read(workspaceId, filter, before, floor.compare(lowest) < 0 ? lowest : floor, limit),
    });
    const text = (id: Buffer): string => encodeId(ID_PREFIX.job, id);
    return { ids: ids.map(text), hasMore, end: end === null ? null : text(end) };
  }

  /** Returns at most `limit` ids of a workspace's jobs above `after`, oldest first. Does not read the rows. */
  async listIdsAfter(workspaceId: number, after: string, limit: number): Promise<string[]> {
    const text = `SELECT id FROM ${this.states.name} WHERE workspace_id = ? AND id > ? ORDER BY id LIMIT ${Math.trunc(limit)}`;
    const rows = await this.database.select(text, [workspaceId, decodeId(ID_PREFIX.job, after)]);
    return rows.map(([id]) => encodeId(ID_PREFIX.job, id as Buffer));
  }

  /** Returns at most `limit` ids of a workspace's jobs that have not ended, oldest first. */
  async listOpenIds(workspaceId: number, limit: number): Promise<string[]> {
    const text = `SELECT id FROM ${this.states.name} WHERE open_ws = ? ORDER BY id LIMIT ${Math.trunc(limit)}`;
    const rows = await this.database.select(text, [workspaceId]);
    return rows.map(([id]) => encodeId(ID_PREFIX.job, id as Buffer));
  }

  /** Returns the states of jobs by id, without their records. Ids that do not exist in this workspace are missing. */
  async findStates(workspaceId: number, ids: readonly string[]): Promise<Map<string, JobState>> {
    const found = new Map<string, JobState>();
    const wanted = ids.filter((id) => isId(ID_PREFIX.job, id)).map((id) => decodeId(ID_PREFIX.job, id));
    for (const portion of paddedPortions(wanted)) {
      const text = listText(`${this.states.select} workspace_id = ? AND id IN`, portion.length);
      for (const values of await this.database.select(text, [workspaceId, ...portion])) {
        const state = this.states.read(values);
        found.set(state.id, state);
      }
      // SQLite runs synchronously: requests are served between the portions.
      await nextTurn();
    }
    return found;
  }

  /** Returns ids below `before` and not below `floor`, newest first. */
  private async read(
    workspaceId: number,
    { status, kind }: JobFilter,
    before: Buffer,
    floor: Buffer,
    limit: number,
    offset = 0,
  ): Promise<readonly Buffer[]> {
    const rows = await this.database.read((manager) => {
      const query = manager
        .createQueryBuilder(IngestJob, 'job')
        .select('job.id', 'id')
        .where({ workspaceId })
        .andWhere('job.id < :before AND job.id >= :floor', { before, floor })
        .orderBy('job.id', 'DESC')
        .offset(offset)
        .limit(limit);
      if (status !== undefined) query.andWhere({ status: In([...status]) });
      if (kind !== undefined) query.andWhere({ kind: In([...kind]) });
      return query.getRawMany<{ id: Buffer }>();
    });
    return rows.map(({ id }) => id);
  }
}
