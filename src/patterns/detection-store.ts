import { LRUCache } from 'lru-cache';
import type { Database, Tx, Values } from '../db/database.js';
import type { Clock } from '../domain/clock.js';
import { Issue } from '../domain/entities/issue.js';
import { Pattern } from '../domain/entities/pattern.js';
import { PatternLink } from '../domain/entities/pattern-link.js';
import type { PatternState } from '../domain/entities/pattern-state.js';
import { AppError } from '../domain/errors.js';
import { decodeId, encodeId, ID_PREFIX, type IdMinter, isId } from '../domain/ids.js';
import { LIMITS } from '../domain/limits.js';
import type { Source } from '../domain/source.js';
import { bytesOf, DetectionTables, idOf, templateOf } from './detection-rows.js';
import { DetectionWriter } from './detection-writer.js';
import type { DetectorChanges } from './detector/detector-changes.js';
import { PatternDetector } from './detector/pattern-detector.js';
import { writeFigures } from './pattern-figures.js';
import { subjectOf } from './text/signature.js';

/** The properties of an issue that detection uses. */
export interface IssueToMatch {
  readonly id: Buffer;
  readonly title: string;
  readonly source: Source;
  readonly fingerprint: string | null;
  readonly bodyErrorLine: string | null;
  /** Epoch milliseconds. */
  readonly firstSeenAt: number;
}

export type ReadIssues = (
  tx: Tx,
  workspaceId: number,
  ids: readonly Buffer[],
) => Promise<readonly IssueToMatch[]>;

export interface DetectionStoreOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly ids: IdMinter;
  readonly readIssues: ReadIssues;
  /** Minimum distinct issues of a visible pattern. */
  readonly visibleFrom: number;
  /** Called after the commit with the ids (`pat_…`) of visible patterns that may have changed. */
  readonly changed: (workspaceId: number, patternIds: readonly string[]) => void;
}

/** A detector in memory, with the version of the rows that it matches. */
interface LoadedDetector {
  readonly detector: PatternDetector;
  readonly version: number;
}

/** One transaction that changes the patterns of a workspace. */
interface DetectionSession {
  readonly tx: Tx;
  readonly workspaceId: number;
  readonly detector: PatternDetector;
  readonly now: number;
  readonly visible: Set<string>;
}

const IDLE_MS = 15 * 60_000;

/**
 * Detects and corrects the patterns of all workspaces. Changes to a workspace run one at a time across all processes,
 * because each locks the row of the workspace. A detector in memory is used only while its version matches that row.
 */
export class DetectionStore {
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

  private readonly tables: DetectionTables;

  constructor(private readonly options: DetectionStoreOptions) {
    this.tables = new DetectionTables(options.database);
  }

  /** Matches issues in order and links them. An issue whose text has not changed changes nothing. */
  async detect(workspaceId: number, issueIds: readonly Buffer[]): Promise<void> {
    await this.change(workspaceId, (session) => this.match(session, issueIds));
  }

