import { In, type SelectQueryBuilder } from 'typeorm';
import type { Database, Tx } from '../db/database.js';
import { DuplicateKeyError } from '../db/database-error.js';
import { HotTable } from '../db/hot-table.js';
import { ABOVE_ALL, inPortions } from '../db/keyset.js';
import type { Clock } from '../domain/clock.js';
import type { DeliveryOutcome, DeliveryView } from '../domain/delivery.js';
import { Connector } from '../domain/entities/connector.js';
import { WebhookDelivery } from '../domain/entities/webhook-delivery.js';
import { decodeId, encodeId, firstIdAt, ID_PREFIX, isId, mintedAt } from '../domain/ids.js';
import type { IdPage, PageRequest } from '../domain/page.js';

/** A delivery to be stored. Ids are bytes. */
export interface NewDelivery {
  /** Generated on arrival. */
  readonly id: Buffer;
  readonly connectorId: Buffer;
  readonly workspaceId: number;
  readonly outcome: DeliveryOutcome;
  readonly reason: string | null;
  readonly event: string | null;
  readonly sourceDeliveryId: string | null;
  readonly bodyBytes: number;
  /** Identifies an accepted delivery, which must not be accepted again. */
  readonly replayKey: Buffer | null;
  readonly jobId: Buffer | null;
  readonly issueId: Buffer | null;
  /** Occurrences of its issues after it was applied, in total. */
  readonly appliedCount: number | null;
  /** The id of an equal delivery that was accepted before, whose replay key this one takes over. */
  readonly repeats?: Buffer | undefined;
  /** 1 for the first attempt. Later attempts update the stored delivery. */
  readonly attempts: number;
  readonly sealed: Buffer | null;
}

/** A delivery that can be retried. */
export interface SealedDelivery {
  readonly view: DeliveryView;
  readonly sealed: Buffer;
}

/** Maximum ids in one bulk delete or update. */
const CHUNK = 500;
/** Maximum deliveries that are examined when bodies are trimmed. */
const TRIMMED_MAX = 1_000;
const DAY_MS = 86_400_000;

/** Another retry has settled this delivery in the meantime. */
export class DeliveryAlreadySettledError extends Error {
  override readonly name = 'DeliveryAlreadySettledError';
}

/** The log of deliveries. Accepted deliveries are written in the transaction of their records. */
export class DeliveryStore {
  private readonly fresh: HotTable<NewDelivery & { readonly decidedAt: number }>;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {
    const properties = database.metadata(WebhookDelivery).columns.map(({ propertyName }) => propertyName);
    this.fresh = new HotTable(database, WebhookDelivery, properties as (keyof NewDelivery)[]);
  }

  /**
   * Stores deliveries. Deliveries with more than one attempt exist already and are updated.
   * @throws DuplicateKeyError when a delivery with the same replay key was accepted before
   * @throws DeliveryAlreadySettledError when a retried delivery is no longer failed
   */
  async insert(tx: Tx, deliveries: readonly NewDelivery[]): Promise<void> {
    const decidedAt = this.clock.now();
    const fresh = deliveries.filter(({ attempts }) => attempts === 1);
    const rows = fresh.map((delivery) => ({ ...delivery, decidedAt }));
    for (const { connectorId, repeats } of deliveries)
      if (repeats !== undefined) await releaseKey(tx, connectorId, repeats);
    const inserted = await this.fresh.insertNew(tx, rows, ({ sealed }) => sealed?.length ?? 0);
    if (inserted < fresh.length) throw new DuplicateKeyError(this.fresh.name);
    for (const delivery of deliveries) if (delivery.attempts > 1) await decideAgain(tx, delivery, decidedAt);
  }

  /** Returns the delivery that was accepted with this replay key, or null. */
  async findAccepted(connectorId: Buffer, replayKey: Buffer): Promise<DeliveryView | null> {
    const found = await this.views((query) =>
      query.where('d.connectorId = :connectorId AND d.replayKey = :replayKey', { connectorId, replayKey }),
    );
    return found[0] ?? null;
  }

