import { expect } from 'chai';
import { createDataSource, writeOptions } from '../../src/db/data-source.js';
import { HomeDatabase } from '../../src/db/database.js';
import { openTestDatabase } from '../support/database.js';

describe('the tables', () => {
  it('are what the entities say, with nothing left for the schema builder to do', async () => {
    const { url, close } = await openTestDatabase();
    const source = await createDataSource(await writeOptions(url, 1)).initialize();
    try {
      const { upQueries } = await source.driver.createSchemaBuilder().log();
      expect(upQueries.map(({ query }) => query)).to.deep.equal([]);
    } finally {
      await source.destroy();
      await close();
    }
  });

  it('are made once when several processes start together', async () => {
    const { url, close } = await openTestDatabase();
    const opened = await Promise.all(
      [1, 2, 3].map(() => HomeDatabase.open({ url, poolSize: 2, waitSeconds: 1 })),
    );
    for (const database of opened) await database.ping();
    await Promise.all(opened.map((database) => database.close()));
    await close();
  });
});
