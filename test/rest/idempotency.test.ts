import { expect } from 'chai';
import { startTestApp, type TestApp } from '../support/app.js';
import { expectAccepted, expectError } from './answers.js';
import { BATCH, EVENTS, newSender, REPRESENTATION, type Sender, UNLIMITED } from './sender.js';

const HOUR_MS = 3_600_000;
const EVENT = { title: 'Disk full' };
const KEYED = { 'idempotency-key': 'deploy-1' };

describe('Idempotency-Key', () => {
  let test: TestApp;
  let sender: Sender;
  before(async () => {
    test = await startTestApp({ config: UNLIMITED });
  });
  beforeEach(async () => {
    sender = await newSender(test);
  });
  after(() => test?.close());

  const writes: Readonly<Record<string, { path: string; body: object }>> = {
    'an event': { path: EVENTS, body: EVENT },
    'a batch': {
      path: BATCH,
      body: { records: [{ external_id: 'JIRA-1', source: 'jira', title: 'A' }, { external_id: 'JIRA-2' }] },
    },
    'a batch that is rejected as a whole': { path: BATCH, body: { records: [{}] } },
    'a source push': { path: '/v1/ingest/jira/issues', body: { external_id: 'JIRA-3', title: 'B' } },
  };
  for (const [name, { path, body }] of Object.entries(writes))
    it(`returns the same response for a repeat of ${name} and stores nothing again`, async () => {
      const first = await sender.post(path, body, KEYED);
      const { job_id } = expectAccepted(first);
      expect(first.headers).not.to.have.property('idempotency-replayed');
      const again = await sender.post(path, body, KEYED);
      expectAccepted(again);
      expect(again.headers['idempotency-replayed']).to.equal('true');
      expect(again.body).to.equal(first.body);
      expect(again.headers.location).to.equal(first.headers.location);
      await test.app.runner.runUntilEmpty();
      const afterwards = await sender.post(path, body, KEYED);
      expect(afterwards.body).to.equal(first.body);
      expect((await sender.get(`/v1/ingest/status/${job_id}`)).statusCode).to.equal(200);
    });

  it('does not count a repeat as an occurrence', async () => {
    const { issue_id } = expectAccepted(await sender.post(EVENTS, { external_id: 'a' }, KEYED));
    for (let i = 0; i < 3; i++) await sender.post(EVENTS, { external_id: 'a' }, KEYED);
    expect((await sender.issue(issue_id)).occurrenceCount).to.equal(1);
  });

  it('lets a repeat request more detail than the first request', async () => {
    await sender.post(EVENTS, EVENT, KEYED);
    const { records } = expectAccepted(await sender.post(EVENTS, EVENT, { ...KEYED, ...REPRESENTATION }));
    expect(records).to.have.lengthOf(1);
  });

  it('refuses a body that differs in one byte with 422', async () => {
    await sender.post(EVENTS, '{"title":"Disk full"}', KEYED);
    for (const body of ['{"title":"Disk full" }', '{"title":"Disk fulL"}', '\ufeff{"title":"Disk full"}'])
      expectError(await sender.post(EVENTS, body, KEYED), 422, 'idempotency_key_reuse');
    expectAccepted(await sender.post(EVENTS, '{"title":"Disk full"}', KEYED));
  });

  it('is scoped to the path, so that another route accepts the same key', async () => {
    const body = { external_id: 'ENG-1', title: 'A' };
    const jobs = new Set<string>();
    for (const path of [EVENTS, '/v1/ingest/jira/issues', '/v1/ingest/linear/issues']) {
      const response = await sender.post(path, body, KEYED);
      expect(response.headers).not.to.have.property('idempotency-replayed');
      jobs.add(expectAccepted(response).job_id);
    }
    expect(jobs.size).to.equal(3);
  });

  it('does not depend on the query', async () => {
    const { job_id } = expectAccepted(await sender.post(`${EVENTS}?a=1`, EVENT, KEYED));
    expect(expectAccepted(await sender.post(`${EVENTS}?a=2`, EVENT, KEYED)).job_id).to.equal(job_id);
  });

  it('is compared byte for byte', async () => {
    const jobs = new Set<string>();
    for (const key of ['a', 'A', 'a.', 'a/b', '"a"', '\u00e9', 'e'])
      jobs.add(expectAccepted(await sender.post(EVENTS, EVENT, { 'idempotency-key': key })).job_id);
    expect(jobs.size).to.equal(7);
  });

  it('must have 1 to 255 characters', async () => {
    for (const key of ['x', 'x'.repeat(255)])
      expectAccepted(await sender.post(EVENTS, EVENT, { 'idempotency-key': key }));
    for (const key of ['', 'x'.repeat(256), 'x'.repeat(4000)])
      expectError(await sender.post(EVENTS, EVENT, { 'idempotency-key': key }), 400, 'validation_error');
  });

  it('is not used up by a refused request', async () => {
    expectError(await sender.post(EVENTS, {}, KEYED), 400, 'validation_error');
    expectError(await sender.post(EVENTS, '{', KEYED), 400, 'validation_error');
    expectError(
      await sender.post(EVENTS, EVENT, { ...KEYED, 'content-type': 'text/plain' }),
      415,
      'unsupported_media_type',
    );
    expectError(await sender.post('/v1/ingest/jira/issues', { title: 'A' }, KEYED), 400, 'validation_error');
    const response = await sender.post(EVENTS, EVENT, KEYED);
    expectAccepted(response);
    expect(response.headers).not.to.have.property('idempotency-replayed');
  });

  it('is remembered for 24 hours', async () => {
    const { job_id } = expectAccepted(await sender.post(EVENTS, EVENT, KEYED));
    test.clock.advance(24 * HOUR_MS - 1);
    expect(expectAccepted(await sender.post(EVENTS, EVENT, KEYED)).job_id).to.equal(job_id);
    test.clock.advance(1);
    const anew = await sender.post(EVENTS, { title: 'Another body' }, KEYED);
    expect(expectAccepted(anew).job_id).not.to.equal(job_id);
    expect(anew.headers).not.to.have.property('idempotency-replayed');
  });

  it('stores one of many simultaneous requests with the same key', async () => {
    const answers = await Promise.all(
      Array.from({ length: 30 }, () => sender.post(EVENTS, { external_id: 'once' }, KEYED)),
    );
    const jobs = new Set<string>();
    let issueId = '';
    for (const answer of answers) {
      if (answer.statusCode === 409) {
        expectError(answer, 409, 'conflict');
        expect(answer.headers['retry-after']).to.match(/^[1-9]\d*$/);
      } else {
        const { job_id, issue_id } = expectAccepted(answer);
        jobs.add(job_id);
        issueId = issue_id;
      }
    }
    expect(jobs.size).to.equal(1);
    expect((await sender.issue(issueId)).occurrenceCount).to.equal(1);
    const [job_id] = jobs;
    expect(expectAccepted(await sender.post(EVENTS, { external_id: 'once' }, KEYED)).job_id).to.equal(job_id);
  });

  it('refuses another body while the first request is still running', async () => {
    const bodies = Array.from({ length: 10 }, (_, i) => ({ title: `Disk ${i} full` }));
    const answers = await Promise.all(bodies.map((body) => sender.post(EVENTS, body, KEYED)));
    const statuses = answers.map(({ statusCode }) => statusCode);
    expect(statuses.filter((status) => status === 202)).to.have.lengthOf(1);
    expect(statuses.filter((status) => status === 422)).to.have.lengthOf(9);
  });

  it('stores one of two requests that two replicas receive at the same time', async () => {
    const { databaseUrl, clock } = test;
    const replica = await startTestApp({ config: { ...UNLIMITED, databaseUrl }, clock });
    try {
      for (let round = 0; round < 10; round++) {
        const headers = { ...sender.authorization, 'idempotency-key': `shared-${round}` };
        const body = { external_id: `shared-${round}` };
        const answers = await Promise.all([
          test.post(EVENTS, body, headers),
          replica.post(EVENTS, body, headers),
        ]);
        const [first, second] = answers.map(expectAccepted);
        expect(first?.job_id).to.equal(second?.job_id);
        expect((await sender.issue(first?.issue_id ?? '')).occurrenceCount).to.equal(1);
      }
    } finally {
      await replica.close();
    }
  });
});
