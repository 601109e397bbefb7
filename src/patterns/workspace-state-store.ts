import { listText, paddedPortions } from '../db/bulk.js';
import type { Database, Tx, Values } from '../db/database.js';
import { NOW_MS } from '../db/database-clock.js';
import { HotTable } from '../db/hot-table.js';
import { PatternState } from '../domain/entities/pattern-state.js';
import { LIMITS } from '../domain/limits.js';

/** The owner of a workspace, as one worker sees it. */
export type Ownership =
  /** No worker owns it, or the caller does. */
  | 'free'
  /** Another worker, whose lease has not ended. */
  | 'held'
  /** Another worker did not renew its lease: it died, or was stopped or frozen for too long. */
  | 'abandoned';

/** The row of a workspace, locked until the commit. */
export interface LockedState {
  readonly version: number;
  /** The next id of templates and signatures. */
  readonly nextId: number;
  readonly stampedVersion: number;
  readonly deltaFrom: number;
  readonly ownership: Ownership;
}

/** What a change of the patterns writes to the row. */
export interface NextState {
  readonly version: number;
  readonly nextId: number;
  readonly deltaFrom: number;
}

const COLUMNS = ['version', 'nextId', 'stampedVersion', 'deltaFrom'] as const;

/**
 * The row of each workspace in `pattern_state`: its lock, its version, and the lease of the worker that processes its jobs.
 * Leases use only the clock of the database. A lease that ends further in the future than any lease can is not valid: the
 * clock was set back.
 */
export class WorkspaceStateStore {
  private readonly states: HotTable<Pick<PatternState, (typeof COLUMNS)[number]>>;
  private readonly isLive: string;

  constructor(private readonly database: Database) {
    this.states = new HotTable(database, PatternState, COLUMNS);
    const now = NOW_MS[database.kind];
    this.isLive = `owner_until > ${now} AND owner_until <= ${now} + ${LIMITS.workspaceLeaseMs}`;
  }

  /** Locks the row, so that no other process changes the patterns of the workspace before the commit. */
  async lock(tx: Tx, workspaceId: number, worker: Buffer | null): Promise<LockedState> {
    const { columns, name } = this.states;
    const tail = this.database.kind === 'sqlite' ? '' : ' FOR UPDATE';
    const text = `SELECT ${columns.join(',')}, owner, ${this.isLive} FROM ${name} WHERE workspace_id = ?${tail}`;
    const [values] = await tx.select(text, [workspaceId]);
    if (values !== undefined) return this.lockedOf(values, worker);
    // Two processes can create the row at once; the second one waits here for the first.
    const created =
      this.database.kind === 'sqlite'
        ? 'ON CONFLICT DO NOTHING'
        : 'ON DUPLICATE KEY UPDATE version = version';
    await tx.execute(`INSERT INTO ${name} (workspace_id, version, next_id) VALUES (?, 0, 1) ${created}`, [
      workspaceId,
    ]);
    const [fresh] = await tx.select(text, [workspaceId]);
    return this.lockedOf(fresh as Values, worker);
  }

  /**
   * Writes the state after a change.
   * @param owner who owns the workspace for the next `LIMITS.workspaceLeaseMs`; null ends the lease, undefined leaves it
   */
  async advance(tx: Tx, workspaceId: number, next: NextState, owner?: Buffer | null): Promise<void> {
    const lease =
      owner === undefined
        ? ''
        : `, owner = ?, owner_until = ${NOW_MS[this.database.kind]} + ${LIMITS.workspaceLeaseMs}`;
    await tx.execute(
      `UPDATE ${this.states.name} SET version = ?, next_id = ?, stamped_version = ?, delta_from = ?${lease} WHERE workspace_id = ?`,
      [
        next.version,
        next.nextId,
        next.version,
        next.deltaFrom,
        ...(owner === undefined ? [] : [owner]),
        workspaceId,
      ],
    );
  }

  /** Makes a worker the owner of a workspace whose row is locked. */
  async own(tx: Tx, workspaceId: number, worker: Buffer): Promise<void> {
    await tx.execute(
      `UPDATE ${this.states.name} SET owner = ?, owner_until = ${NOW_MS[this.database.kind]} + ${LIMITS.workspaceLeaseMs} WHERE workspace_id = ?`,
      [worker, workspaceId],
    );
  }

  /** Ends the leases of a worker that stops. */
  async release(worker: Buffer, workspaceIds: readonly number[]): Promise<void> {
    if (workspaceIds.length === 0) return;
    const head = `UPDATE ${this.states.name} SET owner = NULL WHERE owner = ? AND workspace_id IN`;
    await this.database.write(async (tx) => {
      for (const part of paddedPortions(workspaceIds))
        await tx.execute(listText(head, part.length), [worker, ...part]);
    });
  }

  /** Returns which of the workspaces another worker holds, without waiting for locks. */
  async heldByOthers(workspaceIds: readonly number[], worker: Buffer): Promise<Set<number>> {
    const held = new Set<number>();
    const head = `SELECT workspace_id FROM ${this.states.name} WHERE owner <> ? AND ${this.isLive} AND workspace_id IN`;
    for (const part of paddedPortions(workspaceIds))
      for (const [id] of await this.database.select(listText(head, part.length), [worker, ...part]))
        held.add(Number(id));
    return held;
  }

  private lockedOf(values: Values, worker: Buffer | null): LockedState {
    const [owner, live] = values.slice(COLUMNS.length) as [Buffer | null, unknown];
    const { version, nextId, stampedVersion, deltaFrom } = this.states.read(values);
    const foreign = owner !== null && (worker === null || !owner.equals(worker));
    const ownership = !foreign ? 'free' : Number(live) === 1 ? 'held' : 'abandoned';
    return { version, nextId, stampedVersion, deltaFrom, ownership };
  }
}
