import { In } from 'typeorm';
import type { Database } from '../db/database.js';
import { inPortions } from '../db/keyset.js';
import { Connector } from '../domain/entities/connector.js';
import { ID_PREFIX, isId } from '../domain/ids.js';

/** Returns those of `ids` that are connectors of the workspace, including disabled ones. */
export async function findKnownConnectors(
  database: Database,
  workspaceId: number,
  ids: ReadonlySet<string>,
): Promise<Set<string>> {
  const validIds = [...ids].filter((id) => isId(ID_PREFIX.connector, id));
  const found = await inPortions(validIds, (portion) =>
    database.read((manager) =>
      manager.find(Connector, { select: { id: true }, where: { workspaceId, id: In(portion) } }),
    ),
  );
  return new Set(found.map(({ id }) => id));
}