  /**
   * Adds an issue to a pattern, as a correction by a person. Also applies to existing and future issues with the same text.
   * @throws AppError not_found for an issue or a pattern that the workspace does not have
   */
  async linkIssue(workspaceId: number, issueId: string, patternId: string): Promise<void> {
    await this.change(workspaceId, async (session) => {
      const issue = await this.getIssue(session, issueId);
      const pattern = await getPattern(session, patternId);
      await this.correct(session, issue, () => session.detector.pin(textOf(issue), pattern));
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
      await this.correct(session, issue, () => session.detector.unlink(textOf(issue), memoryId(from)));
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
      await this.apply(session, [], () => session.detector.mergePatterns(from, into));
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

  private async match(session: DetectionSession, issueIds: readonly Buffer[]): Promise<void> {
    const issues = await this.options.readIssues(session.tx, session.workspaceId, issueIds);
    await this.apply(session, issues, () =>
      session.detector.detect(issues.map((issue) => ({ ...textOf(issue), issueId: idOf(issue.id) }))),
    );
  }

  /** Applies a correction, then matches all issues with exactly the same text again. */
  private async correct(
    session: DetectionSession,
    issue: IssueToMatch,
    decide: () => DetectorChanges,
  ): Promise<void> {
    const sameText = await this.idsWithSameText(session, issue);
    await this.apply(session, [], decide);
    await this.match(session, sameText);
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
  ): Promise<void> {
    const { tx, workspaceId, detector, now } = session;
    const firstNewId = detector.nextId;
    const changes = decide();
    const byId = new Map(issues.map((issue) => [idOf(issue.id), issue]));
    const titles = new Map([...byId].map(([id, issue]) => [id, subjectOf(issue)]));
    const template = (id: number) => detector.template(id);
    const call = { changes, firstNewId, template, titles, now };
    const { patterns, joined } = await new DetectionWriter(tx, this.tables, workspaceId, call).write();
    const seen = new Map(
      [...joined].map(([pattern, ids]) => {
        const first = Math.min(...ids.map((id) => byId.get(id)?.firstSeenAt ?? now));
        return [pattern, { first, last: now }];
      }),
    );
    const { visibleFrom } = this.options;
    const figures = { workspaceId, patterns, merged: changes.mergedPatterns, seen, now, visibleFrom };
    for (const id of await writeFigures(tx, this.tables, figures)) session.visible.add(id);
  }

  private async change(
    workspaceId: number,
    work: (session: DetectionSession) => Promise<void>,
  ): Promise<void> {
    const { database, clock, changed } = this.options;
    const { loaded, visible } = await database.write(async (tx) => {
      const state = await this.lock(tx, workspaceId);
      const detector = await this.checkOut(tx, workspaceId, state);
      const session: DetectionSession = { tx, workspaceId, detector, now: clock.now(), visible: new Set() };
      await work(session);
      const version = state.version + 1;
      await tx.execute(
        `UPDATE ${this.tables.states.name} SET version = ?, next_id = ? WHERE workspace_id = ?`,
        [version, detector.nextId, workspaceId],
      );
      return { loaded: { detector, version }, visible: session.visible };
    });
    this.detectors.set(workspaceId, loaded);
    const ids = [...visible].map((id) => encodeId(ID_PREFIX.pattern, bytesOf(id)));
    if (ids.length > 0) changed(workspaceId, ids);
  }

  /** Locks the row of the workspace until the commit, so that no other process changes its patterns. */
  private async lock(tx: Tx, workspaceId: number): Promise<PatternState> {
    const { states } = this.tables;
    const tail = this.options.database.kind === 'sqlite' ? '' : ' FOR UPDATE';
    const text = `${states.select} workspace_id = ?${tail}`;
    const [values] = await tx.select(text, [workspaceId]);
    if (values !== undefined) return states.read(values);
    await states.insertNew(tx, [{ workspaceId, version: 0, nextId: 1 }]);
    const [created] = await tx.select(text, [workspaceId]);
    return states.read(created as Values);
  }

  /** Removes the detector from the cache and returns it. It returns to the cache only after the commit. */
  private async checkOut(
    tx: Tx,
    workspaceId: number,
    { version, nextId }: PatternState,
  ): Promise<PatternDetector> {
    const cached = this.detectors.get(workspaceId);
    this.detectors.delete(workspaceId);
    if (cached?.version === version) return cached.detector;
    const mint = (): string => idOf(this.options.ids.mint());
    const { templates, signatures } = this.tables;
    const live = await tx.select(`${templates.select} workspace_id = ? AND live = 1`, [workspaceId]);
    const keys = await tx.select(`${signatures.select} workspace_id = ?`, [workspaceId]);
    const stored = {
      templates: live.map((values) => templateOf(templates.read(values))),
      signatures: keys.map((values) => signatures.read(values)),
      nextId,
    };
    return PatternDetector.restore(stored, mint);
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
