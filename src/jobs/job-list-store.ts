import { In } from 'typeorm';
import type { Database } from '../db/database.js';
import { ABOVE_ALL, BELOW_ALL, scanPage } from '../db/keyset.js';
import { IngestJob } from '../domain/entities/ingest-job.js';
import { decodeId, encodeId, firstIdAt, ID_PREFIX } from '../domain/ids.js';
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

/** Lists jobs. Every statement is restricted to one workspace. */
export class JobListStore {
  constructor(private readonly database: Database) {}

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
