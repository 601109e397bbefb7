import { expect } from 'chai';
import { encodeId, ID_PREFIX, IdMinter } from '../../src/domain/ids.js';
import type { NormalRecord } from '../../src/domain/record.js';
import type { IssueStore } from '../../src/issues/issue-store.js';
import type { IssueUpsert } from '../../src/issues/issue-upsert.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { incomingRecord } from '../support/factories.js';
import { issuesOn, type TestIssues } from '../support/issues.js';

const SMILE = '\u{1F600}';

describe('IssueUpsert and IssueStore', () => {
  let test: TestDatabase;
  let issues: IssueStore;
  let upsert: IssueUpsert;
  let push: TestIssues['push'];
  let pushTo: TestIssues['pushTo'];
  let read: TestIssues['read'];

  beforeEach(async () => {
    test = await openTestDatabase();
    ({ issues, upsert, push, pushTo, read } = issuesOn(test));
  });
  afterEach(() => test.close());

  describe('records with an external id', () => {
    it('the first record with a key creates an issue and later ones update it', async () => {
      const [first] = await push({ title: 'one', severity: 'p1', team: 'platform' });
      test.clock.advance(1_000);
      const [second] = await push({ title: 'two' });
      expect([first?.outcome, second?.outcome]).to.deep.equal(['created', 'updated']);
      expect(second?.id).to.equal(first?.id);
      const now = test.clock.now();
      expect(await read(second)).to.include({
        ...{ title: 'two', severity: 'p1', team: 'platform', occurrenceCount: 2 },
        ...{ createdAt: now - 1_000, firstSeenAt: now - 1_000, lastSeenAt: now, updatedAt: now },
      });
    });

    it('the same key in another workspace or source is another issue', async () => {
      const written = [
        ...(await pushTo(1, { source: 'jira' }, { source: 'linear' })),
        ...(await pushTo(2, { source: 'jira' })),
      ];
      expect(written.map(({ outcome }) => outcome)).to.deep.equal(['created', 'created', 'created']);
      expect(new Set(written.map(({ id }) => id)).size).to.equal(3);
    });

    it('records of one batch with the same key apply in order', async () => {
      const written = await push(
        { title: 'one' },
        { externalId: 'other', title: 'other' },
        { title: 'two' },
        { title: 'two' },
        { title: 'three' },
      );
      expect(written.map(({ outcome }) => outcome)).to.deep.equal([
        'created',
        'created',
        'updated',
        'unchanged',
        'updated',
      ]);
      expect(new Set(written.map(({ id }) => id)).size).to.equal(2);
      expect(await read(written[0])).to.include({ title: 'three', occurrenceCount: 4 });
    });

    it('a stale record is counted and changes nothing else', async () => {
      const [stored] = await push({ title: 'new', sourceUpdatedAt: 2_000 });
      test.clock.advance(500);
      const [stale] = await push({ title: 'old', sourceUpdatedAt: 1_999 });
      expect(stale).to.deep.equal({ outcome: 'stale', id: stored?.id });
      const now = test.clock.now();
      expect(await read(stored)).to.include({
        ...{
          title: 'new',
          sourceUpdatedAt: 2_000,
          occurrenceCount: 2,
          lastSeenAt: now,
          updatedAt: now - 500,
        },
      });
    });

    it('a resolved issue is reopened by a record that changes it and only by such a record', async () => {
      const [issue] = await push({ title: 'one' });
      const resolve = () =>
        test.database.write((tx) =>
          tx.execute("UPDATE issue SET status = 'resolved' WHERE workspace_id = ?", [1]),
        );
      await resolve();
      await push({ title: 'one' });
      expect((await read(issue)).status).to.equal('resolved');
      await push({ title: 'two' });
      expect((await read(issue)).status).to.equal('open');
    });

    const connectorId = encodeId(ID_PREFIX.connector, Buffer.alloc(16, 1));
    for (const change of [
      { title: 'new' },
      { body: 'new' },
      { severity: 'p1' },
      { team: 'new' },
      { externalUrl: 'https://example.com/new' },
      { metadata: '{"new":true}' },
      { sourceRaw: 'new' },
      { sourceCreatedAt: 2_000 },
      { sourceUpdatedAt: 2_000 },
      { connectorId },
    ] satisfies Partial<NormalRecord>[])
      it(`a record that changes only ${Object.keys(change)} updates the issue, even in the millisecond of its creation`, async () => {
        await push({ title: 'old', body: 'old', sourceCreatedAt: 1_000, sourceUpdatedAt: 1_000 });
        const [changed] = await push(change);
        expect(changed?.outcome).to.equal('updated');
        expect(await read(changed)).to.include({ title: 'old', ...change, occurrenceCount: 2 });
      });

    it('every field is stored exactly as sent', async () => {
      const fields = {
        title: 'Title ',
        body: ' body\r\n\t ',
        severity: 'p2' as const,
        team: 'Team ',
        externalUrl: 'https://example.com/?q=%20#x',
        metadata: '{"b":1,"a":"\\ud800","2":null,"1":[]}',
        sourceRaw: ' My Tool ',
        sourceCreatedAt: -62_135_596_800_000,
        sourceUpdatedAt: 253_402_300_799_999,
        connectorId: encodeId(ID_PREFIX.connector, new IdMinter(test.clock).mint()),
      };
      const [created] = await push({ source: 'custom_api', ...fields });
      expect(await read(created)).to.include(fields);
      const [updated] = await push({ source: 'custom_api', ...fields, title: 'Other ' });
      expect(await read(updated)).to.include({ ...fields, title: 'Other ' });
    });

    it('the longest permitted texts are stored completely', async () => {
      const fields = {
        externalId: SMILE.repeat(512),
        title: SMILE.repeat(300),
        body: SMILE.repeat(262_144),
        team: SMILE.repeat(200),
        externalUrl: `https://example.com/${SMILE.repeat(2_028)}`,
        metadata: JSON.stringify({ text: 'é'.repeat(32_762) }),
        sourceRaw: SMILE.repeat(10_000),
      };
      const [created] = await push({ source: 'custom_api', ...fields });
      expect(await read(created)).to.include(fields);
      expect((await push({ source: 'custom_api', ...fields }))[0]).to.deep.equal({
        ...created,
        outcome: 'unchanged',
      });
    });
  });

  describe('reads', () => {
    it('findIssue returns null for an issue of another workspace and for malformed ids', async () => {
      const [issue] = await push({});
      expect(await issues.findIssue(2, issue?.id ?? '')).to.equal(null);
      for (const id of [
        '',
        'iss_',
        `${issue?.id}0`,
        issue?.id.toUpperCase() ?? '',
        'evt_01hx5f6g7h8j9kamnbpcqdresf',
      ])
        expect(await issues.findIssue(1, id)).to.equal(null);
    });

    it('issues are visible only after the commit', async () => {
      const incoming = incomingRecord(1);
      const failing = test.database.write(async (tx) => {
        await upsert.run(tx, [incoming], test.clock.now());
        expect(await issues.findByKey(1, 'jira', 'JIRA-1')).to.equal(null);
        throw new Error('after all');
      });
      await failing.catch(() => undefined);
      expect(await issues.findByKey(1, 'jira', 'JIRA-1')).to.equal(null);
      expect((await push({}))[0]?.outcome).to.equal('created');
    });

    it('ids increase in the order of the records', async () => {
      const keys = ['z', 'a', 'm', 'B', SMILE];
      const ids = (await push(...keys.map((externalId) => ({ externalId })))).map(({ id }) => id);
      expect(ids).to.deep.equal([...ids].sort());
    });
  });
});
