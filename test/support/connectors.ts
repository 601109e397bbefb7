import { ConnectorStore } from '../../src/connectors/connector-store.js';
import { Sealing } from '../../src/connectors/sealing.js';
import { SecretStore } from '../../src/connectors/secret-store.js';
import type { Connector } from '../../src/domain/entities/connector.js';
import { encodeId, ID_PREFIX, IdMinter } from '../../src/domain/ids.js';
import type { TestDatabase } from './database.js';

/** A value for CONNECTOR_SECRETS_KEY. */
export const TEST_SECRETS_KEY = Buffer.alloc(32, 'k').toString('base64');

/** Opens the connector store of a database, by default with the test key. */
export function connectorsOn(
  { database, clock }: Pick<TestDatabase, 'database' | 'clock'>,
  keys: readonly string[] = [TEST_SECRETS_KEY],
): ConnectorStore {
  const sealing = new Sealing(keys.map((key) => Buffer.from(key, 'base64')));
  return new ConnectorStore(database, clock, new SecretStore(database, clock, sealing));
}

/** Stores a connector and returns its id. */
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
