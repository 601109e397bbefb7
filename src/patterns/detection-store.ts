import { LRUCache } from 'lru-cache';
import { insertNewText } from '../db/bulk.js';
import type { Database } from '../db/database.js';
import type { Transaction } from '../db/engine.js';
import type { Clock } from '../domain/clock.js';
import { AppError } from '../domain/errors.js';
import { decodeId, encodeId, ID_PREFIX, type IdMinter } from '../domain/ids.js';
import { LIMITS } from '../domain/limits.js';
import type { Source } from '../domain/source.js';
import {
  bytesOf,
  idOf,
  LINK_COLUMNS,
  LINK_TABLE,
  linkOf,
  SIGNATURE_COLUMNS,
  SIGNATURE_TABLE,
  STATE_TABLE,
  signatureOf,
  TEMPLATE_COLUMNS,
  TEMPLATE_TABLE,
  templateOf,
} from './detection-rows.js';
import { DetectionWriter } from './detection-writer.js';
import type { Changes } from './detector/detector-changes.js';
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
  tx: Transaction,
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
  readonly tx: Transaction;
  readonly workspaceId: number;
  readonly detector: PatternDetector;
  readonly now: number;
  readonly visible: Set<string>;
}

const STATE_COLUMNS = ['workspace_id', 'version', 'next_id'] as const;
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

  constructor(private readonly options: DetectionStoreOptions) {}

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
      const { rows } = await session.tx.execute(
        `SELECT pattern_id FROM ${LINK_TABLE} WHERE workspace_id = ? AND issue_id = ?`,
        [workspaceId, issue.id],
      );
      const [link] = rows;
      if (link === undefined) throw new AppError('not_found', 'This issue belongs to no pattern.');
      from = encodeId(ID_PREFIX.pattern, link.pattern_id as Buffer);
      await session.tx.execute(
        'UPDATE pattern SET removed_count = removed_count + 1 WHERE workspace_id = ? AND id = ?',
        [workspaceId, link.pattern_id as Buffer],
      );
      await this.correct(session, issue, () => session.detector.unlink(textOf(issue), idOf(link.pattern_id)));
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
      await session.tx.execute('UPDATE pattern SET name = ?, renamed = 1 WHERE workspace_id = ? AND id = ?', [
        name,
        workspaceId,
        bytesOf(pattern),
      ]);
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
  private async correct(session: Session, issue: IssueToMatch, decide: () => Changes): Promise<void> {
    const alike = await this.alikeIds(session, issue);
    await this.apply(session, [], decide);
    await this.match(session, alike);
  }

  private async alikeIds({ tx, workspaceId }: Session, issue: IssueToMatch): Promise<Buffer[]> {
    const { rows } = await tx.execute(
      `SELECT ${LINK_COLUMNS.join(',')} FROM ${LINK_TABLE} WHERE workspace_id = ? AND issue_id = ?`,
      [workspaceId, issue.id],
    );
    const link = rows[0] === undefined ? undefined : linkOf(rows[0]);
    if (link === undefined) return [issue.id];
    const { rows: alike } = await tx.execute(
      `SELECT l.issue_id FROM ${LINK_TABLE} l JOIN issue i ON i.workspace_id = l.workspace_id AND i.id = l.issue_id WHERE l.workspace_id = ? AND l.template_id = ? AND l.signature_id = ? AND i.title = ? ORDER BY l.issue_id`,
      [workspaceId, link.templateId, link.signatureId, issue.title],
    );
    return alike.map((row) => row.issue_id as Buffer);
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
    decide: () => Changes,
  ): Promise<void> {
    const { tx, workspaceId, detector, now } = session;
    const { kind } = this.options.database;
    const firstNewId = detector.nextId;
    const changes = decide();
    const byId = new Map(issues.map((issue) => [idOf(issue.id), issue]));
    const titles = new Map([...byId].map(([id, issue]) => [id, subjectOf(issue)]));
    const template = (id: number) => detector.template(id);
    const decided = { changes, firstNewId, template, titles, now };
    const { patterns, joined } = await new DetectionWriter(tx, kind, workspaceId, decided).write();
    const seen = new Map(
      [...joined].map(([pattern, ids]) => {
        const first = Math.min(...ids.map((id) => byId.get(id)?.firstSeenAt ?? now));
        return [pattern, { first, last: now }];
      }),
    );
    const { visibleFrom } = this.options;
    const figures = { workspaceId, patterns, merged: changes.mergedPatterns, seen, now, visibleFrom };
    for (const id of await writeFigures(tx, kind, figures)) session.visible.add(id);
  }

  private async change(workspaceId: number, work: (session: Session) => Promise<void>): Promise<void> {
    const { database, clock, changed } = this.options;
    const { loaded, visible } = await database.write(async (tx) => {
      const state = await this.lock(tx, workspaceId);
      const detector = await this.take(tx, workspaceId, state);
      const session: Session = { tx, workspaceId, detector, now: clock.now(), visible: new Set() };
      await work(session);
      const version = state.version + 1;
      await tx.execute(`UPDATE ${STATE_TABLE} SET version = ?, next_id = ? WHERE workspace_id = ?`, [
        version,
        detector.nextId,
        workspaceId,
      ]);
      return { loaded: { detector, version }, visible: session.visible };
    });
    this.detectors.set(workspaceId, loaded);
    const ids = [...visible].map((id) => encodeId(ID_PREFIX.pattern, bytesOf(id)));
    if (ids.length > 0) changed(workspaceId, ids);
  }

  /** From here to the commit nobody else changes the patterns of the workspace. */
  private async lock(tx: Transaction, workspaceId: number): Promise<{ version: number; nextId: number }> {
    const { kind } = this.options.database;
    const tail = kind === 'sqlite' ? '' : ' FOR UPDATE';
    const select = `SELECT version, next_id FROM ${STATE_TABLE} WHERE workspace_id = ?${tail}`;
    let { rows } = await tx.execute(select, [workspaceId]);
    if (rows.length === 0) {
      const text = insertNewText(kind, STATE_TABLE, STATE_COLUMNS, ['workspace_id'], 1);
      await tx.execute(text, [workspaceId, 0, 1]);
      ({ rows } = await tx.execute(select, [workspaceId]));
    }
    return { version: Number(rows[0]?.version), nextId: Number(rows[0]?.next_id) };
  }

  /** Out of the memory: an attempt that fails has changed it, so only one that was committed puts it back. */
  private async take(
    tx: Transaction,
    workspaceId: number,
    { version, nextId }: { version: number; nextId: number },
  ): Promise<PatternDetector> {
    const loaded = this.detectors.get(workspaceId);
    this.detectors.delete(workspaceId);
    if (loaded?.version === version) return loaded.detector;
    const mint = (): string => idOf(this.options.ids.mint());
    const templates = await tx.execute(
      `SELECT ${TEMPLATE_COLUMNS.join(',')} FROM ${TEMPLATE_TABLE} WHERE workspace_id = ? AND live = 1`,
      [workspaceId],
    );
    const signatures = await tx.execute(
      `SELECT ${SIGNATURE_COLUMNS.join(',')} FROM ${SIGNATURE_TABLE} WHERE workspace_id = ?`,
      [workspaceId],
    );
    return PatternDetector.restore(
      { templates: templates.rows.map(templateOf), signatures: signatures.rows.map(signatureOf), nextId },
      mint,
    );
  }
}

/** The surviving pattern behind an id that a reader could have. */
async function getPattern({ tx, workspaceId }: Session, patternId: string): Promise<string> {
  const bytes = decodeId(ID_PREFIX.pattern, patternId);
  const { rows } =
    bytes === null
      ? { rows: [] }
      : await tx.execute('SELECT id, merged_into FROM pattern WHERE workspace_id = ? AND id = ?', [
          workspaceId,
          bytes,
        ]);
  const [row] = rows;
  if (row === undefined) throw new AppError('not_found', 'This workspace has no such pattern.');
  return idOf(row.merged_into ?? row.id);
}

function textOf({ title, source, fingerprint, bodyErrorLine }: IssueToMatch) {
  return { title, source, fingerprint, bodyErrorLine };
}
