import { listText, moveText, paddedPortions } from '../db/bulk.js';
import type { Scalar, Tx } from '../db/database.js';
import type { HotTable } from '../db/hot-table.js';

/** Multi-row statements on the rows of one workspace, in one transaction. */
export class WorkspaceRows {
  constructor(
    private readonly tx: Tx,
    private readonly workspaceId: number,
  ) {}

  /** Returns the rows whose `column` has one of the values, in any order. */
  async find<Row extends object>(
    table: HotTable<Row>,
    column: string,
    values: readonly Scalar[],
  ): Promise<Row[]> {
    const rows: Row[] = [];
    const head = `${table.select} workspace_id = ? AND ${column} IN`;
    for (const part of paddedPortions(values)) {
      const found = await this.tx.select(listText(head, part.length), [this.workspaceId, ...part]);
      for (const row of found) rows.push(table.read(row));
    }
    return rows;
  }

  /** Replaces values of a column, each pair being the old and the new value. */
  async replaceValues(
    table: string,
    column: string,
    pairs: readonly (readonly [Scalar, Scalar])[],
  ): Promise<void> {
    for (const part of paddedPortions(pairs)) {
      await this.tx.execute(moveText(table, column, 'workspace_id = ?', part.length), [
        ...part.flat(),
        this.workspaceId,
        ...part.map(([from]) => from),
      ]);
    }
  }

  /** Runs a statement that ends with `WHERE workspace_id = ? AND id IN` on rows with these ids. */
  async updateByIds(statement: string, ids: readonly number[]): Promise<void> {
    for (const part of paddedPortions(ids))
      await this.tx.execute(listText(statement, part.length), [this.workspaceId, ...part]);
  }
}
