import BetterSqlite3 from 'better-sqlite3';
import { expect } from 'chai';
import fc from 'fast-check';
import { DuplicateKeyError, isDuplicateKey } from '../../src/db/database-error.js';
import { AppError } from '../../src/domain/errors.js';
import type { JobView } from '../../src/domain/job.js';
import { LIMITS } from '../../src/domain/limits.js';
import type { NormalRecord } from '../../src/domain/record.js';
import type { IngestRequest, Submission } from '../../src/ingest/ingest-service.js';
import { errorOf, packError, packRequests, unpackRequests } from '../../src/ingest/ingest-thread-messages.js';
import { acceptedRecord, type JudgedRequest } from '../../src/ingest/ingest-writer.js';
import {
  openDatabase,
  openEmbeddedTestDatabase,
  openTestDatabase,
  type TestDatabase,
} from '../support/database.js';
import { ingestOn, type TestIngest } from '../support/ingest.js';

/** More than the serving thread writes itself. */
const LARGE = LIMITS.groupableRecords + 8;

describe('large batches, which a thread of their own writes', () => {
  let test: TestDatabase;
  let gateway: TestIngest;

  beforeEach(async () => {
    test = await openTestDatabase();
    gateway = ingestOn(test);
  });
  afterEach(() => test.close());

  const batch = (count: number, title: string): IngestRequest => ({
    workspaceId: 1,
    kind: 'batch',
    naming: 'rest',
    records: Array.from({ length: count }, (_, i) => ({ external_id: `K-${i}`, source: 'jira', title })),
  });
  const send = (count: number, title: string): Promise<Submission> =>
    gateway.service.submit(batch(count, title));

  function jobOf(submission: Submission | undefined): JobView {
    if (submission === undefined || 'rejection' in submission) throw new Error('it was not taken');
    return submission.job;
  }

  async function outcomesOf(sent: Promise<Submission>): Promise<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const { outcome } of jobOf(await sent).records) counts[outcome] = (counts[outcome] ?? 0) + 1;
    return counts;
  }

  it('meet the issues of small requests, and those theirs', async () => {
    expect(await outcomesOf(send(3, 'first'))).to.deep.equal({ created: 3 });
    expect(await outcomesOf(send(LARGE, 'second'))).to.deep.equal({ updated: 3, created: LARGE - 3 });
    expect(await outcomesOf(send(5, 'second'))).to.deep.equal({ unchanged: 5 });
    expect(await outcomesOf(send(LARGE, 'third'))).to.deep.equal({ updated: LARGE });
    expect((await gateway.issues.findByKey(1, 'jira', 'K-4'))?.title).to.equal('third');
  });

  it('and small requests at the same time make one issue of each key', async () => {
    const sent = Array.from({ length: 12 }, (_, i) => send(i % 2 === 0 ? LARGE : 2, `title ${i}`));
    const counts = await Promise.all(sent.map((one) => outcomesOf(one)));
    expect(counts.reduce((sum, { created = 0 }) => sum + created, 0)).to.equal(LARGE);
    const rows = await test.database.query('SELECT occurrence_count AS seen FROM issue', []);
    expect(rows).to.have.length(LARGE);
    expect(rows.reduce((sum, { seen }) => sum + Number(seen), 0)).to.equal(6 * LARGE + 6 * 2);
  });

  it('with one Idempotency-Key, sent to two processes at once, are stored once', async () => {
    const door = await openDatabase(test.url);
    try {
      const other = ingestOn({ database: door, clock: test.clock });
      const idempotency = { key: 'k', scope: 'POST /', body: Buffer.from('the same') };
      const sent = [gateway, other].map(({ service }) =>
        service.submit({ ...batch(LARGE, 'once'), idempotency }),
      );
      const [first, second] = await Promise.all(sent);
      expect(jobOf(first).id).to.equal(jobOf(second).id);
      const [row] = await test.database.query('SELECT COUNT(*) AS n FROM ingest_job', []);
      expect(Number(row?.n)).to.equal(1);
    } finally {
      await door.close();
    }
  });

  it('keep nothing waiting that only reads, while another process writes to the same file', async () => {
    const file = await openEmbeddedTestDatabase();
    const other = new BetterSqlite3(file.url.slice('sqlite:'.length));
    try {
      const { service, issues } = ingestOn(file);
      await service.submit(batch(LARGE, 'first'));
      other.exec('BEGIN IMMEDIATE');
      let stored = false;
      const sent = service.submit(batch(LARGE, 'second')).then(() => {
        stored = true;
      });
      for (let i = 0; i < 20; i++)
        expect((await issues.findByKey(1, 'jira', 'K-1'))?.title).to.equal('first');
      expect(stored).to.equal(false);
      other.exec('COMMIT');
      await sent;
      expect((await issues.findByKey(1, 'jira', 'K-1'))?.title).to.equal('second');
    } finally {
      other.close();
      await file.close();
    }
  });

  it('are answered with unavailable when their thread dies, and the next one gets another thread', async () => {
    await send(LARGE, 'first');
    gateway.breakThread();
    const error: unknown = await send(LARGE, 'second').catch((thrown: unknown) => thrown);
    expect(error).to.have.property('code', 'unavailable');
    expect(await outcomesOf(send(LARGE, 'third'))).to.deep.equal({ updated: LARGE });
  });

  it('are told what went wrong there as it was', () => {
    const cause = Object.assign(new Error('connect ECONNREFUSED'), {
      code: 'ECONNREFUSED',
      errno: -111,
      fatal: true,
    });
    const unavailable = new AppError('unavailable', 'away', {
      retryAfterSeconds: 2,
      details: { a: 1 },
      cause,
    });
    for (const error of [unavailable, new DuplicateKeyError('issue'), new TypeError('a bug')]) {
      const arrived = errorOf(structuredClone(packError(error)));
      expect(arrived).to.include({ name: error.name, message: error.message, stack: error.stack });
      expect(arrived instanceof AppError).to.equal(error instanceof AppError);
      expect(isDuplicateKey(arrived)).to.equal(isDuplicateKey(error));
    }
    const arrived = errorOf(structuredClone(packError(unavailable)));
    expect(arrived).to.deep.include({ code: 'unavailable', retryAfterSeconds: 2, details: { a: 1 } });
    expect(arrived.cause).to.include({ message: 'connect ECONNREFUSED', errno: -111 });
  });

  it('arrive there as they were judged', () => {
    const text = fc.string({ unit: 'binary', maxLength: 20 });
    const optional = fc.option(fc.option(text, { nil: null }), { nil: undefined });
    const instant = fc.option(fc.option(fc.integer(), { nil: null }), { nil: undefined });
    const record: fc.Arbitrary<NormalRecord> = fc
      .record({
        source: fc.constantFrom('jira' as const, 'custom_api' as const),
        sourceRaw: optional,
        externalId: fc.option(text, { nil: null }),
        title: fc.option(text, { nil: undefined }),
        body: optional,
        severity: fc.constantFrom('p1' as const, null, undefined),
        team: optional,
        externalUrl: optional,
        metadata: optional,
        sourceCreatedAt: instant,
        sourceUpdatedAt: instant,
        connectorId: optional,
      })
      .chain((fields) =>
        fc.constantFrom(fields, {
          ...fields,
          transition: { status: 'resolved' as const, evenIfStale: true, partial: false },
        }),
      );
    const digest = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes));
    const request: fc.Arbitrary<JudgedRequest> = fc
      .record({
        records: fc.array(record, { maxLength: 5 }),
        idempotency: fc.option(
          fc.record({ workspaceId: fc.constant(7), keyDigest: digest, bodyDigest: digest }),
          { nil: undefined },
        ),
        delivery: fc.option(
          fc.record({
            id: digest.map((bytes) => bytes.subarray(0, 16)),
            connectorId: digest,
            workspaceId: fc.constant(7),
            outcome: fc.constant('accepted' as const),
            reason: fc.constant(null),
            event: fc.option(text, { nil: null }),
            sourceDeliveryId: fc.option(text, { nil: null }),
            bodyBytes: fc.nat(),
            replayKey: fc.option(digest, { nil: null }),
            jobId: fc.constant(null),
            issueId: fc.constant(null),
            attempts: fc.constant(1),
            sealed: fc.option(digest, { nil: null }),
          }),
          { nil: undefined },
        ),
      })
      .map(({ records, idempotency, delivery }) => ({
        workspaceId: 7,
        kind: 'batch',
        total: records.length + 1,
        accepted: records.map((one, i) => acceptedRecord(i + 1, 7, one)),
        sent: undefined,
        rejections: [
          { index: 0, faults: [{ field: 'title', reason: 'missing_field', problem: 'is required' }] },
        ],
        idempotency,
        delivery,
      }));
    fc.assert(
      fc.property(fc.array(request, { maxLength: 3 }), (requests) => {
        const expected = requests.map((one) => ({ ...one, accepted: [...one.accepted] }));
        expect(unpackRequests(structuredClone(packRequests(requests).requests))).to.deep.equal(expected);
      }),
    );
  });
});