  /** Whether a delivery with this id of the source's own was accepted. */
  async wasAccepted(connectorId: Buffer, sourceDeliveryId: string): Promise<boolean> {
    const where = {
      connectorId: encodeId(ID_PREFIX.connector, connectorId),
      outcome: 'accepted' as const,
      sourceDeliveryId,
    };
    return this.database.read((manager) => manager.existsBy(WebhookDelivery, where));
  }

  /** Returns deliveries by id. Ids that do not exist in this workspace are omitted. */
  async findDeliveries(workspaceId: number, ids: readonly string[]): Promise<Map<string, DeliveryView>> {
    const bytes = ids.map((id) => decodeId(ID_PREFIX.delivery, id)).filter((id) => id !== null);
    const found = await inPortions(bytes, (portion) =>
      this.views((query) => {
        // Selected by connectors, which are few: an index on ids alone would slow down every insert.
        const own = query
          .subQuery()
          .select('c.id')
          .from(Connector, 'c')
          .where('c.workspaceId = :workspaceId');
        return query
          .where(`d.connectorId IN ${own.getQuery()} AND d.id IN (:...ids)`, { ids: portion })
          .setParameter('workspaceId', workspaceId);
      }),
    );
    return new Map(found.map((view) => [view.id, view]));
  }

  /** Returns a delivery of the workspace with its sealed body, or null if it does not exist or its body was not kept. */
  async findSealed(workspaceId: number, id: string): Promise<SealedDelivery | null> {
    const view = (await this.findDeliveries(workspaceId, [id])).get(id);
    if (view === undefined || !view.replayable) return null;
    const { connectorId } = view;
    const row = await this.database.read((manager) =>
      manager.findOne(WebhookDelivery, { select: { sealed: true }, where: { connectorId, id } }),
    );
    return row?.sealed == null ? null : { view, sealed: row.sealed };
  }

  /** Returns the ids of a connector's deliveries, newest first. */
  async listIds(
    connectorId: string,
    outcome: DeliveryOutcome | undefined,
    { limit, before }: PageRequest,
  ): Promise<IdPage> {
    if (!isId(ID_PREFIX.connector, connectorId)) return { ids: [], hasMore: false, end: null };
    const start = before === null ? ABOVE_ALL : decodeId(ID_PREFIX.delivery, before);
    const found = await this.database.read((manager) => {
      const query = manager
        .createQueryBuilder(WebhookDelivery, 'd')
        .select(['d.connectorId', 'd.id'])
        .where({ connectorId })
        .andWhere('d.id < :start', { start })
        .orderBy('d.id', 'DESC')
        .limit(limit + 1);
      return (outcome === undefined ? query : query.andWhere({ outcome })).getMany();
    });
    const ids = found.slice(0, limit).map(({ id }) => id);
    return { ids, hasMore: found.length > limit, end: ids[ids.length - 1] ?? null };
  }

  /** Keeps the newest `keep` refusals of a connector. Unauthenticated requests cause them and must not fill the disk. */
  async trimRefusals(connectorId: Buffer, keep: number): Promise<void> {
    const connector = encodeId(ID_PREFIX.connector, connectorId);
    const old = await this.database.read((manager) =>
      manager.find(WebhookDelivery, {
        select: { connectorId: true, id: true },
        where: { connectorId: connector, outcome: 'refused' },
        order: { id: 'DESC' },
        skip: keep,
        take: CHUNK,
      }),
    );
    await this.deleteAll(old);
  }

  /** Keeps the bodies of a connector's newest failures, up to `keepBytes` in total. */
  async trimBodies(connectorId: Buffer, keepBytes: number): Promise<void> {
    const kept = await this.database.read((manager) =>
      manager
        .createQueryBuilder(WebhookDelivery, 'd')
        .select(['d.connectorId', 'd.id', 'd.bodyBytes'])
        .where('d.connectorId = :connectorId AND d.sealed IS NOT NULL', { connectorId })
        .orderBy('d.id', 'DESC')
        .limit(TRIMMED_MAX)
        .getMany(),
    );
    let bytes = 0;
    const excess = kept.filter(({ bodyBytes }) => {
      bytes += bodyBytes;
      return bytes > keepBytes;
    });
    await this.perConnector(excess, (connector, ids) =>
      this.database.write(({ manager }) =>
        manager.update(WebhookDelivery, { connectorId: connector, id: In(ids) }, { sealed: null }),
      ),
    );
  }

