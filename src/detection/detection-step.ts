import { setTimeout as delay } from 'node:timers/promises';
import type { Tx } from '../db/database.js';
import type { DatabaseKind } from '../db/database-url.js';
import { changedIssueIdsOf } from '../domain/rules/job-records.js';
import { isBlank } from '../domain/rules/text.js';
import type { IssueStore, IssueTitle } from '../issues/issue-store.js';
import type { JobStep, ReportProgress } from '../jobs/job-runner.js';
import type { PendingJob } from '../jobs/job-store.js';
import type { DetectionStore, IssueToMatch, ReadIssues } from '../patterns/detection-store.js';
import { errorLineOf } from '../patterns/text/error-line.js';
import { needsErrorLine } from '../patterns/text/signature.js';

/**
 * Issues matched in one transaction, which holds the lock of their workspace. Fewer on SQLite, where a transaction also
 * delays requests and needs no round trips.
 */
export const ISSUES_AT_ONCE: Readonly<Record<DatabaseKind, number>> = { sqlite: 100, mysql: 250 };
/** Characters of a body that are searched for its error line. */
const BODY_CHARS = 65_536;
/** Bodies read by one statement. */
const BODIES = 50;

/** While requests are being stored, detection pauses for this multiple of its last run time, up to the maximum. */
const REST_FACTOR = 4;
const REST_MAX_MS = 200;

export interface DetectionStepOptions {
  readonly detection: Pick<DetectionStore, 'detect'>;
  /** Issues matched in one transaction. */
  readonly issuesAtOnce: number;
  /** Whether requests are being stored. */
  readonly isBusy: () => boolean;
  readonly now?: () => number;
  /** Waits for `ms` milliseconds. Tests replace it. */
  readonly rest?: (ms: number) => Promise<unknown>;
}

/**
 * Returns the step of stage 2 that matches created and changed issues against the patterns of their workspace. Jobs of a
 * workspace are processed in the order in which they were stored, so the result does not depend on how they are claimed.
 * While `isBusy`, detection uses only a small share of the time. It pauses before it continues, never at the end, so that a
 * finished job is not delayed.
 */
export function detectionStep(options: DetectionStepOptions): JobStep {
  const { detection, issuesAtOnce, isBusy, now = () => performance.now(), rest = delay } = options;
  let restUntil = Number.NEGATIVE_INFINITY;
  const detect = async (workspaceId: number, ids: readonly Buffer[]): Promise<void> => {
    const restMs = restUntil - now();
    if (restMs > 0 && isBusy()) await rest(restMs);
    const started = now();
    await detection.detect(workspaceId, distinct(ids));
    const ended = now();
    restUntil = ended + Math.min(REST_MAX_MS, (ended - started) * REST_FACTOR);
  };
  const matchJobs = async (
    workspaceId: number,
    jobs: readonly PendingJob[],
    report: ReportProgress,
  ): Promise<void> => {
    let unmatched: Buffer[] = [];
    for (const job of jobs) {
      const ids = changedIssueIdsOf(job.records);
      for (let at = 0; at < ids.length; at += issuesAtOnce) {
        unmatched.push(...ids.slice(at, at + issuesAtOnce));
        if (unmatched.length < issuesAtOnce) continue;
        await detect(workspaceId, unmatched);
        unmatched = [];
        const done = Math.min(1, (at + issuesAtOnce) / ids.length);
        if (done < 1) await report(job, done);
      }
    }
    if (unmatched.length > 0) await detect(workspaceId, unmatched);
  };
  return async (jobs, report) => {
    for (const [workspaceId, own] of byWorkspace(jobs)) await matchJobs(workspaceId, own, report);
  };
}

function distinct(ids: readonly Buffer[]): Buffer[] {
  return [...new Map(ids.map((id) => [id.toString('latin1'), id])).values()];
}

function byWorkspace(jobs: readonly PendingJob[]): Map<number, PendingJob[]> {
  const groups = new Map<number, PendingJob[]>();
  for (const job of jobs.toSorted((a, b) => a.id.compare(b.id))) {
    const group = groups.get(job.workspaceId);
    if (group === undefined) groups.set(job.workspaceId, [job]);
    else group.push(job);
  }
  return groups;
}

/** Returns the function that reads issues for detection. It reads a body only if the title has too few words. */
export function issueReader(issues: IssueStore): ReadIssues {
  return async (tx, workspaceId, ids) => {
    const titles = await issues.readTitles(tx, workspaceId, ids);
    const uninformative = titles.filter((issue) => fingerprintOf(issue) === null && needsErrorLine(issue));
    const errorLines = await readErrorLines(issues, tx, workspaceId, uninformative);
    return titles.map(
      (issue): IssueToMatch => ({
        id: issue.id,
        title: issue.title,
        source: issue.source,
        fingerprint: fingerprintOf(issue),
        bodyErrorLine: errorLines.get(issue.id) ?? null,
        firstSeenAt: issue.firstSeenAt,
      }),
    );
  };
}

async function readErrorLines(
  issues: IssueStore,
  tx: Tx,
  workspaceId: number,
  titles: readonly IssueTitle[],
): Promise<Map<Buffer, string | null>> {
  const lines = new Map<Buffer, string | null>();
  for (let at = 0; at < titles.length; at += BODIES) {
    const part = titles.slice(at, at + BODIES).map(({ id }) => id);
    const bodies = await issues.readBodies(tx, workspaceId, part, BODY_CHARS);
    for (const id of part) {
      const body = bodies.get(id.toString('latin1'));
      lines.set(id, body === undefined ? null : errorLineOf(body));
    }
  }
  return lines;
}

/** Returns `metadata.fingerprint` if it is a string that is not blank, otherwise null. */
function fingerprintOf({ metadata }: IssueTitle): string | null {
  if (metadata === null) return null;
  const { fingerprint } = JSON.parse(metadata) as { fingerprint?: unknown };
  return typeof fingerprint === 'string' && !isBlank(fingerprint) ? fingerprint : null;
}
