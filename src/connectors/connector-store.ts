import { LRUCache } from 'lru-cache';
import { type EntityManager, In, LessThan } from 'typeorm';
import type { Database, Tx } from '../db/database.js';
import { inPortions } from '../db/keyset.js';
import type { Clock } from '../domain/clock.js';
import { Connector } from '../domain/entities/connector.js';
import { AppError } from '../domain/errors.js';
import { decodeId, encodeId, ID_PREFIX, IdMinter, isId } from '../domain/ids.js';
import { LIMITS } from '../domain/limits.js';
import type { IdPage, PageRequest } from '../domain/page.js';
import { DEFAULT_SETTINGS, parseSettings } from '../domain/rules/connector-settings.js';
import { requireName } from '../domain/rules/name.js';
import { mintSecret, requireSecret } from '../domain/rules/webhook-secret.js';
import type { Source } from '../domain/source.js';
import type { SecretStore } from './secret-store.js';

/** A connector with its new secret, which is returned only once. */
export interface ConnectorWithSecret {
  readonly connector: Connector;
  readonly secret: string;
}

/** A connector with everything needed to verify and read its deliveries. */
export interface DeliveryConnector extends Connector {
  /** The id as bytes. */
  readonly bytes: Buffer;
  /** Active secrets, newest first. Empty for a disabled connector. */
  readonly secrets: readonly string[];
}

export interface NewConnector {
  readonly workspaceId: number;
  readonly source: Source;
  readonly name?: string | null | undefined;
  /** As sent by the caller, not yet validated. */
  readonly settings?: unknown;
  /** A secret that the source generated. Without it, one is generated here. */
  readonly secret?: string | undefined;
}

export interface ConnectorChanges {
  readonly name?: string | null | undefined;
  readonly settings?: unknown;
}

interface CachedConnector {
  readonly connector: DeliveryConnector | null;
  readonly readAt: number;
}

const CACHED_CONNECTORS = 5_000;
const HOUR_MS = 3_600_000;

