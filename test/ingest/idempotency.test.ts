import { expect } from 'chai';
import { LIMITS } from '../../src/domain/limits.js';
import type { IngestRequest } from '../../src/ingest/ingest-request.js';
import type { Submission } from '../../src/ingest/ingest-service.js';
import { Retention } from '../../src/ingest/retention.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { ingestOn, type TestIngest } from '../support/ingest.js';
import { recordLogs } from '../support/logs.js';
import { rowsOf } from '../support/rows.js';

const SCOPE = 'POST /v1/ingest/events';
const VALID = { external_id: 'JIRA-1', source: 'jira', title: 'Cart service leaks memory' };
const DAY_MS = LIMITS.idempotencyHours * 3_600_000;

describe('IngestService.submit with an Idempotency-Key', () => {
  let test: TestDatabase;
  let gateway: TestIngest;

  beforeEach(async () => {
    test = await openTestDatabase();
    gateway = ingestOn(test);
  });
  afterEach(() => test.close());

  interface Sent {
    readonly key?: string;
    readonly scope?: string;
    readonly workspaceId?: number;
    readonly record?: unknown;
    readonly kind?: IngestRequest['kind'];
  }

  /** Sends a record as the body of a request, to the gateway or to another replica. */
  function send(sent: Sent = {}, { service } = gateway): Promise<Submission> {
    const { key = 'key', scope = SCOPE, workspaceId = 1, record = VALID, kind = 'event' } = sent;
    const body = Buffer.from(JSON.stringify(record));
    const idempotency = { key, scope, body };
    return service.submit({ workspaceId, kind, naming: 'rest', records: [record], idempotency });
  }

  const jobIdOf = (submission: Submission): string =>
    'job' in submission ? submission.job.id : JSON.stringify(submission.rejection);
  const isReplay = (submission: Submission): boolean => 'job' in submission && submission.replayed;
  const failure = (sending: Promise<unknown>): Promise<{ code?: string; retryAfterSeconds?: number }> =>
    sending.then(
      () => ({}),
      (error: { code?: string }) => error,
    );
  const occurrences = async (): Promise<number | undefined> =>
    (await gateway.issues.findByKey(1, 'jira', VALID.external_id))?.occurrenceCount;

  it('returns the first job for repeated requests and stores nothing again', async () => {
    const first = await send();
    const repeats = [await send(), await send()];
    expect(isReplay(first)).to.equal(false);
    for (const repeat of repeats) {
      expect(jobIdOf(repeat)).to.equal(jobIdOf(first));
      expect(isReplay(repeat)).to.equal(true);
    }
    expect(await occurrences()).to.equal(1);
  });

  it('returns the original records for a repeated request even if the issue has changed', async () => {
    const first = await send();
    await send({ key: 'other', record: { ...VALID, title: 'changed' } });
    const repeat = await send();
    expect('job' in first && 'job' in repeat && repeat.job.records).to.deep.equal(
      'job' in first && first.job.records,
    );
  });

  it('rejects a key that is reused with another body', async () => {
    await send();
    const error = await failure(send({ record: { ...VALID, title: 'other' } }));
    expect(error.code).to.equal('idempotency_key_reuse');
    expect(await occurrences()).to.equal(1);
  });

  it('scopes a key to workspace, method and path and compares keys byte for byte', async () => {
    const sent: Sent[] = [
      {},
      { workspaceId: 2 },
      { scope: 'POST /v1/ingest/batch' },
      { key: 'KEY' },
      { key: 'key ' },
    ];
    const submissions = [];
    for (const one of sent) submissions.push(await send(one));
    expect(submissions.map(isReplay)).to.deep.equal(sent.map(() => false));
    expect(new Set(submissions.map(jobIdOf)).size).to.equal(sent.length);
  });

  it('rejects a repeated request with conflict and a retry time while the first one runs', async () => {
    const first = send();
    const [same, other] = await Promise.all([
      failure(send()),
      failure(send({ record: { ...VALID, title: 'other' } })),
    ]);
    expect(same).to.include({ code: 'conflict', retryAfterSeconds: 1 });
    expect(other.code).to.equal('idempotency_key_reuse');
    const { job } = (await first) as { job: { id: string } };
    expect(jobIdOf(await send())).to.equal(job.id);
  });

  it('stores one job when several replicas receive a request at the same time', async () => {
    const replicas = [gateway, ingestOn(test), ingestOn(test), ingestOn(test)];
    const submissions = await Promise.all(replicas.map((replica) => send({}, replica)));
    expect(new Set(submissions.map(jobIdOf)).size).to.equal(1);
    expect(submissions.filter((submission) => !isReplay(submission))).to.have.length(1);
    expect(await occurrences()).to.equal(1);
  });

  it('accepts exactly one of two bodies that replicas receive at the same time', async () => {
    const other = ingestOn(test);
    const results = await Promise.allSettled([send(), send({ record: { ...VALID, title: 'other' } }, other)]);
    expect(results.filter(({ status }) => status === 'fulfilled')).to.have.length(1);
    for (const result of results)
      if (result.status === 'rejected') expect(result.reason).to.include({ code: 'idempotency_key_reuse' });
    expect(await occurrences()).to.equal(1);
  });

  it('stores the other requests of a group that contains a duplicate key', async () => {
    const others = Array.from({ length: 8 }, (_, i) => ({
      key: `key ${i}`,
      record: { ...VALID, external_id: `JIRA-1${i}` },
    }));
    const [elsewhere, here, ...rest] = await Promise.all([
      send({}, ingestOn(test)),
      send(),
      ...others.map((other) => send(other)),
    ]);
    expect(jobIdOf(here as Submission)).to.equal(jobIdOf(elsewhere as Submission));
    expect(rest.map(isReplay)).to.deep.equal(others.map(() => false));
    expect(await occurrences()).to.equal(1);
  });

  it('accepts an expired key in a group with new keys', async () => {
    const keys = ['a', 'b', 'c', 'd', 'e'];
    const push = (key: string): Promise<Submission> =>
      send({ key, record: { ...VALID, external_id: `JIRA-${key}` } });
    const [first] = await Promise.all(['a', 'b'].map(push));
    test.clock.advance(DAY_MS);
    const again = await Promise.all(keys.map(push));
    expect(again.map(isReplay)).to.deep.equal(keys.map(() => false));
    expect(jobIdOf(again[0] as Submission)).not.to.equal(jobIdOf(first as Submission));
    const repeated = await Promise.all(keys.map(push));
    expect(repeated.map(jobIdOf)).to.deep.equal(again.map(jobIdOf));
  });

  it('returns the first job for 24 hours and accepts the key again afterwards', async () => {
    const first = await send();
    test.clock.advance(DAY_MS - 1);
    expect(jobIdOf(await send())).to.equal(jobIdOf(first));
    test.clock.advance(1);
    const again = await send();
    expect(isReplay(again)).to.equal(false);
    expect(await occurrences()).to.equal(2);
    expect(jobIdOf(await send())).to.equal(jobIdOf(again));
  });

  it('accepts another body for the key of an invalid request', async () => {
    const invalid = await send({ record: { severity: 'p9' } });
    expect(invalid).to.have.property('rejection');
    const valid = await send();
    expect(isReplay(valid)).to.equal(false);
    expect(await occurrences()).to.equal(1);
  });

  it('accepts the key again after its request could not be stored', async () => {
    await test.database.write((tx) => tx.execute('ALTER TABLE ingest_job RENAME TO renamed', []));
    expect(await failure(send())).to.be.instanceOf(Error);
    await test.database.write((tx) => tx.execute('ALTER TABLE renamed RENAME TO ingest_job', []));
    const again = await send();
    expect(isReplay(again)).to.equal(false);
    expect(await occurrences()).to.equal(1);
  });

  it('deletes a key by retention when it has expired, not before', async () => {
    await send();
    const rows = () => rowsOf(test.database, 'SELECT key_digest FROM idempotency_record', []);
    const days = { jobs: 30, deliveries: 7 };
    const retention = new Retention(test.database, test.clock, days, recordLogs().logger);
    test.clock.advance(DAY_MS - 1);
    await retention.prune();
    expect(await rows()).to.have.length(1);
    test.clock.advance(1);
    await retention.prune();
    expect(await rows()).to.have.length(0);
  });
});
