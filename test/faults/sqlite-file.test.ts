import { copyFileSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { expect } from 'chai';
import { sqliteFile } from '../../src/db/database-url.js';
import { expectAccepted, expectError } from '../rest/answers.js';
import { BATCH, EVENTS, UNLIMITED } from '../rest/sender.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { openEmbeddedTestDatabase, type TestDatabase } from '../support/database.js';
import { recordLogs } from '../support/logs.js';
import { until } from '../support/until.js';

const REASON = 'The database file was deleted or replaced.';

describe('a gateway whose SQLite file is deleted or replaced', () => {
  let database: TestDatabase;
  let test: TestApp;
  let file: string;
  let logged: readonly string[];
  beforeEach(async () => {
    database = await openEmbeddedTestDatabase();
    file = sqliteFile(database.url);
    const { logger, lines } = recordLogs();
    logged = lines;
    test = await startTestApp({ config: { ...UNLIMITED, databaseUrl: database.url }, logger });
    expectAccepted(await test.post(EVENTS, { source: 'jira', external_id: 'STORED-1', title: 'a' }));
  });
  afterEach(async () => {
    await test.close();
    await database.close();
  });

  async function readiness(): Promise<string> {
    const response = await test.get('/ready', { authorization: undefined });
    return [response.statusCode, response.json().reasons?.database ?? 'ok'].join(' ');
  }

  /** Large enough for the thread for batches. */
  const batch = {
    records: Array.from({ length: 100 }, (_, i) => ({
      external_id: `BATCH-${i}`,
      source: 'jira',
      title: 'x'.repeat(200),
    })),
  };

  async function expectRefusals(): Promise<void> {
    for (const [path, body] of [
      [EVENTS, { title: 'b' }],
      [BATCH, batch],
    ] as const) {
      const refused = await test.post(path, body);
      expectError(refused, 503, 'unavailable');
      expect(refused.headers['retry-after']).to.match(/^[1-9]\d*$/);
    }
    expect(await readiness()).to.equal(`503 ${REASON}`);
    const faults = logged.map((line) => JSON.parse(line)).filter(({ level }) => level === 'error');
    expect(faults.map(({ msg, reason }) => [msg, reason])).to.deep.equal([
      ['the database accepts no writes', REASON],
    ]);
  }

  it('refuses writes and is not ready once its database is deleted, and logs one error', async () => {
    expectAccepted(await test.post(BATCH, batch));
    for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix);
    await expectRefusals();
  });

  it('reports the deleted database without a request to write', async () => {
    rmSync(file);
    await until(async () => (await readiness()) === `503 ${REASON}`);
  });

  it('does not touch a file that takes the place of its database', async () => {
    copyFileSync(file, `${file}.backup`);
    const content = readFileSync(file);
    renameSync(`${file}.backup`, file);
    await expectRefusals();
    await test.close();
    expect(readFileSync(file).equals(content)).to.equal(true);
  });

  it('refuses writes once its write-ahead log is deleted', async () => {
    rmSync(`${file}-wal`);
    await expectRefusals();
  });

  it('accepts writes again when its own file is moved back', async () => {
    renameSync(file, `${file}.moved`);
    await expectRefusals();
    renameSync(`${file}.moved`, file);
    expectAccepted(await test.post(EVENTS, { title: 'c' }));
    expect(await readiness()).to.equal('200 ok');
  });
});
