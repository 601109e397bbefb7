import type { Logger } from 'pino';
import type { Database, Tx } from '../db/database.js';
import type { Clock } from '../domain/clock.js';
import { Issue } from '../domain/entities/issue.js';
import { Pattern } from '../domain/entities/pattern.js';
import { PatternLink } from '../domain/entities/pattern-link.js';
import { AppError } from '../domain/errors.js';
import { decodeId, encodeId, ID_PREFIX, type IdMinter, isId } from '../domain/ids.js';
import type { ChangedIssue } from '../domain/rules/job-records.js';
import { bytesOf, DetectionTables, idOf } from './detection-rows.js';
import { DetectionWriter } from './detection-writer.js';
import type { DetectorChanges } from './detector/detector-changes.js';
import { DetectorCache, type LoadedDetector } from './detector-cache.js';
import { UnexpectedLinkError } from './detector-call.js';
import type { IssueToMatch, ReadIssues } from './issue-to-match.js';
import { writeFigures } from './pattern-figures.js';
import { subjectOf } from './text/signature.js';
import { type LockedState, WorkspaceStateStore } from './workspace-state-store.js';

export interface DetectionStoreOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly ids: IdMinter;
  readonly readIssues: ReadIssues;
  readonly logger: Pick<Logger, 'warn'>;
  /** Minimum distinct issues of a visible pattern. */
  readonly visibleFrom: number;
  /** Called after the commit with the ids (`pat_…`) of visible patterns that may have changed. */
  readonly changed: (workspaceId: number, patternIds: readonly string[]) => void;
}

/** Jobs of one workspace that are processed in one transaction. */
export interface DetectionSet {
  /** The worker that processes them; it must own the workspace, or it takes it. */
  readonly worker: Buffer;
  /** Whether the worker keeps the workspace after this set, because it has more jobs. */
  readonly keep: boolean;
  /** The issues that the jobs created or changed, in order. */
  readonly issues: readonly ChangedIssue[];
  /** Settles the jobs, in the same transaction. */
  readonly settle: (tx: Tx) => Promise<void>;
}

/** `held`: another worker owns the workspace. `abandoned`: it did, but stopped working. In both cases nothing changed. */
export type SetResult = 'settled' | 'held' | 'abandoned';

/** One transaction that changes the patterns of a workspace. */
interface DetectionSession {
  readonly tx: Tx;
  readonly workspaceId: number;
  readonly loaded: LoadedDetector;
  readonly now: number;
  readonly visible: Set<string>;
}

/** Versions for which deleted rows are remembered, at least. A process that is further behind loads everything again. */
const REMEMBERED_VERSIONS = 1_000;

/**
 * Detects and corrects the patterns of all workspaces. Changes to a workspace run one at a time across all processes,
 * because each locks the row of the workspace. A detector in memory is used only while its version matches that row.
 */
export class DetectionStore {
  private readonly detectors: DetectorCache;
  private readonly tables: DetectionTables;
  private readonly states: WorkspaceStateStore;

  constructor(private readonly options: DetectionStoreOptions) {
    this.tables = new DetectionTables(options.database);
    this.states = new WorkspaceStateStore(options.database);
    this.detectors = new DetectorCache(this.tables, options.ids, options.logger);
  }

  /** Matches the issues of a set in order, links them and settles its jobs. An issue whose text has not changed changes nothing. */
  async detect(workspaceId: number, set: DetectionSet): Promise<SetResult> {
    // Before the transaction, which keeps others waiting. A title that changes now belongs to a later job, which matches it again.
    const ids = set.issues.map(({ id }) => id);
    const issues = await this.options.readIssues(this.options.database, workspaceId, ids);
    const work = (unlinked: ReadonlySet<string>) => async (session: DetectionSession) => {
      if (issues.length > 0) await this.match(session, issues, unlinked);
      await set.settle(session.tx);
    };
    const created = new Set(set.issues.filter(({ isNew }) => isNew).map(({ id }) => idOf(id)));
    try {
      return await this.change(workspaceId, work(created), set);
    } catch (error) {
      if (!(error instanceof UnexpectedLinkError)) throw error;
      return this.change(workspaceId, work(new Set()), set);
    }
  }

