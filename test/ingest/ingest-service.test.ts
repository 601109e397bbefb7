import { expect } from 'chai';
import { LIMITS } from '../../src/domain/limits.js';
import type { Fault } from '../../src/domain/record.js';
import type { IngestRequest } from '../../src/ingest/ingest-request.js';
import type { Submission } from '../../src/ingest/ingest-service.js';
import { insertConnector } from '../support/connectors.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { decisionsOf, ingestOn, type TestIngest } from '../support/ingest.js';
import { rowsOf } from '../support/rows.js';

const VALID = { external_id: 'JIRA-1', source: 'jira', title: 'Cart service leaks memory' };

describe('IngestService.submit', () => {
  let test: TestDatabase;
  let gateway: TestIngest;

  beforeEach(async () => {
    test = await openTestDatabase();
    gateway = ingestOn(test);
  });
  afterEach(() => test.close());

  const request = (fields: Partial<IngestRequest> = {}): IngestRequest => ({
    workspaceId: 1,
    kind: 'batch',
    naming: 'rest',
    records: [VALID],
    ...fields,
  });
  const submit = (fields: Partial<IngestRequest> = {}): Promise<Submission> =>
    gateway.service.submit(request(fields));

  async function counts(): Promise<{ issues: number; jobs: number }> {
    const count = async (table: string): Promise<number> =>
      Number((await rowsOf(test.database, `SELECT COUNT(*) AS n FROM ${table}`, []))[0]?.n);
    return { issues: await count('issue'), jobs: await count('ingest_job') };
  }

  function jobOf(submission: Submission) {
    if ('rejection' in submission) throw new Error(JSON.stringify(submission.rejection));
    return submission.job;
  }

  function faultsOf(submission: Submission): readonly Fault[] {
    if (!('rejection' in submission)) throw new Error('the submission was accepted');
    return submission.rejection.faults;
  }

  describe('with a single event', () => {
    it('stores the issue of an event and a job that is readable immediately and succeeds later', async () => {
      const job = jobOf(await submit({ kind: 'event', records: [{ title: 'Deployment failed' }] }));
      expect(job).to.include({ kind: 'event', status: 'pending', total: 1, accepted: 1, rejectedCount: 0 });
      expect(await gateway.jobs.findJob(1, job.id)).to.include({
        id: job.id,
        status: 'pending',
        progress: 0,
      });
      const [record] = job.records;
      expect(record).to.include({ index: 0, outcome: 'created' });
      expect(await gateway.issues.findIssue(1, record?.issueId ?? '')).to.include({
        title: 'Deployment failed',
        source: 'custom_api',
        severity: 'p3',
      });
      await gateway.runner.runUntilEmpty();
      expect(await gateway.jobs.findJob(1, job.id)).to.include({ status: 'succeeded', progress: 1 });
    });

    it('stores nothing for an invalid event and reports all its faults', async () => {
      const submission = await submit({ kind: 'event', records: [{ severity: 'p9', team: 1, title: 'x' }] });
      expect(faultsOf(submission).map(({ field }) => field)).to.deep.equal(['severity', 'team']);
      expect(await counts()).to.deep.equal({ issues: 0, jobs: 0 });
    });
  });

  describe('with a push of one source', () => {
    it('maps severities of the source and rejects external ids in another form', async () => {
      const push = (records: unknown[]) => submit({ kind: 'source', sourcePath: 'jira', records });
      const { records } = jobOf(await push([{ external_id: 'OPS-7', title: 'x', severity: 'Highest' }]));
      expect(await gateway.issues.findIssue(1, records[0]?.issueId ?? '')).to.include({
        source: 'jira',
        severity: 'p1',
      });
      const refused = faultsOf(await push([{ external_id: 'not a key', title: 'x' }]));
      expect(refused).to.have.length(1).and.have.nested.property('[0].reason', 'invalid_format');
    });

    it('accepts any external id for an unchecked source', async () => {
      const lenient = ingestOn(test, { uncheckedSources: ['jira'] });
      const records = [{ external_id: 'not a key', title: 'x' }];
      jobOf(await lenient.service.submit(request({ kind: 'source', sourcePath: 'jira', records })));
    });
  });

  describe('with a batch', () => {
    it('validates each record of a batch independently and keeps their order', async () => {
      const records = [
        VALID,
        { ...VALID, title: '' },
        'not an object',
        { ...VALID, external_id: 'JIRA-2' },
        VALID,
      ];
      const job = jobOf(await submit({ records }));
      expect(job).to.include({ total: 5, accepted: 3, rejectedCount: 2 });
      expect(job.rejected.map(({ index }) => index)).to.deep.equal([1, 2]);
      expect(job.records.map(({ outcome }) => outcome)).to.deep.equal([
        ...['created', 'rejected', 'rejected', 'created', 'unchanged'],
      ]);
      expect(job.records[4]?.issueId).to.equal(job.records[0]?.issueId);
      expect(job.records[1]?.issueId).to.equal(null);
      await gateway.runner.runUntilEmpty();
      const settled = await gateway.jobs.findJob(1, job.id);
      expect(settled).to.include({ status: 'partial', accepted: 3, rejectedCount: 2 });
      expect(settled?.records).to.deep.equal(job.records);
      expect(settled?.rejected).to.deep.equal(job.rejected);
    });

    it('stores a job that fails when all records of a batch are rejected', async () => {
      const job = jobOf(await submit({ records: [{}, null, 7] }));
      expect(job).to.include({ total: 3, accepted: 0, rejectedCount: 3 });
      expect(await counts()).to.deep.equal({ issues: 0, jobs: 1 });
      await gateway.runner.runUntilEmpty();
      expect(await gateway.jobs.findJob(1, job.id)).to.include({ status: 'failed', progress: 1 });
    });

    it('counts the records of a batch by outcome and source', async () => {
      await submit({ records: [VALID, VALID, {}, { ...VALID, source: 'linear' }] });
      expect(decisionsOf(gateway)).to.deep.equal({
        'created jira': 1,
        'unchanged jira': 1,
        'created linear': 1,
        'rejected unknown': 1,
      });
    });
  });

  describe('with connector ids', () => {
    it('rejects only the records that name a connector outside the workspace', async () => {
      const own = await insertConnector(test, 1);
      const foreign = await insertConnector(test, 2);
      const ids = [own, foreign, 'con_none', own];
      const records = ids.map((connector_id, i) => ({ ...VALID, external_id: `JIRA-${i}`, connector_id }));
      const job = jobOf(await submit({ records }));
      expect(job.rejected.map(({ index, faults }) => [index, faults[0]?.reason])).to.deep.equal([
        [1, 'unknown_connector'],
        [2, 'unknown_connector'],
      ]);
      const issue = await gateway.issues.findIssue(1, job.records[0]?.issueId ?? '');
      expect(issue?.connectorId).to.equal(own);
    });
  });

  describe('with requests of several workspaces at once', () => {
    it('separates issues and jobs of workspaces that are written in one transaction', async () => {
      const submissions = await Promise.all(
        Array.from({ length: 60 }, (_, i) => submit({ workspaceId: 1 + (i % 3), kind: 'event' })),
      );
      const issueIds = submissions.map((submission) => jobOf(submission).records[0]?.issueId);
      expect(new Set(issueIds).size).to.equal(3);
      expect(new Set(submissions.map((submission) => jobOf(submission).id)).size).to.equal(60);
      for (const [i, submission] of submissions.entries()) {
        const { id, workspaceId } = jobOf(submission);
        expect(workspaceId).to.equal(1 + (i % 3));
        expect(await gateway.jobs.findJob(workspaceId, id)).not.to.equal(null);
        expect(await gateway.jobs.findJob(1 + ((i + 1) % 3), id)).to.equal(null);
        expect(await gateway.issues.findIssue(workspaceId, issueIds[i] ?? '')).to.include({
          occurrenceCount: 20,
        });
      }
    });
  });

  describe('with a full queue', () => {
    it('rejects requests with unavailable while the queue is full and accepts them later', async () => {
      const batch = (i: number) =>
        Array.from({ length: LIMITS.batchRecords }, (_, j) => ({ ...VALID, external_id: `JIRA-${i}-${j}` }));
      const fitting = LIMITS.queuedRecords / LIMITS.batchRecords;
      const results = await Promise.allSettled(
        Array.from({ length: fitting + 2 }, (_, i) => submit({ records: batch(i) })),
      );
      const refused = results.filter((result) => result.status === 'rejected');
      expect(refused).to.have.length(2);
      for (const { reason } of refused) {
        expect(reason).to.include({ code: 'unavailable' });
        expect(reason.retryAfterSeconds).to.be.a('number').above(0);
      }
      expect(await counts()).to.deep.equal({ issues: LIMITS.queuedRecords, jobs: fitting });
      jobOf(await submit({ records: batch(fitting) }));
    });
  });
});
