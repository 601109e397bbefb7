import { statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { SqliteCheckpointer } from '../../src/db/sqlite-checkpointer.js';
import { openEmbeddedTestDatabase, type TestDatabase } from '../support/database.js';
import { until } from '../support/until.js';

const MIB = 2 ** 20;

describe("SQLite's write-ahead log", () => {
  let test: TestDatabase;
  let file: string;
  let written: number;

  beforeEach(async () => {
    test = await openEmbeddedTestDatabase();
    file = test.url.replace('sqlite:', '');
    written = 0;
  });
  afterEach(() => test.close());

  /** The name is stored twice: in its row and in the index. */
  const writeMib = () =>
    test.database.write((tx) => {
      written += 1;
      const name = `${written} `.padEnd(MIB / 2, 'x');
      return tx.execute('INSERT INTO workspace (name, created_at) VALUES (?, ?)', [name, 1]);
    });

  it('is copied to the file while the process goes on writing, long before a writer would have to', async () => {
    for (let i = 0; i < 12; i++) await writeMib();
    await until(() => statSync(file).size > 8 * MIB);
    for (let i = 0; i < 12; i++) await writeMib();
    await until(() => statSync(file).size > 16 * MIB);
    expect(await test.database.query('SELECT COUNT(*) AS n FROM workspace', [])).to.deep.equal([{ n: 24 }]);
  });

  it('begins anew again and again, however fast it is written', async () => {
    for (let i = 0; i < 250; i++) await writeMib();
    expect(statSync(`${file}-wal`).size).to.be.below(128 * MIB);
  });

  describe('when it cannot be copied by the thread', () => {
    it('lets the process write and end all the same, and does not begin a thread for each commit', async () => {
      let looked = 0;
      const checkpointer = new SqliteCheckpointer(join(tmpdir(), 'no such folder', 'x.sqlite'), () => {
        looked += 1;
        return 1e6;
      });
      checkpointer.committed();
      await checkpointer.close();
      checkpointer.committed();
      await checkpointer.close();
      expect(looked).to.equal(1);
    });

    it('never makes a commit look as if it had failed', () => {
      const checkpointer = new SqliteCheckpointer(file, () => {
        throw new Error('disk I/O error');
      });
      expect(() => checkpointer.committed()).not.to.throw();
    });
  });
});
