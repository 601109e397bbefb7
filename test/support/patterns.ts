import type { Database } from '../../src/db/database.js';
import { decodeId, encodeId, ID_PREFIX, IdMinter } from '../../src/domain/ids.js';
import type { PatternStatus } from '../../src/domain/pattern.js';
import { TEST_START, TestClock } from './clock.js';

export interface TestPattern {
  readonly name?: string;
  readonly template?: string;
  readonly status?: PatternStatus;
  readonly confidence?: number;
  readonly mergedInto?: string | null;
  /** Issues that are linked to it. */
  readonly issueIds?: readonly string[];
}

const ids = new IdMinter(new TestClock());

/** Stores a pattern and its links, as the detection would, and answers its id. */
export async function insertPattern(
  database: Database,
  workspaceId: number,
  pattern: TestPattern = {},
): Promise<string> {
  const id = ids.mint();
  const { name = 'Deployment failed: <*>', status = 'watching', confidence = 0.6, issueIds = [] } = pattern;
  const { template = name, mergedInto = null } = pattern;
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
        status,
        confidence,
        issueIds.length,
        TEST_START,
        TEST_START + 1,
        survivor,
      ],
    );
    for (const issueId of issueIds)
      await tx.execute(
        `INSERT INTO pattern_link (workspace_id, issue_id, pattern_id, step, template, slot_values, score, algorithm, linked_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        [
          workspaceId,
          decodeId(ID_PREFIX.issue, issueId),
          id,
          'signature',
          template,
          JSON.stringify([`slot of ${issueId}`]),
          0.9,
          '1',
          TEST_START,
        ],
      );
  });
  return encodeId(ID_PREFIX.pattern, id);
}
