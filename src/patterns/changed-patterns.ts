import { LIMITS } from '../domain/limits.js';
import type { PatternFigures, PatternListStore } from './pattern-list-store.js';

/**
 * Finds the patterns of one workspace that changed without an announcement, by comparing their figures. Reads nothing but
 * a version while no pattern of the workspace changes.
 */
export class ChangedPatterns {
  /** By id: the figures that subscribers know. */
  private readonly known = new Map<string, string>();
  private version = -1;
  readonly begun: Promise<void>;

  constructor(
    private readonly workspaceId: number,
    private readonly lists: PatternListStore,
  ) {
    this.begun = this.begin();
    // Every subscription that waits for it reports the error.
    this.begun.catch(() => undefined);
  }

  /** Remembers what subscribers are told about a pattern. */
  remember(figures: PatternFigures): void {
    this.known.set(figures.id, textOf(figures));
  }

  /**
   * Passes the ids of changed patterns to `deliver`. If that fails, the next look finds them again.
   * @throws AppError unavailable when the database cannot be reached
   */
  async look(deliver: (ids: readonly string[]) => Promise<void>): Promise<void> {
    await this.begun;
    // Before the figures: a change in between is then found by the next look.
    const version = await this.lists.findVersion(this.workspaceId);
    if (version === this.version) return;
    const figures = await this.lists.listFigures(this.workspaceId, LIMITS.followedPatterns);
    const changed = figures.filter((it) => this.known.get(it.id) !== textOf(it));
    if (changed.length > 0) await deliver(changed.map(({ id }) => id));
    const listed = new Set(figures.map(({ id }) => id));
    for (const id of this.known.keys()) if (!listed.has(id)) this.known.delete(id);
    this.version = version;
  }

  private async begin(): Promise<void> {
    const version = await this.lists.findVersion(this.workspaceId);
    const figures = await this.lists.listFigures(this.workspaceId, LIMITS.followedPatterns);
    // An announced change may be known already.
    for (const it of figures) if (!this.known.has(it.id)) this.remember(it);
    this.version = version;
  }
}

function textOf({ name, confidence, issueCount, lastSeenAt }: PatternFigures): string {
  return JSON.stringify([name, confidence, issueCount, lastSeenAt]);
}
