import { expect } from 'chai';
import type { Database, Tx } from '../../src/db/database.js';
import { isDuplicateKey } from '../../src/db/database-error.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { rowsOf } from '../support/rows.js';

describe('Database', () => {
  let test: TestDatabase;
  let database: Database;

  beforeEach(async () => {
    test = await openTestDatabase();
    database = test.database;
  });
  afterEach(() => test.close());

  const insert = (tx: Tx, name: string) =>
    tx.execute('INSERT INTO workspace (name, created_at) VALUES (?, ?)', [name, 1]);
  const names = async () =>
    (await rowsOf(database, "SELECT name FROM workspace WHERE name <> 'default' ORDER BY name", [])).map(
      (row) => row.name,
    );

  it('rolls back all statements of a transaction that fails', async () => {
    const failing = database.write(async (tx) => {
      await insert(tx, 'a');
      throw new Error('after the first statement');
    });
    await failing.catch(() => undefined);
    expect(await names()).to.deep.equal([]);
  });

  it('isolates concurrent transactions from each other', async () => {
    const writes = Array.from({ length: 20 }, (_, i) =>
      database.write(async (tx) => {
        await insert(tx, `w${String(i).padStart(2, '0')}`);
        if (i % 2 === 1) throw new Error('odd transactions fail');
      }),
    );
    const results = await Promise.allSettled(writes);
    expect(results.map((result) => result.status === 'fulfilled')).to.deep.equal(
      writes.map((_, i) => i % 2 === 0),
    );
    expect(await names()).to.have.length(10);
  });

  it('shows readers only committed rows', async () => {
    await database.write(async (tx) => {
      await insert(tx, 'a');
      expect(await names()).to.deep.equal([]);
    });
    expect(await names()).to.deep.equal(['a']);
  });

  it('distinguishes a violated unique key from other errors', async () => {
    await database.write((tx) => insert(tx, 'a'));
    const error: unknown = await database.write((tx) => insert(tx, 'a')).catch((e: unknown) => e);
    expect(isDuplicateKey(error)).to.equal(true);
    expect(isDuplicateKey(new Error('other'))).to.equal(false);
  });
});
