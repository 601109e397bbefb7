import { insertNewText, listText, paddedPortions } from '../db/bulk.js';
import type { Database } from '../db/database.js';
import { DuplicateKeyError } from '../db/database-error.js';
import type { Row, Scalar, Transaction } from '../db/engine.js';
import { ABOVE_ALL } from '../db/keyset.js';
import type { Clock } from '../domain/clock.js';
import type { DeliveryOutcome, DeliveryView } from '../domain/delivery.js';
import { decodeId, encodeId, firstIdAt, ID_PREFIX, mintedAt } from '../domain/ids.js';
import { LIMITS } from '../domain/limits.js';
import type { IdPage, PageRequest } from '../domain/page.js';

/** A delivery to be stored. Ids are bytes. */
export interface NewDelivery {
  /** Minted when it came. */
  readonly id: Buffer;
  readonly connectorId: Buffer;
  readonly workspaceId: number;
  readonly outcome: DeliveryOutcome;
  readonly reason: string | null;
  readonly event: string | null;
  readonly sourceDeliveryId: string | null;
  readonly bodyBytes: number;
  /** Of an accepted delivery that must not be accepted again. */
  readonly replayKey: Buffer | null;
  readonly jobId: Buffer | null;
  readonly issueId: Buffer | null;
  /** 1 for the first try; further ones change the delivery that is stored. */
  readonly attempts: number;
  readonly sealed: Buffer | null;
}

/** A delivery that can be tried again. */
export interface SealedDelivery {
  readonly view: DeliveryView;
  readonly sealed: Buffer;
}

const TABLE = 'webhook_delivery';
/** What most new deliveries say: there is no reason to state and no body to keep. */
const USUAL_COLUMNS = [
  'connector_id',
  'id',
  'workspace_id',
  'outcome',
  'event',
  'source_delivery_id',
  'body_bytes',
  'replay_key',
  'job_id',
  'issue_id',
  'decided_at',
] as const;
const NEW_COLUMNS = [...USUAL_COLUMNS, 'reason', 'sealed'] as const;
const NEW_ALIKE = { attempts: '1' } as const;
const COLUMNS = [...NEW_COLUMNS, ...Object.keys(NEW_ALIKE)];
const PRIMARY = ['connector_id', 'id'] as const;
const SELECT = `SELECT ${COLUMNS.filter((column) => column !== 'sealed').join(',')}, CASE WHEN sealed IS NULL THEN 0 ELSE 1 END AS has_body FROM ${TABLE} WHERE`;
const DAY_MS = 86_400_000;

/** Another try decided this delivery meanwhile. */
export class AlreadyDecided extends Error {
  override readonly name = 'AlreadyDecided';
}

/** The log of deliveries. What was accepted is written in the transaction of its records. */
export class DeliveryStore {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Stores deliveries; those with more than one attempt are there already and are changed.
   * @throws DuplicateKeyError when one with the same replay key was accepted before; AlreadyDecided when a failed delivery
   *   is not failed any more
   */
  async insert(tx: Transaction, deliveries: readonly NewDelivery[]): Promise<void> {
    const now = this.clock.now();
    const repeated = deliveries.filter(({ attempts }) => attempts > 1);
    const fresh = repeated.length === 0 ? deliveries : deliveries.filter(({ attempts }) => attempts === 1);
    let missing = fresh.length;
    for (const part of paddedPortions(fresh, ({ sealed }) => sealed?.length ?? 0)) {
      const isUsual = part.every(({ reason, sealed }) => reason === null && sealed === null);
      const params: Scalar[] = [];
      for (const delivery of part) {
        pushUsual(params, delivery, now);
        if (!isUsual) params.push(delivery.reason, delivery.sealed);
      }
      const columns = isUsual ? USUAL_COLUMNS : NEW_COLUMNS;
      const { kind } = this.database;
      const text = insertNewText(kind, TABLE, columns, PRIMARY, part.length, NEW_ALIKE);
      missing -= (await tx.execute(text, params)).affectedRows;
    }
    if (missing > 0) throw new DuplicateKeyError(TABLE);
    for (const delivery of repeated) await this.decide(tx, delivery, now);
  }

