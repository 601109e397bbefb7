import { expect } from 'chai';
import { findKnownConnectors } from '../../src/connectors/known-connectors.js';
import { encodeId, ID_PREFIX, IdMinter } from '../../src/domain/ids.js';
import { insertConnector } from '../support/connectors.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';

describe('findKnownConnectors', () => {
  let test: TestDatabase;

  beforeEach(async () => {
    test = await openTestDatabase();
  });
  afterEach(() => test.close());

  const found = async (workspaceId: number, ...ids: string[]) =>
    [...(await findKnownConnectors(test.database, workspaceId, new Set(ids)))].sort();

  it('finds the connectors of the workspace, including disabled ones', async () => {
    const active = await insertConnector(test, 1);
    const disabled = await insertConnector(test, 1, { disabledAt: test.clock.now() });
    expect(await found(1, active, disabled)).to.deep.equal([active, disabled].sort());
  });

  it("does not find another workspace's connectors", async () => {
    const foreign = await insertConnector(test, 2);
    const own = await insertConnector(test, 1);
    expect(await found(1, foreign, own)).to.deep.equal([own]);
    expect(await found(3, foreign, own)).to.deep.equal([]);
  });

  it('ignores unknown and malformed connector ids', async () => {
    const known = await insertConnector(test, 1);
    const minted = encodeId(ID_PREFIX.connector, new IdMinter(test.clock).mint());
    const strange = [
      '',
      'con_',
      `${known}x`,
      known.toUpperCase(),
      known.replace('con_', 'iss_'),
      '\u{1F600}',
    ];
    expect(await found(1, minted, ...strange)).to.deep.equal([]);
    expect(await found(1)).to.deep.equal([]);
  });

  it('finds connectors among more ids than one statement can have', async () => {
    const ids = new IdMinter(test.clock);
    const known = [await insertConnector(test, 1), await insertConnector(test, 1)];
    const unknown = Array.from({ length: 1_200 }, () => encodeId(ID_PREFIX.connector, ids.mint()));
    expect(await found(1, known[0] as string, ...unknown, known[1] as string)).to.deep.equal(known.sort());
  });
});