  /**
   * Adds an issue to a pattern, as a correction by a person. Also applies to existing and future issues with the same text.
   * @throws AppError not_found for an issue or a pattern that the workspace does not have
   */
  async linkIssue(workspaceId: number, issueId: string, patternId: string): Promise<void> {
    await this.change(workspaceId, async (session) => {
      const issue = await this.getIssue(session, issueId);
      const pattern = await getPattern(session, patternId);
      await this.correct(session, issue, () => session.loaded.detector.pin(textOf(issue), pattern));
    });
  }

  /**
   * Removes an issue from its pattern, as a correction by a person, and returns the id of that pattern. Also applies to
   * existing and future issues with the same text.
   * @throws AppError not_found for an issue that the workspace does not have or that belongs to no pattern
   */
  async unlinkIssue(workspaceId: number, issueId: string): Promise<string> {
    let from = '';
    await this.change(workspaceId, async (session) => {
      const issue = await this.getIssue(session, issueId);
      const { manager } = session.tx;
      const link = await manager.findOneBy(PatternLink, { workspaceId, issueId });
      if (link === null) throw new AppError('not_found', 'This issue belongs to no pattern.');
      from = link.patternId;
      await manager.increment(Pattern, { workspaceId, id: from }, 'removedCount', 1);
      await this.correct(session, issue, () => session.loaded.detector.unlink(textOf(issue), memoryId(from)));
    });
    return from;
  }

  /**
   * Merges two patterns, as a correction by a person. The id of `from` refers to `into` afterwards.
   * @throws AppError not_found for a pattern that the workspace does not have
   */
  async mergePatterns(workspaceId: number, fromId: string, intoId: string): Promise<void> {
    await this.change(workspaceId, async (session) => {
      const [from, into] = [await getPattern(session, fromId), await getPattern(session, intoId)];
      await this.apply(session, [], () => session.loaded.detector.mergePatterns(from, into));
    });
  }

  /** @throws AppError not_found for a pattern that the workspace does not have */
  async renamePattern(workspaceId: number, patternId: string, name: string): Promise<void> {
    await this.change(workspaceId, async (session) => {
      const pattern = await getPattern(session, patternId);
      const id = encodeId(ID_PREFIX.pattern, bytesOf(pattern));
      await session.tx.manager.update(Pattern, { workspaceId, id }, { name, renamed: 1 });
      session.visible.add(pattern);
    });
  }

  private async match(
    session: DetectionSession,
    issues: readonly IssueToMatch[],
    unlinked: ReadonlySet<string> = new Set(),
  ): Promise<void> {
    const matched = issues.map((issue) => ({ ...textOf(issue), issueId: idOf(issue.id) }));
    await this.apply(session, issues, () => session.loaded.detector.detect(matched), unlinked);
  }

  /** Applies a correction, then matches all issues with exactly the same text again. */
  private async correct(
    session: DetectionSession,
    issue: IssueToMatch,
    decide: () => DetectorChanges,
  ): Promise<void> {
    const sameText = await this.idsWithSameText(session, issue);
    await this.apply(session, [], decide);
    await this.match(session, await this.options.readIssues(session.tx, session.workspaceId, sameText));
  }

  /** Returns the issue and all issues with the same title, signature and template. */
  private async idsWithSameText(
    { tx, workspaceId }: DetectionSession,
    issue: IssueToMatch,
  ): Promise<Buffer[]> {
    const issueId = encodeId(ID_PREFIX.issue, issue.id);
    const link = await tx.manager.findOneBy(PatternLink, { workspaceId, issueId });
    if (link === null) return [issue.id];
    const { templateId, signatureId } = link;
    const rows = await tx.manager
      .createQueryBuilder(PatternLink, 'link')
      .innerJoin(Issue, 'issue', 'issue.workspaceId = link.workspaceId AND issue.id = link.issueId')
      .select('link.issueId', 'id')
      .where({ workspaceId, templateId, signatureId })
      .andWhere('issue.title = :title', { title: issue.title })
      .orderBy('link.issueId')
      .getRawMany<{ id: Buffer }>();
    return rows.map(({ id }) => id);
  }

  private async getIssue({ tx, workspaceId }: DetectionSession, issueId: string): Promise<IssueToMatch> {
    const bytes = decodeId(ID_PREFIX.issue, issueId);
    const [issue] = bytes === null ? [] : await this.options.readIssues(tx, workspaceId, [bytes]);
    if (issue === undefined) throw new AppError('not_found', 'This workspace has no such issue.');
    return issue;
  }

