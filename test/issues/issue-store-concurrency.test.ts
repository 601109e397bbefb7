import { expect } from 'chai';
import type { Database } from '../../src/db/database.js';
import { encodeId, ID_PREFIX, IdMinter } from '../../src/domain/ids.js';
import type { NormalRecord } from '../../src/domain/record.js';
import { IssueStore } from '../../src/issues/issue-store.js';
import { type IncomingRecord, IssueUpsert, type UpsertedRecord } from '../../src/issues/issue-upsert.js';
import { openDatabase, openTestDatabase, type TestDatabase, testsRunOnSqlite } from '../support/database.js';
import { incomingRecord } from '../support/factories.js';
import { rowsOf } from '../support/rows.js';

/** Replicas: SQLite belongs to one process, a server to several. */
const REPLICAS = testsRunOnSqlite ? 1 : 3;

describe('IssueUpsert with concurrent batches', () => {
  let test: TestDatabase;
  let more: Database[];
  let replicas: { readonly database: Database; readonly upsert: IssueUpsert }[];

  beforeEach(async () => {
    test = await openTestDatabase();
    more = await Promise.all(Array.from({ length: REPLICAS - 1 }, () => openDatabase(test.url)));
    replicas = [test.database, ...more].map((database) => ({
      database,
      upsert: new IssueUpsert(database, new IdMinter(test.clock)),
    }));
  });
  afterEach(async () => {
    await Promise.all(more.map((database) => database.close()));
    await test.close();
  });

  /** Pushes all batches at once, distributed over the replicas. */
  async function pushAtOnce(
    batches: readonly (readonly Partial<NormalRecord>[])[],
  ): Promise<(IncomingRecord & UpsertedRecord)[][]> {
    return Promise.all(
      batches.map(async (batch, i) => {
        const { database, upsert } = replicas[i % REPLICAS] as (typeof replicas)[number];
        const incoming = batch.map((fields) => incomingRecord(1, fields));
        const upserted = await database.write((tx) => upsert.run(tx, incoming, test.clock.now()));
        return upserted.map((record, n) => ({ ...(incoming[n] as IncomingRecord), ...record }));
      }),
    );
  }

  const store = (): IssueStore => new IssueStore(test.database);
  const countIssues = async (): Promise<number> =>
    Number((await rowsOf(test.database, 'SELECT COUNT(*) AS n FROM issue', []))[0]?.n);

  it('creates one issue with fifty occurrences from fifty records of one key', async () => {
    const written = (await pushAtOnce(Array.from({ length: 50 }, () => [{}]))).flat();
    expect(written.filter(({ outcome }) => outcome === 'created')).to.have.length(1);
    expect(written.filter(({ outcome }) => outcome === 'unchanged')).to.have.length(49);
    const ids = new Set(written.map(({ issueId }) => encodeId(ID_PREFIX.issue, issueId)));
    expect(ids.size).to.equal(1);
    expect(await store().findByKey(1, 'jira', 'JIRA-1')).to.include({ id: [...ids][0], occurrenceCount: 50 });
    expect(await countIssues()).to.equal(1);
  });

  it('counts fifty occurrences and keeps one of fifty titles pushed to one key', async () => {
    const titles = Array.from({ length: 50 }, (_, i) => `title ${i}`);
    const written = (await pushAtOnce(titles.map((title) => [{ title }]))).flat();
    expect(written.filter(({ outcome }) => outcome === 'updated')).to.have.length(49);
    const issue = await store().findByKey(1, 'jira', 'JIRA-1');
    expect(issue?.occurrenceCount).to.equal(50);
    expect(titles).to.include(issue?.title);
  });

  it('keeps the state with the latest source time, regardless of the write order', async () => {
    const pushes = Array.from({ length: 40 }, (_, i) => [{ title: `at ${i}`, sourceUpdatedAt: 1_000 + i }]);
    await pushAtOnce(pushes.map((_, i) => pushes[(i * 7) % 40] ?? []));
    expect(await store().findByKey(1, 'jira', 'JIRA-1')).to.include({ title: 'at 39', occurrenceCount: 40 });
  });

  it('creates each issue once when overlapping batches list keys in different orders', async () => {
    const key = (n: number): Partial<NormalRecord> => ({ externalId: `key ${n}` });
    await pushAtOnce([Array.from({ length: 20 }, (_, i) => key(i * 2))]);
    const batches = Array.from({ length: 24 }, (_, i) => {
      const keys = Array.from({ length: 30 }, (_, j) => key((i * 5 + j) % 40));
      return i % 2 === 0 ? keys : keys.reverse();
    });
    const written = (await pushAtOnce(batches)).flat();
    expect(written.filter(({ outcome }) => outcome === 'created')).to.have.length(20);
    expect(await countIssues()).to.equal(40);
    const ids = new Map<string, Set<string>>();
    for (const { record, issueId } of written) {
      const seen = ids.get(record.externalId ?? '') ?? new Set();
      ids.set(record.externalId ?? '', seen.add(encodeId(ID_PREFIX.issue, issueId)));
    }
    let occurrences = 0;
    for (const [externalId, seen] of ids) {
      const issue = await store().findByKey(1, 'jira', externalId);
      expect([...seen]).to.deep.equal([issue?.id]);
      occurrences += issue?.occurrenceCount ?? 0;
    }
    expect(occurrences).to.equal(24 * 30 + 20);
  });

  it('stores every record of large batches that repeat keys', async () => {
    const batch = Array.from({ length: 700 }, (_, i) => ({ externalId: `key ${i % 600}` }));
    const written = (await pushAtOnce([batch, [...batch].reverse(), batch])).flat();
    expect(written.filter(({ outcome }) => outcome === 'created')).to.have.length(600);
    const [row] = await rowsOf(
      test.database,
      'SELECT COUNT(*) AS n, SUM(occurrence_count) AS sum FROM issue',
      [],
    );
    expect([Number(row?.n), Number(row?.sum)]).to.deep.equal([600, 2_100]);
  });
});
