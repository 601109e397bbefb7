import { expect } from 'chai';
import type { OpenJob } from '../../src/jobs/stored-job.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { endDelays } from '../support/stage-two.js';
import { expectAccepted, expectError } from './answers.js';
import { BATCH, EVENTS, newSender, REPRESENTATION, type Sender, UNLIMITED } from './sender.js';

const RECORD = { external_id: 'JIRA-1', source: 'jira', title: 'Disk full' };
const MIXED = [RECORD, {}, { ...RECORD, title: 'Disk very full' }];

describe('GET /v1/ingest/status/{job_id}', () => {
  let test: TestApp;
  let sender: Sender;
  let beforeSet: (jobs: readonly OpenJob[]) => Promise<void>;
  before(async () => {
    test = await startTestApp({ config: UNLIMITED, beforeSet: (jobs) => beforeSet(jobs) });
  });
  beforeEach(async () => {
    beforeSet = async () => undefined;
    sender = await newSender(test);
  });
  after(() => test?.close());

  const statusOf = async (jobId: string, query = '') => {
    const response = await sender.get(`/v1/ingest/status/${jobId}${query}`);
    expect(response.statusCode, response.body).to.equal(200);
    return response.json();
  };

  it('returns the job as soon as the 202 is sent, for a single event too', async () => {
    for (const answer of [
      await sender.post(EVENTS, RECORD),
      await sender.post(BATCH, { records: [{}] }),
      await sender.post('/v1/ingest/jira/issues', RECORD),
    ]) {
      const response = await sender.get(String(answer.headers.location));
      expect(response.json()).to.include({ job_id: answer.json().job_id, status: 'pending' });
    }
  });

  it('returns the times of creation and completion in UTC', async () => {
    const { job_id } = await sender.event(RECORD);
    const createdAt = new Date(test.clock.now()).toISOString();
    test.clock.advance(3_000);
    await test.app.runner.runUntilEmpty();
    expect(await statusOf(job_id)).to.include({
      created_at: createdAt,
      finished_at: new Date(test.clock.now()).toISOString(),
    });
  });

  it('returns a running job without a result after an attempt failed', async () => {
    const { job_id } = await sender.event(RECORD);
    beforeSet = async () => {
      throw new Error('an attempt fails');
    };
    await test.app.runner.runUntilEmpty();
    const during = await statusOf(job_id);
    expect(during).to.deep.include({ status: 'running', result: null, finished_at: null });
    expect(during).to.have.property('progress').within(0, 1);
  });

  const ends: Readonly<Record<string, readonly unknown[]>> = {
    succeeded: [RECORD],
    partial: [RECORD, {}],
    failed: [{}, {}],
  };
  for (const [status, records] of Object.entries(ends))
    it(`returns ${status}, depending on the stored records, and never changes afterwards`, async () => {
      const { job_id, accepted } = await sender.batch(records);
      await test.app.runner.runUntilEmpty();
      const ended = await statusOf(job_id);
      expect(ended).to.deep.include({
        status,
        progress: 1,
        result: { accepted, rejected_count: records.length - accepted, total: records.length },
      });
      test.clock.advance(60_000);
      await test.app.runner.runUntilEmpty();
      expect(await statusOf(job_id)).to.deep.equal(ended);
    });

  it('returns failed for a job that cannot be processed, with the stored records', async () => {
    beforeSet = async () => {
      throw new Error('processing is broken');
    };
    const { job_id, issue_id } = await sender.event(RECORD);
    let previous = 0;
    for (let attempt = 0; attempt < 8; attempt++) {
      await test.app.runner.runUntilEmpty();
      const { progress } = await statusOf(job_id);
      expect(progress).to.be.at.least(previous);
      previous = progress;
      await endDelays(test.app.database);
    }
    expect(await statusOf(job_id)).to.deep.include({
      status: 'failed',
      progress: 1,
      result: { accepted: 1, rejected_count: 0, total: 1 },
    });
    expect((await sender.issue(issue_id)).title).to.equal('Disk full');
  });

  it('adds the outcome of every record only on request', async () => {
    const { job_id, issue_ids } = await sender.batch(MIXED);
    const records = [
      { index: 0, outcome: 'created', issue_id: issue_ids[0] },
      { index: 1, outcome: 'rejected', field: 'external_id', reason: 'missing_field' },
      { index: 2, outcome: 'updated', issue_id: issue_ids[0] },
    ];
    for (let round = 0; round < 2; round++) {
      expect(await statusOf(job_id)).not.to.have.property('records');
      expect(await statusOf(job_id, '?include=')).not.to.have.property('records');
      const detailed = (await statusOf(job_id, '?include=records')).records;
      expect(detailed[1]).to.deep.include(records[1] as object);
      expect([detailed[0], detailed[2]]).to.deep.equal([records[0], records[2]]);
      await test.app.runner.runUntilEmpty();
    }
  });

  for (const query of [
    '?include=issues',
    '?include=Records',
    '?include=records&include=records',
    '?include=records,issues',
  ])
    it(`refuses the query ${query} with 400`, async () => {
      const { job_id } = await sender.event(RECORD);
      const response = await sender.get(`/v1/ingest/status/${job_id}${query}`);
      const { details } = expectError(response, 400, 'validation_error');
      expect(details.errors?.[0]).to.include({ field: 'include', reason: 'invalid_enum' });
    });

  it('ignores unknown query parameters', async () => {
    const { job_id } = await sender.event(RECORD);
    await statusOf(job_id, '?verbose=1&__proto__=x&include=records&a[]=b&%zz');
  });

  it('answers 404 for any id that is not a job of the workspace', async () => {
    const { job_id, issue_id } = await sender.event(RECORD);
    const ids = [
      'ing_job_01hx5e5f6g',
      'ing_job_01hx5e5f6g7h8j9kamnbpcqdre',
      job_id.toUpperCase(),
      `${job_id}0`,
      job_id.slice(0, -1),
      `%20${job_id}`,
      `${job_id}%00`,
      issue_id,
      issue_id.replace('iss_', 'ing_job_').replace(/.$/, '!'),
      'ing_job_zzzzzzzzzzzzzzzzzzzzzzzzzz',
      'ing_job_%F0%9F%98%80',
      "'%20OR%20'1'='1",
      'null',
      'constructor',
      'x'.repeat(10_000),
    ];
    for (const id of ids) expectError(await sender.get(`/v1/ingest/status/${id}`), 404, 'not_found');
  });

  it('answers 404 after the configured retention of jobs', async () => {
    const { job_id } = await sender.event(RECORD);
    await test.app.runner.runUntilEmpty();
    test.clock.advance(29 * 86_400_000);
    await test.app.retention.prune();
    await statusOf(job_id);
    test.clock.advance(2 * 86_400_000);
    await test.app.retention.prune();
    const fresh = await startTestApp({ config: { databaseUrl: test.databaseUrl }, clock: test.clock });
    try {
      expectError(await fresh.get(`/v1/ingest/status/${job_id}`, sender.authorization), 404, 'not_found');
    } finally {
      await fresh.close();
    }
  });
});

