import type { Connector } from '../../src/domain/connector.js';
import { encodeId, ID_PREFIX, IdMinter } from '../../src/domain/ids.js';
import type { TestDatabase } from './database.js';

/** Stores a connector and answers its id. */
export async function insertConnector(
  test: Pick<TestDatabase, 'database' | 'clock'>,
  workspaceId: number,
  fields: Partial<Pick<Connector, 'source' | 'name' | 'disabledAt'>> = {},
): Promise<string> {
  const id = new IdMinter(test.clock).mint();
  const { source = 'jira', name = null, disabledAt = null } = fields;
  await test.database.write((tx) =>
    tx.execute(
      'INSERT INTO connector (id, workspace_id, source, name, disabled_at, created_at) VALUES (?, ?, ?, ?, ?, ?)',
      [id, workspaceId, source, name, disabledAt, test.clock.now()],
    ),
  );
  return encodeId(ID_PREFIX.connector, id);
}