  /** The delivery that was accepted with this replay key. */
  async findAccepted(connectorId: Buffer, replayKey: Buffer): Promise<DeliveryView | null> {
    const [row] = await this.database.query(`${SELECT} connector_id = ? AND replay_key = ?`, [
      connectorId,
      replayKey,
    ]);
    return row === undefined ? null : viewOf(row);
  }

  /** Those of `ids` that are the workspace's. */
  async findDeliveries(workspaceId: number, ids: readonly string[]): Promise<Map<string, DeliveryView>> {
    const bytes = ids.map((id) => decodeId(ID_PREFIX.delivery, id)).filter((id) => id !== null);
    const found = new Map<string, DeliveryView>();
    for (const part of paddedPortions(bytes)) {
      // By the connectors, which are few: an index of ids alone would cost every delivery.
      const text = listText(
        `${SELECT} connector_id IN (SELECT c.id FROM connector c WHERE c.workspace_id = ?) AND id IN`,
        part.length,
      );
      for (const row of await this.database.query(text, [workspaceId, ...part])) {
        const view = viewOf(row);
        found.set(view.id, view);
      }
    }
    return found;
  }

  /** A delivery of the workspace with what is needed to try it again; null when there is none or it was not kept. */
  async findSealed(workspaceId: number, id: string): Promise<SealedDelivery | null> {
    const view = (await this.findDeliveries(workspaceId, [id])).get(id);
    if (view === undefined || !view.replayable) return null;
    const [row] = await this.database.query(`SELECT sealed FROM ${TABLE} WHERE connector_id = ? AND id = ?`, [
      decodeId(ID_PREFIX.connector, view.connectorId),
      decodeId(ID_PREFIX.delivery, id),
    ]);
    const sealed = row?.sealed as Buffer | null | undefined;
    return sealed == null ? null : { view, sealed };
  }

  /** The ids of a connector's deliveries, newest first. */
  async listIds(
    connectorId: string,
    outcome: DeliveryOutcome | undefined,
    { limit, before }: PageRequest,
  ): Promise<IdPage> {
    const start = before === null ? ABOVE_ALL : decodeId(ID_PREFIX.delivery, before);
    const rows = await this.database.query(
      `SELECT id FROM ${TABLE} WHERE connector_id = ? AND id < ?${outcome === undefined ? '' : ' AND outcome = ?'} ORDER BY id DESC LIMIT ${LIMITS.pageMax + 1}`,
      [decodeId(ID_PREFIX.connector, connectorId), start, ...(outcome === undefined ? [] : [outcome])],
    );
    const ids = rows.slice(0, limit).map((row) => encodeId(ID_PREFIX.delivery, row.id as Buffer));
    return { ids, hasMore: rows.length > limit, end: ids[ids.length - 1] ?? null };
  }

  /** Keeps the newest `keep` refusals of a connector: whoever sends them must not fill the disk. */
  async trimRefusals(connectorId: Buffer, keep: number): Promise<void> {
    const rows = await this.database.query(
      `SELECT id FROM ${TABLE} WHERE connector_id = ? AND outcome = 'refused' ORDER BY id DESC LIMIT 500 OFFSET ${Math.trunc(keep)}`,
      [connectorId],
    );
    await this.deleteAll(connectorId, rows);
  }

