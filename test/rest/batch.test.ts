import { expect } from 'chai';
import fc from 'fast-check';
import { startTestApp, type TestApp } from '../support/app.js';
import { type Accepted, expectError } from './answers.js';
import { BATCH, newSender, type Sender, UNLIMITED } from './sender.js';

const RECORD = { external_id: 'JIRA-1', source: 'jira', title: 'Disk full' };

/** Arbitrary elements of `records`, with so few keys that they repeat. */
const element = fc.oneof(
  fc.record({
    external_id: fc.constantFrom('a', 'A', 'b', 'b ', ''),
    source: fc.constantFrom('jira', 'JIRA', 'grafana', ''),
    title: fc.constantFrom('one', 'two', '', null),
  }),
  fc.jsonValue({ maxDepth: 2 }),
);

describe('POST /v1/ingest/batch', () => {
  let test: TestApp;
  let sender: Sender;
  before(async () => {
    test = await startTestApp({ config: UNLIMITED });
  });
  beforeEach(async () => {
    sender = await newSender(test);
  });
  after(() => test?.close());

  async function expectConsistent(records: readonly unknown[], answer: Accepted): Promise<void> {
    expect(answer.accepted + answer.rejected.length).to.equal(records.length);
    expect(answer.issue_ids).to.have.lengthOf(answer.accepted);
    expect(answer.records.map(({ index }) => index)).to.deep.equal(records.map((_, index) => index));
    const accepted = answer.records.filter(({ outcome }) => outcome !== 'rejected');
    expect(accepted.map(({ issue_id }) => issue_id)).to.deep.equal(answer.issue_ids);
    const rejected = answer.records.filter(({ outcome }) => outcome === 'rejected');
    expect(rejected.map(({ index }) => index)).to.deep.equal(answer.rejected.map(({ index }) => index));
    for (const rejection of answer.rejected) {
      expect(rejection).to.have.all.keys('index', 'code', 'message');
      expect(rejection.code).to.equal('processing_error');
      expect(rejection.message).to.be.a('string').and.not.empty;
    }
    await test.app.runner.runUntilEmpty();
    const job = (await sender.get(`/v1/ingest/status/${answer.job_id}`)).json();
    expect(job.result).to.deep.equal({
      accepted: answer.accepted,
      rejected_count: answer.rejected.length,
      total: records.length,
    });
    expect(job.progress).to.equal(1);
    const status = answer.accepted === 0 ? 'failed' : answer.rejected.length === 0 ? 'succeeded' : 'partial';
    expect(job.status).to.equal(status);
  }

  it('keeps its invariants about counts and order for any records', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(element, { minLength: 1, maxLength: 12 }), async (records) => {
        await expectConsistent(records, await sender.batch(records));
      }),
      { numRuns: 60 },
    );
  });

  it('accepts the valid records and reports the others by index', async () => {
    const records = [RECORD, {}, { ...RECORD, external_id: 'JIRA-2' }, null, { ...RECORD, severity: 'p9' }];
    const answer = await sender.batch(records);
    await expectConsistent(records, answer);
    expect(answer.rejected).to.deep.equal([
      { index: 1, code: 'processing_error', message: 'external_id is required' },
      { index: 3, code: 'processing_error', message: 'record must be a JSON object' },
      {
        index: 4,
        code: 'processing_error',
        message: 'severity must be one of `p1`, `p2`, `p3`, `p4`',
      },
    ]);
  });

  it('answers 202 even if every record is rejected', async () => {
    const answer = await sender.batch([{}, 1, null]);
    expect(answer.accepted).to.equal(0);
    expect(answer.issue_ids).to.deep.equal([]);
    await expectConsistent([{}, 1, null], answer);
  });

  for (const element of [null, 1, 'text', true, [], [RECORD]])
    it(`rejects the element ${JSON.stringify(element)} without affecting others`, async () => {
      const { accepted, records } = await sender.batch([RECORD, element, RECORD]);
      expect(accepted).to.equal(2);
      expect(records[1]).to.deep.equal({ index: 1, outcome: 'rejected', reason: 'invalid_type' });
    });

  it('applies records with the same key in array order', async () => {
    const answer = await sender.batch([
      { ...RECORD, title: 'first', team: 'one' },
      { ...RECORD, external_id: 'JIRA-2' },
      { ...RECORD, title: 'second' },
      { ...RECORD, title: 'second' },
      { ...RECORD, source: ' JIRA ', title: 'third' },
    ]);
    const [first, other, ...rest] = answer.issue_ids;
    expect(rest).to.deep.equal([first, first, first]);
    expect(other).not.to.equal(first);
    expect(answer.records.map(({ outcome }) => outcome)).to.deep.equal([
      'created',
      'created',
      'updated',
      'unchanged',
      'updated',
    ]);
    expect(await sender.issue(first as string)).to.include({
      title: 'third',
      team: 'one',
      occurrenceCount: 4,
    });
  });

  it('creates different issues for keys that differ in one byte', async () => {
    const ids = [
      'abc',
      'ABC',
      'abc ',
      ' abc',
      'e',
      'é',
      'e\u0301',
      'ß',
      'ss',
      'ﬁ',
      'fi',
      '1',
      '01',
      '\u200babc',
      'ａ',
    ];
    const { issue_ids, records } = await sender.batch(ids.map((external_id) => ({ ...RECORD, external_id })));
    expect(new Set(issue_ids).size).to.equal(ids.length);
    expect(records.every(({ outcome }) => outcome === 'created')).to.equal(true);
    const again = await sender.batch(ids.map((external_id) => ({ ...RECORD, external_id })));
    expect(again.issue_ids).to.deep.equal(issue_ids);
  });

  it('creates one issue per key and resolved source', async () => {
    const { issue_ids } = await sender.batch([
      { ...RECORD, source: 'grafana' },
      { ...RECORD, source: 'nagios' },
      { ...RECORD, source: 'custom_api' },
      { ...RECORD, source: 'jira' },
    ]);
    expect(new Set(issue_ids).size).to.equal(2);
    expect(issue_ids[0]).to.equal(issue_ids[1]).and.to.equal(issue_ids[2]);
  });

  const envelopes: Readonly<Record<string, string>> = {
    '{}': 'missing_field',
    '{"records":null}': 'missing_field',
    '{"records":[]}': 'invalid_type',
    '{"records":{}}': 'invalid_type',
    '{"records":"[]"}': 'invalid_type',
    '{"records":1}': 'invalid_type',
    '{"Records":[{}]}': 'missing_field',
    '{"__proto__":{"records":[{}]}}': 'missing_field',
  };
  for (const [text, reason] of Object.entries(envelopes))
    it(`refuses the envelope ${text} with 400`, async () => {
      const { details } = expectError(await sender.post(BATCH, text), 400, 'validation_error');
      expect(details.errors).to.have.lengthOf(1);
      expect(details.errors?.[0]).to.have.all.keys('field', 'message', 'reason');
      expect(details.errors?.[0]).to.include({ field: 'records', reason });
    });

  it('refuses more than 500 records with 400 and stores none', async () => {
    const records = Array.from({ length: 501 }, () => RECORD);
    const { details } = expectError(await sender.post(BATCH, { records }), 400, 'validation_error');
    expect(details.errors?.[0]).to.include({ field: 'records', reason: 'too_large' });
    expect(await test.app.issues.findByKey(sender.workspaceId, 'jira', 'JIRA-1')).to.equal(null);
  });

  it('ignores unknown keys in the envelope and in records', async () => {
    const text = `{"constructor":1,"toString":null,"records":[{"external_id":"a","source":"jira","title":"t","__proto__":{"severity":"p1"},"constructor":{},"id":1,"workspace_id":99,"occurrence_count":9}]}`;
    const response = await sender.post(BATCH, text);
    const [id] = response.json().issue_ids;
    expect(await sender.issue(id)).to.include({
      severity: 'p3',
      status: 'open',
      workspaceId: sender.workspaceId,
    });
  });

  it('uses the last of duplicate JSON keys, as JSON.parse does', async () => {
    const text = '{"records":[{"external_id":"a","source":"jira","title":"one","title":"two"}]}';
    const [id] = (await sender.post(BATCH, text)).json().issue_ids;
    expect((await sender.issue(id)).title).to.equal('two');
  });

  it('creates one issue for a key that many requests push at the same time', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, i) => sender.batch([{ ...RECORD, title: `push ${i}` }])),
    );
    const ids = new Set(answers.flatMap(({ issue_ids }) => issue_ids));
    expect(ids.size).to.equal(1);
    expect((await sender.issue([...ids][0] as string)).occurrenceCount).to.equal(50);
    expect(answers.filter(({ records }) => records[0]?.outcome === 'created')).to.have.lengthOf(1);
  });
});
