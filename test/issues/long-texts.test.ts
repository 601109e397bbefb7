import { expect } from 'chai';
import { encodeId, ID_PREFIX, IdMinter } from '../../src/domain/ids.js';
import type { NormalRecord } from '../../src/domain/record.js';
import { IssueStore } from '../../src/issues/issue-store.js';
import { IssueUpsert } from '../../src/issues/issue-upsert.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { incomingRecord } from '../support/factories.js';

/** In total far more than one statement can carry, which is 16 MiB on MariaDB. */
const COUNT = 80;
const LONG = 300_000;

describe('IssueUpsert with long texts', () => {
  let test: TestDatabase;
  let issues: IssueStore;
  let upsert: IssueUpsert;

  beforeEach(async () => {
    test = await openTestDatabase();
    issues = new IssueStore(test.database);
    upsert = new IssueUpsert(test.database, new IdMinter(test.clock));
  });
  afterEach(() => test.close());

  async function push(records: readonly Partial<NormalRecord>[]): Promise<string[]> {
    const incoming = records.map((fields) => incomingRecord(1, fields));
    const upserted = await test.database.write((tx) => upsert.run(tx, incoming, test.clock.now()));
    return upserted.map(({ outcome }) => outcome);
  }

  const all = (fields: (i: number) => Partial<NormalRecord>): Partial<NormalRecord>[] =>
    Array.from({ length: COUNT }, (_, i) => ({ externalId: `JIRA-${i}`, ...fields(i) }));
  const bodyOf = (i: number, fill = 'x'): string => `${i} ${fill.repeat(LONG)}`;

  it('creates and updates issues in one batch whose texts exceed one statement', async () => {
    expect(new Set(await push(all((i) => ({ body: bodyOf(i), metadata: `{"i":${i}}` }))))).to.deep.equal(
      new Set(['created']),
    );
    expect(new Set(await push(all(() => ({ severity: 'p1' }))))).to.deep.equal(new Set(['updated']));
    const read = await issues.findByKey(1, 'jira', 'JIRA-7');
    expect(read).to.include({ severity: 'p1', body: bodyOf(7), metadata: '{"i":7}', occurrenceCount: 2 });
  });

  it('reports unchanged for an equal text and updated for another text of the same length', async () => {
    await push([{ body: bodyOf(1), metadata: JSON.stringify({ m: 'y'.repeat(LONG) }) }]);
    expect(await push([{ body: bodyOf(1) }])).to.deep.equal(['unchanged']);
    expect(await push([{ metadata: JSON.stringify({ m: 'y'.repeat(LONG) }) }])).to.deep.equal(['unchanged']);
    expect(await push([{ body: bodyOf(1, 'z') }])).to.deep.equal(['updated']);
    expect(await push([{ body: `${bodyOf(1)}!` }, { body: bodyOf(1) }, { body: null }])).to.deep.equal([
      'updated',
      'updated',
      'updated',
    ]);
    expect(await issues.findByKey(1, 'jira', 'JIRA-1')).to.include({
      body: null,
      metadata: JSON.stringify({ m: 'y'.repeat(LONG) }),
    });
  });

  it('merges the metadata of a partial record into stored long metadata', async () => {
    const stored = { m: 'y'.repeat(20_000), n: 1 };
    await push([{ metadata: JSON.stringify(stored), body: bodyOf(1) }]);
    const transition = { status: 'kept', evenIfStale: false, partial: true } as const;
    expect(await push([{ metadata: '{"n":2,"o":3}', transition }])).to.deep.equal(['updated']);
    expect(await push([{ metadata: '{"n":2}', transition }])).to.deep.equal(['unchanged']);
    expect(await issues.findByKey(1, 'jira', 'JIRA-1')).to.include({
      body: bodyOf(1),
      metadata: JSON.stringify({ ...stored, n: 2, o: 3 }),
    });
  });

  it('compares long texts by bytes, not by characters', async () => {
    const [umlauts, same] = ['ä'.repeat(LONG), 'a'.repeat(2 * LONG)];
    await push([{ body: umlauts }]);
    expect(await push([{ body: umlauts }, { body: same }])).to.deep.equal(['unchanged', 'updated']);
  });

  it('keeps the id of an issue with a long text that changes', async () => {
    const incoming = [incomingRecord(1, { body: bodyOf(1) }), incomingRecord(1, { team: 'web' })];
    const ids: string[] = [];
    for (const item of incoming) {
      const upserted = await test.database.write((tx) => upsert.run(tx, [item], test.clock.now()));
      ids.push(...upserted.map(({ issueId }) => encodeId(ID_PREFIX.issue, issueId)));
    }
    expect(ids[1]).to.equal(ids[0]);
    expect(await issues.findIssue(1, ids[0] ?? '')).to.include({ body: bodyOf(1), team: 'web' });
  });
});
