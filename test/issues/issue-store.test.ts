import { expect } from 'chai';
import type { Issue } from '../../src/domain/entities/issue.js';
import { encodeId, ID_PREFIX, IdMinter } from '../../src/domain/ids.js';
import type { NormalRecord } from '../../src/domain/record.js';
import { IssueStore } from '../../src/issues/issue-store.js';
import { IssueUpsert } from '../../src/issues/issue-upsert.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { incomingRecord } from '../support/factories.js';

const SMILE = '\u{1F600}';

/** The outcome of one record, as in its job. */
interface Written {
  readonly outcome: string;
  readonly id: string;
}

describe('IssueUpsert and IssueStore', () => {
  let test: TestDatabase;
  let issues: IssueStore;
  let upsert: IssueUpsert;

  beforeEach(async () => {
    test = await openTestDatabase();
    issues = new IssueStore(test.database);
    upsert = new IssueUpsert(test.database, new IdMinter(test.clock));
  });
  afterEach(() => test.close());

  async function push(...records: Partial<NormalRecord>[]): Promise<Written[]> {
    return pushTo(1, ...records);
  }

  async function pushTo(workspaceId: number, ...records: Partial<NormalRecord>[]): Promise<Written[]> {
    const incoming = records.map((fields) => incomingRecord(workspaceId, fields));
    const upserted = await test.database.write((tx) => upsert.run(tx, incoming, test.clock.now()));
    return upserted.map(({ outcome, issueId }) => ({ outcome, id: encodeId(ID_PREFIX.issue, issueId) }));
  }

  async function read(written: Written | undefined, workspaceId = 1): Promise<Issue> {
    const issue = await issues.findIssue(workspaceId, written?.id ?? '');
    expect(issue).not.to.equal(null);
    return issue as Issue;
  }

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

  describe('external ids that look alike', () => {
    const keys = [
      ...['ABC', 'abc', 'Abc', 'e', 'é', 'e\u0301', 'ß', 'ss', 'ſ', 's', 'İ', 'i', 'I', 'ı'],
      ...['a', 'a ', ' a', 'a  ', 'a\u00a0', 'a\t', 'a\n', '\u200ba', 'a.', 'Å', '\u212b'],
      ...[SMILE, `${SMILE} `, '\u{1F601}', '٣', '3', '３', "'", '"', '\\', '%', '_', '?', '-- '],
      ...['x'.repeat(512), `${'x'.repeat(511)}y`, SMILE.repeat(512), `${SMILE.repeat(511)}\u{1F601}`],
    ];

    it('external ids are compared byte for byte, in one batch and in single records', async () => {
      const created = await push(...keys.map((externalId) => ({ externalId })));
      expect(created.map(({ outcome }) => outcome)).to.deep.equal(keys.map(() => 'created'));
      expect(new Set(created.map(({ id }) => id)).size).to.equal(keys.length);
      for (const [i, externalId] of keys.entries())
        expect((await push({ externalId }))[0]).to.deep.equal({ ...created[i], outcome: 'unchanged' });
      const again = await push(...keys.map((externalId) => ({ externalId })));
      expect(again.map(({ id }) => id)).to.deep.equal(created.map(({ id }) => id));
    });

    it('findByKey finds an issue only by its exact external id', async () => {
      const created = await push(...keys.map((externalId) => ({ externalId })));
      for (const [i, externalId] of keys.entries())
        expect(await issues.findByKey(1, 'jira', externalId)).to.include({ id: created[i]?.id, externalId });
      for (const absent of ['aBC', 'È', 'a   ', '', 'x'.repeat(511)])
        expect(await issues.findByKey(1, 'jira', absent), absent).to.equal(null);
    });

    it('an issue without a title gets its external id, truncated to 300 code points', async () => {
      const [long, short] = await push({ externalId: SMILE.repeat(301) }, { externalId: 'short ' });
      expect((await read(long)).title).to.equal(SMILE.repeat(300));
      expect((await read(short)).title).to.equal('short ');
    });
  });

  describe('records without an external id', () => {
    it('every record without an external id creates an issue with a generated one', async () => {
      const written = await push({ externalId: null, title: 'same' }, { externalId: null, title: 'same' });
      const more = await push({ externalId: null, title: 'same' });
      expect([...written, ...more].map(({ outcome }) => outcome)).to.deep.equal([
        'created',
        'created',
        'created',
      ]);
      const found = await Promise.all([...written, ...more].map((one) => read(one)));
      for (const issue of found) {
        expect(issue.externalId).to.match(/^evt_[0-9a-hjkmnp-tv-z]{26}$/);
        expect(await issues.findByKey(1, 'jira', issue.externalId)).to.deep.equal(issue);
        expect(await issues.findByKey(2, 'jira', issue.externalId)).to.equal(null);
        expect(await issues.findByKey(1, 'linear', issue.externalId)).to.equal(null);
      }
      expect(new Set(found.map(({ externalId }) => externalId)).size).to.equal(3);
    });

    it('any number of records without an external id create one issue each in a transaction', async () => {
      for (let count = 1; count <= 26; count++) {
        const written = await push(
          ...Array.from({ length: count }, (_, i) => ({ externalId: null, title: `${i}` })),
        );
        expect(new Set(written.map(({ id }) => id)).size).to.equal(count);
        for (const [i, one] of written.entries()) expect((await read(one)).title).to.equal(`${i}`);
      }
    });

    it('a record that sends a generated external id creates another issue', async () => {
      const [minted] = await push({ externalId: null, title: 'minted' });
      const { externalId } = await read(minted);
      const [sent] = await push({ externalId, title: 'sent' });
      expect(sent?.outcome).to.equal('created');
      expect(await read(minted)).to.include({ title: 'minted', occurrenceCount: 1 });
      expect((await push({ externalId, title: 'sent' }))[0]).to.deep.equal({
        outcome: 'unchanged',
        id: sent?.id,
      });
      expect(await issues.findByKey(1, 'jira', externalId)).to.include({ id: sent?.id });
    });

    it('a batch can mix records with and without an external id', async () => {
      await push({ externalId: 'known' });
      const written = await push(
        { externalId: null, title: 'a' },
        { externalId: 'known' },
        { externalId: null, title: 'b' },
        { externalId: 'new' },
      );
      expect(written.map(({ outcome }) => outcome)).to.deep.equal([
        'created',
        'unchanged',
        'created',
        'created',
      ]);
      expect(await Promise.all(written.map(async (one) => (await read(one)).title))).to.deep.equal([
        ...['a', 'known', 'b', 'new'],
      ]);
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
