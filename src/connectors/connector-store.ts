import { listText, paddedPortions } from '../db/bulk.js';
import type { Database } from '../db/database.js';
import { decodeId, encodeId, ID_PREFIX } from '../domain/ids.js';

export class ConnectorStore {
  constructor(private readonly database: Database) {}

  /** Which of these ids are connectors of the workspace, disabled ones too; anything else is no id of ours. */
  async findKnownIds(workspaceId: number, ids: ReadonlySet<string>): Promise<Set<string>> {
    const wanted: Buffer[] = [];
    for (const id of ids) {
      const bytes = decodeId(ID_PREFIX.connector, id);
      if (bytes !== null) wanted.push(bytes);
    }
    const known = new Set<string>();
    for (const portion of paddedPortions(wanted)) {
      const text = listText('SELECT id FROM connector WHERE workspace_id = ? AND id IN', portion.length);
      for (const row of await this.database.query(text, [workspaceId, ...portion]))
        known.add(encodeId(ID_PREFIX.connector, row.id as Buffer));
    }
    return known;
  }
}
