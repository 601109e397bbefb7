import type { Worker } from 'node:worker_threads';
import BetterSqlite3 from 'better-sqlite3';
import { expect } from 'chai';
import { DuplicateKeyError, isDuplicateKey } from '../../src/db/database-error.js';
import type { IngestJob } from '../../src/domain/entities/ingest-job.js';
import { AppError } from '../../src/domain/errors.js';
import { LIMITS } from '../../src/domain/limits.js';
import { errorFrom, sentError } from '../../src/ingest/batch-thread-messages.js';
import type { IngestRequest } from '../../src/ingest/ingest-request.js';
import type { Submission } from '../../src/ingest/ingest-service.js';
import { openDatabase, openEmbeddedTestDatabase, type TestDatabase } from '../support/database.js';
import { ingestOn, type TestIngest } from '../support/ingest.js';
import { rowsOf } from '../support/rows.js';

/** Records that make a body large enough for the thread. */
const LARGE = 40;
const TEXT = 'x'.repeat(Math.ceil(LIMITS.threadedBytes / LARGE));

describe('BatchThread', () => {
  let test: TestDatabase;
  let gateway: TestIngest;

  beforeEach(async () => {
    test = await openEmbeddedTestDatabase();
    gateway = ingestOn(test);
  });
  afterEach(async () => {
    await gateway.close();
    await test.close();
  });

  const batch = (count: number, title: string): IngestRequest => {
    const body = count === LARGE ? TEXT : 'short';
    const records = Array.from({ length: count }, (_, i) => ({
      external_id: `K-${i}`,
      source: 'jira',
      title,
      body,
    }));
    return {
      workspaceId: 1,
      kind: 'batch',
      naming: 'rest',
      records: Buffer.from(JSON.stringify({ records })),
    };
  };
  const send = (count: number, title: string): Promise<Submission> =>
    gateway.service.submit(batch(count, title));

  function jobOf(submission: Submission | undefined): IngestJob {
    if (submission === undefined || 'rejection' in submission) throw new Error('it was not taken');
    return submission.job;
  }

  async function outcomesOf(sent: Promise<Submission>): Promise<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const { outcome } of jobOf(await sent).records) counts[outcome] = (counts[outcome] ?? 0) + 1;
    return counts;
  }

  it('updates issues that small requests created, and vice versa', async () => {
    expect(await outcomesOf(send(3, 'first'))).to.deep.equal({ created: 3 });
    expect(await outcomesOf(send(LARGE, 'second'))).to.deep.equal({ updated: 3, created: LARGE - 3 });
    expect(await outcomesOf(send(5, 'third'))).to.deep.equal({ updated: 5 });
    expect(await outcomesOf(send(LARGE, 'third'))).to.deep.equal({ updated: LARGE });
    expect((await gateway.issues.findByKey(1, 'jira', 'K-4'))?.title).to.equal('third');
  });

  it('creates one issue per key when small requests arrive at the same time', async () => {
    const sent = Array.from({ length: 12 }, (_, i) => send(i % 2 === 0 ? LARGE : 2, `title ${i}`));
    const counts = await Promise.all(sent.map((one) => outcomesOf(one)));
    expect(counts.reduce((sum, { created = 0 }) => sum + created, 0)).to.equal(LARGE);
    const rows = await rowsOf(test.database, 'SELECT occurrence_count AS seen FROM issue');
    expect(rows).to.have.length(LARGE);
    expect(rows.reduce((sum, { seen }) => sum + Number(seen), 0)).to.equal(6 * LARGE + 6 * 2);
  });

  it('stores a batch once when two processes receive the same Idempotency-Key at once', async () => {
    const second = await openDatabase(test.url);
    const other = ingestOn({ database: second, clock: test.clock });
    try {
      const idempotency = { key: 'k', scope: 'POST /', body: Buffer.from('the same') };
      const sent = [gateway, other].map(({ service }) =>
        service.submit({ ...batch(LARGE, 'once'), idempotency }),
      );
      const [first, second] = await Promise.all(sent);
      expect(jobOf(first).id).to.equal(jobOf(second).id);
      const [row] = await rowsOf(test.database, 'SELECT COUNT(*) AS n FROM ingest_job');
      expect(Number(row?.n)).to.equal(1);
    } finally {
      await other.close();
      await second.close();
    }
  });

  it('rejects only the invalid records of a batch, including those with unknown connectors', async () => {
    const records = Array.from({ length: LARGE }, (_, i) => ({
      ...{ external_id: `K-${i}`, source: 'jira', title: 'a title', body: TEXT },
      ...(i === 1 ? { title: '' } : {}),
      ...(i === 2 ? { connector_id: `con_${'0'.repeat(26)}` } : {}),
    }));
    const request = { ...batch(1, ''), records: Buffer.from(JSON.stringify({ records })) };
    const job = jobOf(await gateway.service.submit(request));
    expect(job).to.include({ total: LARGE, accepted: LARGE - 2, rejectedCount: 2 });
    const reasons = job.rejected.map(({ index, faults }) => [index, faults[0]?.reason]);
    expect(reasons).to.deep.equal([
      [1, 'missing_field'],
      [2, 'unknown_connector'],
    ]);
  });

  it('rejects a body that is not a batch', async () => {
    for (const text of ['{"records": {}}', '[1', `{"records": [${'1,'.repeat(500)}1]}`]) {
      const records = Buffer.from(text.padEnd(LIMITS.threadedBytes + 1));
      const error: unknown = await gateway.service
        .submit({ ...batch(1, ''), records })
        .catch((thrown: unknown) => thrown);
      expect(error).to.be.instanceOf(AppError).and.have.property('code', 'validation_error');
    }
    expect(await outcomesOf(send(LARGE, 'next'))).to.deep.equal({ created: LARGE });
  });

  it('does not block reads while another process writes to the same file', async () => {
    const other = new BetterSqlite3(test.url.slice('sqlite:'.length));
    try {
      await send(LARGE, 'first');
      other.exec('BEGIN IMMEDIATE');
      let stored = false;
      const sent = send(LARGE, 'second').then(() => {
        stored = true;
      });
      for (let i = 0; i < 20; i++)
        expect((await gateway.issues.findByKey(1, 'jira', 'K-1'))?.title).to.equal('first');
      expect(stored).to.equal(false);
      other.exec('COMMIT');
      await sent;
      expect((await gateway.issues.findByKey(1, 'jira', 'K-1'))?.title).to.equal('second');
    } finally {
      other.close();
    }
  });

  it('rejects a batch with unavailable when the thread dies and starts another thread for the next one', async () => {
    const started = new Promise<Worker>((resolve) => process.once('worker', resolve));
    await send(LARGE, 'first');
    const sent = send(LARGE, 'second').catch((thrown: unknown) => thrown);
    await (await started).terminate();
    const outcome = await sent;
    if (outcome instanceof Error) expect(outcome).to.have.property('code', 'unavailable');
    expect(Object.keys(await outcomesOf(send(LARGE, 'third')))).to.deep.equal(['updated']);
  });

  it('rethrows an error of the thread with its class, cause and stack', () => {
    const cause = Object.assign(new Error('connect ECONNREFUSED'), {
      code: 'ECONNREFUSED',
      errno: -111,
      fatal: true,
    });
    const unavailable = new AppError('unavailable', 'The database is unavailable.', {
      retryAfterSeconds: 2,
      details: { a: 1 },
      cause,
    });
    for (const error of [unavailable, new DuplicateKeyError('issue'), new TypeError('a bug')]) {
      const arrived = errorFrom(structuredClone(sentError(error)));
      expect(arrived).to.include({ name: error.name, message: error.message, stack: error.stack });
      expect(arrived instanceof AppError).to.equal(error instanceof AppError);
      expect(isDuplicateKey(arrived)).to.equal(isDuplicateKey(error));
    }
    const arrived = errorFrom(structuredClone(sentError(unavailable)));
    expect(arrived).to.deep.include({ code: 'unavailable', retryAfterSeconds: 2, details: { a: 1 } });
    expect(arrived.cause).to.include({ message: 'connect ECONNREFUSED', code: 'ECONNREFUSED' });
  });
});