  /** Runs the detector and writes its changes. */
  private async apply(
    session: DetectionSession,
    issues: readonly IssueToMatch[],
    decide: () => DetectorChanges,
    unlinked: ReadonlySet<string> = new Set(),
  ): Promise<void> {
    const { tx, workspaceId, loaded, now } = session;
    const { detector, rows: cache, version } = loaded;
    const firstNewId = detector.nextId;
    const changes = decide();
    const byId = new Map(issues.map((issue) => [idOf(issue.id), issue]));
    const titles = new Map([...byId].map(([id, issue]) => [id, subjectOf(issue)]));
    const template = (id: number) => detector.template(id);
    const call = {
      changes,
      firstNewId,
      template,
      titles,
      unlinked,
      cache,
      version: version + 1,
      now,
    };
    const { patterns, joined } = await new DetectionWriter(tx, this.tables, workspaceId, call).write();
    const seen = new Map(
      [...joined].map(([pattern, ids]) => {
        const first = Math.min(...ids.map((id) => byId.get(id)?.firstSeenAt ?? now));
        return [pattern, { first, last: now }];
      }),
    );
    const { visibleFrom } = this.options;
    const { mergedPatterns: merged, splitPatterns: split } = changes;
    const figures = { workspaceId, cache, patterns, merged, split, seen, now, visibleFrom };
    for (const id of await writeFigures(tx, this.tables, figures)) session.visible.add(id);
  }

  /** @param set the set that the change belongs to; a correction belongs to none, and needs no ownership */
  private async change(
    workspaceId: number,
    work: (session: DetectionSession) => Promise<void>,
    set?: DetectionSet,
  ): Promise<SetResult> {
    const { database, clock, changed } = this.options;
    const result = await database.write(async (tx) => {
      const state = await this.states.lock(tx, workspaceId, set?.worker ?? null);
      if (set !== undefined && state.ownership !== 'free') return state.ownership;
      const loaded = await this.detectors.checkOut(tx, workspaceId, state);
      const session: DetectionSession = { tx, workspaceId, loaded, now: clock.now(), visible: new Set() };
      // A person may have changed any row, so nothing of it stays in memory.
      if (set === undefined) loaded.rows.clear();
      await work(session);
      if (set === undefined) loaded.rows.clear();
      return { loaded: await this.advance(tx, workspaceId, state, loaded, set), visible: session.visible };
    });
    if (result === 'held' || result === 'abandoned') return result;
    this.detectors.put(workspaceId, result.loaded);
    const ids = [...result.visible].map((id) => encodeId(ID_PREFIX.pattern, bytesOf(id)));
    if (ids.length > 0) changed(workspaceId, ids);
    return 'settled';
  }

  /** Moves the workspace to its next version. */
  private async advance(
    tx: Tx,
    workspaceId: number,
    state: LockedState,
    { detector, rows }: LoadedDetector,
    set: DetectionSet | undefined,
  ): Promise<LoadedDetector> {
    const version = state.version + 1;
    // Rows that an earlier version of the program changed have no stamp, so no process can follow from before this version.
    let deltaFrom = state.stampedVersion === state.version ? state.deltaFrom : version;
    if (version - deltaFrom >= 2 * REMEMBERED_VERSIONS) {
      deltaFrom = version - REMEMBERED_VERSIONS;
      const text = `DELETE FROM ${this.tables.gone.name} WHERE workspace_id = ? AND changed <= ?`;
      await tx.execute(text, [workspaceId, deltaFrom]);
    }
    const owner = set === undefined ? undefined : set.keep ? set.worker : null;
    await this.states.advance(tx, workspaceId, { version, nextId: detector.nextId, deltaFrom }, owner);
    return { detector, version, rows };
  }
}

/** Returns the surviving pattern of a public id. */
async function getPattern({ tx, workspaceId }: DetectionSession, patternId: string): Promise<string> {
  const pattern = isId(ID_PREFIX.pattern, patternId)
    ? await tx.manager.findOneBy(Pattern, { workspaceId, id: patternId })
    : null;
  if (pattern === null) throw new AppError('not_found', 'This workspace has no such pattern.');
  return memoryId(pattern.mergedInto ?? pattern.id);
}

/** Converts a public id of a pattern to the id in memory. */
function memoryId(id: string): string {
  return idOf(decodeId(ID_PREFIX.pattern, id) as Buffer);
}

function textOf({ title, source, fingerprint, bodyErrorLine }: IssueToMatch) {
  return { title, source, fingerprint, bodyErrorLine };
}
