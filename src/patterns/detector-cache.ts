import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import type { Tx } from '../db/database.js';
import type { IdMinter } from '../domain/ids.js';
import { LIMITS } from '../domain/limits.js';
import { type DetectionTables, idOf, templateOf } from './detection-rows.js';
import { PatternDetector } from './detector/pattern-detector.js';
import { RowCache } from './row-cache.js';
import type { LockedState } from './workspace-state-store.js';

/** A detector in memory, with the version of the rows that it matches. */
export interface LoadedDetector {
  readonly detector: PatternDetector;
  readonly version: number;
  readonly rows: RowCache;
}

const IDLE_MS = 15 * 60_000;

/**
 * The detectors of recently used workspaces. A detector that is checked out is removed; put it back after the commit, and
 * only then, because a transaction that was rolled back leaves it with changes that no other process has.
 */
export class DetectorCache {
  private readonly detectors = new LRUCache<number, LoadedDetector>({
    maxSize: LIMITS.detectorEntries,
    maxEntrySize: LIMITS.detectorEntries,
    sizeCalculation: ({ detector }) => {
      const { templates, signatures } = detector.sizes();
      return 1 + templates * 4 + signatures;
    },
    ttl: IDLE_MS,
    updateAgeOnGet: true,
  });

  constructor(
    private readonly tables: DetectionTables,
    private readonly ids: IdMinter,
    private readonly logger: Pick<Logger, 'warn'>,
  ) {}

  put(workspaceId: number, loaded: LoadedDetector): void {
    this.detectors.set(workspaceId, loaded);
  }

  /** Returns the detector of a workspace whose row is locked, in the state of its rows. */
  async checkOut(tx: Tx, workspaceId: number, state: LockedState): Promise<LoadedDetector> {
    const cached = this.detectors.get(workspaceId);
    this.detectors.delete(workspaceId);
    if (cached?.version === state.version) {
      cached.rows.trim();
      return cached;
    }
    const isStamped = state.stampedVersion === state.version;
    if (!isStamped && state.stampedVersion > 0)
      this.logger.warn(
        { workspaceId },
        'an earlier version of the program changed patterns; they are loaded again',
      );
    const canFollow = cached !== undefined && isStamped && cached.version >= state.deltaFrom;
    const detector = canFollow
      ? await this.follow(tx, workspaceId, state, cached)
      : await this.load(tx, workspaceId, state);
    return { detector, version: state.version, rows: new RowCache() };
  }

  /** Takes over what other processes changed since the version of a detector. */
  private async follow(
    tx: Tx,
    workspaceId: number,
    { nextId }: LockedState,
    { detector, version }: LoadedDetector,
  ): Promise<PatternDetector> {
    const { templates, signatures, gone } = this.tables;
    const since = 'workspace_id = ? AND changed > ?';
    const params = [workspaceId, version];
    const changedTemplates = await tx.select(`${templates.select} ${since}`, params);
    const changedSignatures = await tx.select(`${signatures.select} ${since}`, params);
    const deleted = await tx.select(`${gone.select} ${since}`, params);
    detector.apply({
      templates: changedTemplates.map((values) => {
        const row = templates.read(values);
        return { ...templateOf(row), isLive: row.live === 1 };
      }),
      signatures: changedSignatures.map((values) => signatures.read(values)),
      gone: deleted.map((values) => {
        const { id, replacedBy } = gone.read(values);
        return { id, into: replacedBy };
      }),
      nextId,
    });
    return detector;
  }

  private async load(tx: Tx, workspaceId: number, { nextId }: LockedState): Promise<PatternDetector> {
    const { templates, signatures } = this.tables;
    const live = await tx.select(`${templates.select} workspace_id = ? AND live = 1`, [workspaceId]);
    const keys = await tx.select(`${signatures.select} workspace_id = ?`, [workspaceId]);
    const stored = {
      templates: live.map((values) => templateOf(templates.read(values))),
      signatures: keys.map((values) => signatures.read(values)),
      nextId,
    };
    return PatternDetector.restore(stored, () => idOf(this.ids.mint()));
  }
}