describe('Prefer', () => {
  let test: TestApp;
  let sender: Sender;
  before(async () => {
    test = await startTestApp({ config: UNLIMITED });
    sender = await newSender(test);
  });
  after(() => test?.close());

  const asks = [
    'return=representation',
    'Return=Representation',
    'return="representation"',
    'return = representation',
    'respond-async, return=representation; x=1',
    'wait=10,return=representation',
    'return=representation, return=minimal',
  ];
  for (const prefer of asks)
    it(`requests the records with ${prefer}`, async () => {
      const response = await sender.post(EVENTS, RECORD, { prefer });
      expect(expectAccepted(response)).to.have.property('records');
      expect(response.headers['preference-applied']).to.equal('return=representation');
    });

  const others = [
    undefined,
    '',
    'return=minimal',
    'return=minimal, return=representation',
    'representation',
    'xreturn=representation',
    'return=representations',
    'foo="return=representation"',
    'foo="a, return=representation"',
    ';;;,,,===',
    'x'.repeat(8_000),
  ];
  for (const prefer of others)
    it(`does not request the records with ${String(prefer).slice(0, 40)}`, async () => {
      const response = await sender.post(EVENTS, RECORD, { prefer });
      expect(expectAccepted(response)).not.to.have.property('records');
      expect(response.headers).not.to.have.property('preference-applied');
    });

  it('works for every write and lists every fault', async () => {
    const push = await sender.post('/v1/ingest/jira/issues', RECORD, REPRESENTATION);
    expect(push.json().records).to.deep.equal([
      { index: 0, outcome: 'unchanged', issue_id: push.json().issue_id, external_id: RECORD.external_id },
    ]);
    const { records } = await sender.batch([{ title: 1 }]);
    expect(records[0]).to.include({ index: 0, outcome: 'rejected', field: 'external_id' });
    expect(records[0]).to.have.property('errors').with.lengthOf(3);
  });
});
