import { expect } from 'chai';
import type { Database } from '../../src/db/database.js';
import { startTestApp } from '../support/app.js';
import { openDatabase } from '../support/database.js';
import { rowsOf } from '../support/rows.js';
import { type Load, titleOf } from './load.js';

/** Checks in the database that every acknowledged record is stored once, as it was sent. */
export async function expectPromisesKept(databaseUrl: string, load: Load): Promise<void> {
  const test = await startTestApp({ config: { databaseUrl } });
  try {
    const { id: workspaceId } = await test.app.access.getWorkspace('default');
    const idByKey = new Map<string, string>();
    for (const { issues } of load.promised)
      for (const [externalId, issueId] of issues) {
        expect(idByKey.get(externalId) ?? issueId, `two issues of ${externalId}`).to.equal(issueId);
        idByKey.set(externalId, issueId);
      }
    for (const [externalId, issueId] of idByKey) {
      const issue = await test.app.issues.findIssue(workspaceId, issueId);
      expect(issue, externalId).to.include({ externalId, source: 'jira', title: titleOf(externalId) });
      const keyed = externalId.startsWith('KEYED');
      const least = keyed ? 1 : (load.acknowledged.get(externalId) ?? 0);
      const most = keyed ? 1 : (load.sent.get(externalId) ?? 0);
      expect(issue?.occurrenceCount, `occurrences of ${externalId}`).to.be.within(least, most);
    }
  } finally {
    await test.close();
  }
  const database = await openDatabase(databaseUrl);
  try {
    await expectNoHalves(database, load);
    await expectEqualSums(database);
  } finally {
    await database.close();
  }
}

/** Records that were not acknowledged may be stored or not, but none is stored twice and no job is left unsettled. */
async function expectNoHalves(database: Database, load: Load): Promise<void> {
  const twice = await rowsOf(
    database,
    'SELECT external_id FROM issue GROUP BY workspace_id, source, external_id HAVING COUNT(*) > 1',
  );
  expect(twice).to.deep.equal([]);
  const unsettled = await rowsOf(
    database,
    "SELECT id FROM ingest_job WHERE status IN ('pending', 'running')",
  );
  expect(unsettled, 'unsettled jobs').to.have.lengthOf(0);
  const keys = await rowsOf(database, 'SELECT external_id FROM issue');
  for (const { external_id } of keys) expect(load.sent.has(String(external_id))).to.equal(true);
  const stored = new Set(keys.map(({ external_id }) => String(external_id)));
  for (const batch of load.batches)
    expect(
      batch.filter((id) => stored.has(id)).length,
      'a batch is stored as a whole or not at all',
    ).to.be.oneOf([0, batch.length]);
}

/** Every issue has one link, and counts once in its template and once in its pattern. */
async function expectEqualSums(database: Database): Promise<void> {
  const figure = async (sql: string): Promise<number> => Number((await rowsOf(database, sql))[0]?.n);
  const issues = await figure('SELECT COUNT(*) AS n FROM issue');
  expect({
    links: await figure('SELECT COUNT(*) AS n FROM pattern_link'),
    templates: await figure('SELECT SUM(issue_count) AS n FROM pattern_template'),
    patterns: await figure('SELECT SUM(issue_count) AS n FROM pattern'),
  }).to.deep.equal({ links: issues, templates: issues, patterns: issues });
}
