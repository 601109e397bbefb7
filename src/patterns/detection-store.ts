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

/** An issue as detection sees it. */
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
  /** Distinct issues from which a pattern is shown. */
  readonly visibleFrom: number;
  /** Called after the commit with the ids (`pat_…`) of shown patterns that may have changed. */
  readonly changed: (workspaceId: number, patternIds: readonly string[]) => void;
}

interface Loaded {
  readonly detector: PatternDetector;
  readonly version: number;
}

/** One transaction that changes the patterns of a workspace. */
interface Session {
  readonly tx: Tx;
  readonly workspaceId: number;
  readonly detector: PatternDetector;
  readonly now: number;
  readonly visible: Set<string>;
}

const IDLE_MS = 15 * 60_000;

/**
 * The patterns of all workspaces: what detection decided and what people corrected. In every workspace one change
 * happens at a time, however many processes there are: each holds the lock of the workspace's row. What a process has
 * in memory counts only as long as nobody else changed the rows.
 */
export class DetectionStore {
  private readonly detectors = new LRUCache<number, Loaded>({
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

  /** Matches issues in their order and links them. Issues that read as they did before change nothing. */
  async detect(workspaceId: number, issueIds: readonly Buffer[]): Promise<void> {
    await this.change(workspaceId, (session) => this.match(session, issueIds));
  }

  /**
   * A person puts an issue into a pattern; what reads the same follows, now and later.
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
   * A person takes an issue out of its pattern, whose id is answered; what reads the same follows, now and later.
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
   * A person says that two patterns are one. `from` answers as `into` from now on.
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

  private async match(session: Session, issueIds: readonly Buffer[]): Promise<void> {
    const issues = await this.options.readIssues(session.tx, session.workspaceId, issueIds);
    await this.apply(session, issues, () =>
      session.detector.detect(issues.map((issue) => ({ ...textOf(issue), issueId: idOf(issue.id) }))),
    );
  }

  /** Applies a correction, then matches again what reads exactly as the corrected issue. */
  private async correct(session: Session, issue: IssueToMatch, decide: () => DetectorChanges): Promise<void> {
    const readingTheSame = await this.idsReadingTheSame(session, issue);
    await this.apply(session, [], decide);
    await this.match(session, readingTheSame);
  }

  /** Issues with the same title that are linked through the same signature and template, with the issue itself. */
  private async idsReadingTheSame({ tx, workspaceId }: Session, issue: IssueToMatch): Promise<Buffer[]> {
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

  private async getIssue({ tx, workspaceId }: Session, issueId: string): Promise<IssueToMatch> {
    const bytes = decodeId(ID_PREFIX.issue, issueId);
    const [issue] = bytes === null ? [] : await this.options.readIssues(tx, workspaceId, [bytes]);
    if (issue === undefined) throw new AppError('not_found', 'This workspace has no such issue.');
    return issue;
  }

  /** Writes what one call of the detector decided. */
  private async apply(
    session: Session,
    issues: readonly IssueToMatch[],
    decide: () => DetectorChanges,
  ): Promise<void> {
    const { tx, workspaceId, detector, now } = session;
    const firstNewId = detector.nextId;
    const changes = decide();
    const byId = new Map(issues.map((issue) => [idOf(issue.id), issue]));
    const titles = new Map([...byId].map(([id, issue]) => [id, subjectOf(issue)]));
    const template = (id: number) => detector.template(id);
    const decided = { changes, firstNewId, template, titles, now };
    const { patterns, joined } = await new DetectionWriter(tx, this.tables, workspaceId, decided).write();
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

  private async change(workspaceId: number, work: (session: Session) => Promise<void>): Promise<void> {
    const { database, clock, changed } = this.options;
    const { loaded, visible } = await database.write(async (tx) => {
      const state = await this.lock(tx, workspaceId);
      const detector = await this.checkOut(tx, workspaceId, state);
      const session: Session = { tx, workspaceId, detector, now: clock.now(), visible: new Set() };
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

  /** Keeps other processes from changing the patterns of the workspace until the commit. */
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

  /** Takes the detector out of memory: a failed attempt has changed it, so only a committed one puts it back. */
  private async checkOut(
    tx: Tx,
    workspaceId: number,
    { version, nextId }: PatternState,
  ): Promise<PatternDetector> {
    const loaded = this.detectors.get(workspaceId);
    this.detectors.delete(workspaceId);
    if (loaded?.version === version) return loaded.detector;
    const mint = (): string => idOf(this.options.ids.mint());
    const { templates, signatures } = this.tables;
    const live = await tx.select(`${templates.select} workspace_id = ? AND live = 1`, [workspaceId]);
    const known = await tx.select(`${signatures.select} workspace_id = ?`, [workspaceId]);
    const stored = {
      templates: live.map((values) => templateOf(templates.read(values))),
      signatures: known.map((values) => signatures.read(values)),
      nextId,
    };
    return PatternDetector.restore(stored, mint);
  }
}

/** The surviving pattern behind an id that a reader could have. */
async function getPattern({ tx, workspaceId }: Session, patternId: string): Promise<string> {
  const pattern = isId(ID_PREFIX.pattern, patternId)
    ? await tx.manager.findOneBy(Pattern, { workspaceId, id: patternId })
    : null;
  if (pattern === null) throw new AppError('not_found', 'This workspace has no such pattern.');
  return memoryId(pattern.mergedInto ?? pattern.id);
}

/** The id of a pattern as the detector has it. */
function memoryId(id: string): string {
  return idOf(decodeId(ID_PREFIX.pattern, id) as Buffer);
}

function textOf({ title, source, fingerprint, bodyErrorLine }: IssueToMatch) {
  return { title, source, fingerprint, bodyErrorLine };
}