/** Stores connectors. Plain-text secrets are returned only to verify deliveries, and once when created. */
export class ConnectorStore {
  private readonly ids: IdMinter;
  /** Existing and unknown ids are cached separately, so that guessed ids cannot evict existing ones. */
  private readonly found = new LRUCache<string, CachedConnector>({ max: CACHED_CONNECTORS });
  private readonly missing = new LRUCache<string, CachedConnector>({ max: CACHED_CONNECTORS });

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly secrets: SecretStore,
  ) {
    this.ids = new IdMinter(clock);
  }

  /**
   * Returns the connector that verifies deliveries to this id, or null if it does not exist. Changes take effect in every
   * process within `LIMITS.tokenCacheMs`.
   * @throws AppError unavailable when the secrets or the database cannot be read
   */
  async findForDelivery(id: string): Promise<DeliveryConnector | null> {
    const now = this.clock.now();
    const cached = this.found.get(id) ?? this.missing.get(id);
    const age = cached === undefined ? -1 : now - cached.readAt;
    if (cached !== undefined && age >= 0 && age < LIMITS.tokenCacheMs) return cached.connector;
    const bytes = decodeId(ID_PREFIX.connector, id);
    if (bytes === null) return null;
    const connector = await this.readForDelivery(id, bytes);
    (connector === null ? this.missing : this.found).set(id, { connector, readAt: now });
    (connector === null ? this.found : this.missing).delete(id);
    return connector;
  }

  /** @throws AppError validation_error; unavailable without a key to encrypt with */
  async createConnector(options: NewConnector): Promise<ConnectorWithSecret> {
    const { workspaceId, source, name = null } = options;
    if (name !== null) requireName('connector', name);
    const settings = options.settings === undefined ? DEFAULT_SETTINGS : parseSettings(options.settings);
    const secret = secretOf(source, options.secret);
    const id = encodeId(ID_PREFIX.connector, this.ids.mint());
    const createdAt = this.clock.now();
    const connector: Connector = { id, workspaceId, source, name, settings, disabledAt: null, createdAt };
    await this.database.write(async (tx) => {
      await tx.manager.insert(Connector, connector);
      await this.secrets.insert(tx.manager, id, secret);
    });
    return { connector, secret };
  }

  /**
   * Adds a secret to a connector. Earlier secrets stay valid for `overlapMs`, so that the sender can be reconfigured in the
   * meantime.
   * @throws AppError not_found, validation_error; unavailable without a key to encrypt with
   */
  async rotateSecret(
    id: string,
    workspaceId: number | undefined,
    options: { readonly secret?: string | undefined; readonly overlapMs?: number } = {},
  ): Promise<ConnectorWithSecret> {
    const { overlapMs = LIMITS.secretOverlapHours * HOUR_MS } = options;
    return this.change(id, workspaceId, async (manager, connector) => {
      const secret = secretOf(connector.source, options.secret);
      await this.secrets.retire(manager, id, this.clock.now() + overlapMs);
      await this.secrets.insert(manager, id, secret);
      return { connector, secret };
    });
  }

  /** Changes the given properties and keeps the others. @throws AppError not_found, validation_error */
  async updateConnector(
    id: string,
    workspaceId: number | undefined,
    changes: ConnectorChanges,
  ): Promise<Connector> {
    if (typeof changes.name === 'string') requireName('connector', changes.name);
    const settings = changes.settings === undefined ? undefined : parseSettings(changes.settings);
    return this.change(id, workspaceId, async (manager, connector) => {
      const { name = connector.name } = changes;
      const changed = { name, settings: settings ?? connector.settings };
      await manager.update(Connector, { id }, changed);
      return { ...connector, ...changed };
    });
  }

  /** Makes a connector refuse deliveries and keeps its issues. Idempotent. @throws AppError not_found */
  async disableConnector(id: string, workspaceId: number | undefined): Promise<Connector> {
    return this.setDisabled(id, workspaceId, (before) => before ?? this.clock.now());
  }

  /** Makes a connector accept deliveries again. Idempotent. @throws AppError not_found */
  async enableConnector(id: string, workspaceId: number | undefined): Promise<Connector> {
    return this.setDisabled(id, workspaceId, () => null);
  }

  /** Returns null for a connector that does not exist or belongs to another workspace. */
  async findConnector(id: string, workspaceId: number): Promise<Connector | null> {
    return (await this.findConnectors(workspaceId, [id])).get(id) ?? null;
  }

  /** Returns connectors by id. Ids that do not exist in this workspace are omitted. */
  async findConnectors(workspaceId: number, ids: readonly string[]): Promise<Map<string, Connector>> {
    const validIds = ids.filter((id) => isId(ID_PREFIX.connector, id));
    const found = await inPortions(validIds, (portion) =>
      this.database.read((manager) => manager.findBy(Connector, { workspaceId, id: In(portion) })),
    );
    return new Map(found.map((connector) => [connector.id, connector]));
  }

  /** Returns the ids of a workspace's connectors, newest first. */
  async listIds(workspaceId: number, { limit, before }: PageRequest): Promise<IdPage> {
    const found = await this.database.read((manager) =>
      manager.find(Connector, {
        select: { id: true },
        where: { workspaceId, ...(before === null ? {} : { id: LessThan(before) }) },
        order: { id: 'DESC' },
        take: limit + 1,
      }),
    );
    const ids = found.slice(0, limit).map(({ id }) => id);
    return { ids, hasMore: found.length > limit, end: ids[ids.length - 1] ?? null };
  }

  /** Returns the connectors of a workspace or of all workspaces, oldest first, including disabled ones. */
  listConnectors(workspaceId?: number): Promise<Connector[]> {
    const where = workspaceId === undefined ? {} : { workspaceId };
    return this.database.read((manager) => manager.find(Connector, { where, order: { id: 'ASC' } }));
  }

  private async readForDelivery(id: string, bytes: Buffer): Promise<DeliveryConnector | null> {
    const connector = await this.database.read((manager) => manager.findOneBy(Connector, { id }));
    if (connector === null) return null;
    const secrets =
      connector.disabledAt === null ? await this.secrets.listActive(id, LIMITS.activeSecrets) : [];
    return { ...connector, bytes, secrets };
  }

  private setDisabled(
    id: string,
    workspaceId: number | undefined,
    next: (before: number | null) => number | null,
  ): Promise<Connector> {
    return this.change(id, workspaceId, async (manager, connector) => {
      const disabledAt = next(connector.disabledAt);
      await manager.update(Connector, { id }, { disabledAt });
      return { ...connector, disabledAt };
    });
  }

  /** Runs `work` on a connector and locks the connector until the commit. */
  private async change<T>(
    id: string,
    workspaceId: number | undefined,
    work: (manager: EntityManager, connector: Connector) => Promise<T>,
  ): Promise<T> {
    const result = await this.database.write(async ({ manager, forUpdate }: Tx) => {
      const connector = isId(ID_PREFIX.connector, id)
        ? await manager.findOne(Connector, { where: { id }, ...forUpdate })
        : null;
      if (connector === null || (workspaceId ?? connector.workspaceId) !== connector.workspaceId)
        throw new AppError('not_found', 'There is no such connector.');
      return work(manager, connector);
    });
    this.found.delete(id);
    return result;
  }
}

function secretOf(source: Source, provided: string | undefined): string {
  if (provided === undefined) return mintSecret(source);
  requireSecret(provided);
  return provided;
}
