import type { Tx } from '../db/database.js';
import { isBlank } from '../domain/rules/text.js';
import type { IssueStore, IssueTitle } from '../issues/issue-store.js';
import type { IssueToMatch, ReadIssues } from '../patterns/issue-to-match.js';
import { errorLineOf } from '../patterns/text/error-line.js';
import { needsErrorLine } from '../patterns/text/signature.js';

/** Characters of a body that are searched for its error line. */
const BODY_CHARS = 65_536;
/** Bodies read by one statement. */
const BODIES = 50;

/** Returns the function that reads issues for detection. It reads a body only if the title has too few words. */
export function issueReader(issues: IssueStore): ReadIssues {
  return async (source, workspaceId, ids) => {
    const titles = await issues.readTitles(source, workspaceId, ids);
    const uninformative = titles.filter((issue) => fingerprintOf(issue) === null && needsErrorLine(issue));
    const errorLines = await readErrorLines(issues, source, workspaceId, uninformative);
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
  source: Pick<Tx, 'select'>,
  workspaceId: number,
  titles: readonly IssueTitle[],
): Promise<Map<Buffer, string | null>> {
  const lines = new Map<Buffer, string | null>();
  for (let at = 0; at < titles.length; at += BODIES) {
    const part = titles.slice(at, at + BODIES).map(({ id }) => id);
    const bodies = await issues.readBodies(source, workspaceId, part, BODY_CHARS);
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
