/** After so many workspaces with new jobs, one with a backlog has its turn. */
const FRESH_TURNS = 4;

/**
 * The workspaces whose jobs are to be processed, each at most once. A workspace that was just woken goes first, because its
 * jobs are usually few. Those with a backlog take turns after it, and are never passed over for long.
 */
export class WorkspaceRing {
  private readonly fresh = new Set<number>();
  private readonly backlogged = new Set<number>();
  private freshTurns = 0;

  get hasBacklog(): boolean {
    return this.backlogged.size > 0;
  }

  has(workspaceId: number): boolean {
    return this.fresh.has(workspaceId) || this.backlogged.has(workspaceId);
  }

  /** Adds a workspace unless it is already in the ring. */
  add(workspaceId: number): void {
    if (!this.backlogged.has(workspaceId)) this.fresh.add(workspaceId);
  }

  /** Adds a workspace that had a turn and has more jobs. */
  addBacklogged(workspaceId: number): void {
    this.fresh.delete(workspaceId);
    this.backlogged.add(workspaceId);
  }

  /** Removes and returns the next workspace; undefined if there is none. */
  next(): number | undefined {
    const fromFresh = this.backlogged.size === 0 || (this.fresh.size > 0 && this.freshTurns < FRESH_TURNS);
    this.freshTurns = fromFresh ? this.freshTurns + 1 : 0;
    const queue = fromFresh ? this.fresh : this.backlogged;
    for (const workspaceId of queue) {
      queue.delete(workspaceId);
      return workspaceId;
    }
    return undefined;
  }
}
