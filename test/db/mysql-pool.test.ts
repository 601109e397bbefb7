import { expect } from 'chai';
import type { Pool } from 'mysql2';
import { MysqlPool } from '../../src/db/mysql-pool.js';

/** A pool whose server refuses whatever a new connection is told. */
function refusingPool(): { readonly pool: Pool; readonly lent: () => number } {
  let lent = 0;
  const connection = {
    query: (_: unknown, done: (error: Error) => void) => done(new Error('the server refuses')),
    release: () => {
      lent -= 1;
    },
  };
  const getConnection = (done: (error: null, got: unknown) => void): void => {
    lent += 1;
    done(null, connection);
  };
  return { pool: { getConnection } as unknown as Pool, lent: () => lent };
}

describe('connections to a server', () => {
  it('are given back when they cannot be made ready, by readers and by writers', async () => {
    const { pool, lent } = refusingPool();
    const connections = new MysqlPool(pool, { isMariadb: false, writers: 1, readers: 1 });
    const errors = await Promise.all([
      connections.read('SELECT 1', []).catch((error: Error) => error.message),
      connections.transact(async () => 'done').catch((error: Error) => error.message),
    ]);
    expect(errors).to.deep.equal(['the server refuses', 'the server refuses']);
    expect(lent()).to.equal(0);
  });
});
