import { expect } from 'chai';
import type { IssueStore } from '../../src/issues/issue-store.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { issuesOn, type TestIssues } from '../support/issues.js';

const SMILE = '\u{1F600}';

describe('IssueUpsert and IssueStore: external ids', () => {
  let test: TestDatabase;
  let issues: IssueStore;
  let push: TestIssues['push'];
  let read: TestIssues['read'];

  beforeEach(async () => {
    test = await openTestDatabase();
    ({ issues, push, read } = issuesOn(test));
  });
  afterEach(() => test.close());

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
});
