import type { Database } from '../../src/db/database.js';
import type { PatternStatus } from '../../src/domain/entities/pattern.js';
import { decodeId, encodeId, ID_PREFIX, IdMinter } from '../../src/domain/ids.js';
import { TEST_START, TestClock } from './clock.js';

export interface TestPattern {
  readonly name?: string;
  readonly template?: string;
  readonly status?: PatternStatus;
  readonly confidence?: number;
  readonly mergedInto?: string | null;
  /** Issues that belong to the pattern. */
  readonly issueIds?: readonly string[];
}

const ids = new IdMinter(new TestClock());
const DAY_MS = 86_400_000;
let templates = 1_000_000;

/** Stores a pattern and its links as detection does, and returns its id. */
export async function insertPattern(
  database: Database,
  workspaceId: number,
  pattern: TestPattern = {},
): Promise<string> {
  const id = ids.mint();
  const { name = 'Deployment failed: <*>', status = 'watching', confidence = 0.6, issueIds = [] } = pattern;
  const { template = name, mergedInto = null } = pattern;
  // "resolved" is not stored: it follows from the time of the last match.
  const lastSeen = TEST_START + 1 - (status === 'resolved' ? 31 * DAY_MS : 0);
  const survivor = mergedInto === null ? null : decodeId(ID_PREFIX.pattern, mergedInto);
  await database.write(async (tx) => {
    await tx.execute(
      `INSERT INTO pattern (workspace_id, id, name, template, status, confidence, issue_count, first_seen_at, last_seen_at, merged_into)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        workspaceId,
        id,
        name,
        template,
        status === 'resolved' ? 'active' : status,
        confidence,
        issueIds.length,
        TEST_START,
        lastSeen,
        survivor,
      ],
    );
    const templateId = ++templates;
    await tx.execute(
      `INSERT INTO pattern_template (workspace_id, id, live, kind, words, born, pattern_id, contribution, issue_count, examples)
       VALUES (?, ?, 1, 'literal', 'Deployment failed : <*>', ?, ?, 0.9, ?, '[]')`,
      [workspaceId, templateId, templateId, id, issueIds.length],
    );
    // Detection may have linked these issues before.
    for (const issueId of issueIds)
      await tx.execute('DELETE FROM pattern_link WHERE workspace_id = ? AND issue_id = ?', [
        workspaceId,
        decodeId(ID_PREFIX.issue, issueId),
      ]);
    for (const issueId of issueIds)
      await tx.execute(
        `INSERT INTO pattern_link (workspace_id, issue_id, pattern_id, template_id, signature_id, step, algorithm, linked_at)
         VALUES (?, ?, ?, ?, 1, 'known', 1, ?)`,
        [workspaceId, decodeId(ID_PREFIX.issue, issueId), id, templateId, TEST_START],
      );
  });
  return encodeId(ID_PREFIX.pattern, id);
}