  /** Deletes at most `limit` deliveries older than `days` and returns the number deleted. */
  async prune(days: number, limit: number): Promise<number> {
    const before = firstIdAt(this.clock.now() - days * DAY_MS);
    const old = await this.database.read((manager) =>
      manager
        .createQueryBuilder(WebhookDelivery, 'd')
        .select(['d.connectorId', 'd.id'])
        .innerJoin(Connector, 'c', 'c.id = d.connectorId')
        .where('d.id < :before', { before })
        .limit(limit)
        .getMany(),
    );
    await this.deleteAll(old);
    return old.length;
  }

  /** Reads deliveries without their bodies, which can be large. */
  private async views(
    filter: (query: SelectQueryBuilder<WebhookDelivery>) => SelectQueryBuilder<WebhookDelivery>,
  ): Promise<DeliveryView[]> {
    const shown = this.database
      .metadata(WebhookDelivery)
      .columns.filter(({ propertyName }) => propertyName !== 'sealed')
      .map(({ propertyName }) => `d.${propertyName}`);
    const { entities, raw } = await this.database.read((manager) =>
      filter(manager.createQueryBuilder(WebhookDelivery, 'd').select(shown))
        .addSelect('CASE WHEN d.sealed IS NULL THEN 0 ELSE 1 END', 'replayable')
        .getRawAndEntities<{ replayable: unknown }>(),
    );
    return entities.map((delivery, i) => viewOf(delivery, Number(raw[i]?.replayable) === 1));
  }

  private deleteAll(deliveries: readonly WebhookDelivery[]): Promise<void> {
    return this.perConnector(deliveries, (connectorId, ids) =>
      this.database.write(({ manager }) => manager.delete(WebhookDelivery, { connectorId, id: In(ids) })),
    );
  }

  private async perConnector(
    deliveries: readonly WebhookDelivery[],
    change: (connectorId: string, ids: string[]) => Promise<unknown>,
  ): Promise<void> {
    const byConnector = new Map<string, string[]>();
    for (const { connectorId, id } of deliveries)
      byConnector.set(connectorId, [...(byConnector.get(connectorId) ?? []), id]);
    for (const [connectorId, ids] of byConnector)
      for (let at = 0; at < ids.length; at += CHUNK) await change(connectorId, ids.slice(at, at + CHUNK));
  }
}

/** Of two concurrent deliveries that take over a key, the second one meets the key of the first. */
async function releaseKey({ manager }: Tx, connectorId: Buffer, id: Buffer): Promise<void> {
  const key = {
    connectorId: encodeId(ID_PREFIX.connector, connectorId),
    id: encodeId(ID_PREFIX.delivery, id),
  };
  await manager.update(WebhookDelivery, key, { replayKey: null });
}

/** Records the outcome of a retry. */
async function decideAgain({ manager }: Tx, delivery: NewDelivery, decidedAt: number): Promise<void> {
  const { outcome, reason, replayKey, jobId, issueId, appliedCount, attempts, sealed } = delivery;
  const { affected } = await manager.update(
    WebhookDelivery,
    {
      connectorId: encodeId(ID_PREFIX.connector, delivery.connectorId),
      id: encodeId(ID_PREFIX.delivery, delivery.id),
      outcome: 'failed',
      attempts: attempts - 1,
    },
    {
      outcome,
      reason,
      replayKey,
      jobId: jobId && encodeId(ID_PREFIX.job, jobId),
      issueId: issueId && encodeId(ID_PREFIX.issue, issueId),
      appliedCount,
      attempts,
      decidedAt,
      sealed,
    },
  );
  if (affected !== 1)
    throw new DeliveryAlreadySettledError('another retry has already settled this delivery');
}

function viewOf(delivery: WebhookDelivery, replayable: boolean): DeliveryView {
  const { sealed: _, replayKey: __, ...shown } = delivery;
  const receivedAt = mintedAt(decodeId(ID_PREFIX.delivery, delivery.id) as Buffer);
  return { ...shown, receivedAt, replayable };
}