  /** Keeps the bodies of a connector's newest failures, at most `keepBytes` together. */
  async trimBodies(connectorId: Buffer, keepBytes: number): Promise<void> {
    const rows = await this.database.query(
      `SELECT id, body_bytes FROM ${TABLE} WHERE connector_id = ? AND sealed IS NOT NULL ORDER BY id DESC LIMIT 1000`,
      [connectorId],
    );
    let bytes = 0;
    const gone = rows.filter((row) => {
      bytes += Number(row.body_bytes);
      return bytes > keepBytes;
    });
    for (const ids of paddedPortions(gone.map((row) => row.id as Buffer)))
      await this.database.write((tx) =>
        tx.execute(
          listText(`UPDATE ${TABLE} SET sealed = NULL WHERE connector_id = ? AND id IN`, ids.length),
          [connectorId, ...ids],
        ),
      );
  }

  /** Deletes at most `limit` deliveries that are older than `days`; answers how many went. */
  async prune(days: number, limit: number): Promise<number> {
    const before = firstIdAt(this.clock.now() - days * DAY_MS);
    const rows = await this.database.query(
      `SELECT d.connector_id, d.id FROM connector c JOIN ${TABLE} d ON d.connector_id = c.id AND d.id < ? LIMIT ${Math.trunc(limit)}`,
      [before],
    );
    const byConnector = new Map<string, Row[]>();
    for (const row of rows) {
      const key = (row.connector_id as Buffer).toString('latin1');
      byConnector.set(key, [...(byConnector.get(key) ?? []), row]);
    }
    for (const [key, old] of byConnector) await this.deleteAll(Buffer.from(key, 'latin1'), old);
    return rows.length;
  }

  private async deleteAll(connectorId: Buffer, rows: readonly Row[]): Promise<void> {
    for (const ids of paddedPortions(rows.map((row) => row.id as Buffer)))
      await this.database.write((tx) =>
        tx.execute(listText(`DELETE FROM ${TABLE} WHERE connector_id = ? AND id IN`, ids.length), [
          connectorId,
          ...ids,
        ]),
      );
  }

  private async decide(tx: Transaction, delivery: NewDelivery, now: number): Promise<void> {
    const { affectedRows } = await tx.execute(
      `UPDATE ${TABLE} SET outcome = ?, reason = ?, replay_key = ?, job_id = ?, issue_id = ?, attempts = ?, decided_at = ?, sealed = ? WHERE connector_id = ? AND id = ? AND outcome = 'failed' AND attempts = ?`,
      [
        delivery.outcome,
        delivery.reason,
        delivery.replayKey,
        delivery.jobId,
        delivery.issueId,
        delivery.attempts,
        now,
        delivery.sealed,
        delivery.connectorId,
        delivery.id,
        delivery.attempts - 1,
      ],
    );
    if (affectedRows !== 1) throw new AlreadyDecided('another try decided this delivery meanwhile');
  }
}

function pushUsual(params: Scalar[], delivery: NewDelivery, now: number): void {
  params.push(
    delivery.connectorId,
    delivery.id,
    delivery.workspaceId,
    delivery.outcome,
    delivery.event,
    delivery.sourceDeliveryId,
    delivery.bodyBytes,
    delivery.replayKey,
    delivery.jobId,
    delivery.issueId,
    now,
  );
}

function viewOf(row: Row): DeliveryView {
  const id = row.id as Buffer;
  return {
    id: encodeId(ID_PREFIX.delivery, id),
    workspaceId: Number(row.workspace_id),
    connectorId: encodeId(ID_PREFIX.connector, row.connector_id as Buffer),
    outcome: row.outcome as DeliveryOutcome,
    reason: row.reason as string | null,
    event: row.event as string | null,
    sourceDeliveryId: row.source_delivery_id as string | null,
    bodyBytes: Number(row.body_bytes),
    jobId: row.job_id === null ? null : encodeId(ID_PREFIX.job, row.job_id as Buffer),
    issueId: row.issue_id === null ? null : encodeId(ID_PREFIX.issue, row.issue_id as Buffer),
    attempts: Number(row.attempts),
    receivedAt: mintedAt(id),
    decidedAt: Number(row.decided_at),
    replayable: Number(row.has_body) === 1,
  };
}
