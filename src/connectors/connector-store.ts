import { LRUCache } from 'lru-cache';
import { listText, paddedPortions } from '../db/bulk.js';
import type { Database } from '../db/database.js';
import type { Row, Transaction } from '../db/engine.js';
import { ABOVE_ALL } from '../db/keyset.js';
import type { Clock } from '../domain/clock.js';
import { AppError } from '../domain/errors.js';
import { decodeId, encodeId, ID_PREFIX, IdMinter } from '../domain/ids.js';
import { LIMITS } from '../domain/limits.js';
import type { IdPage, PageRequest } from '../domain/page.js';
import {
  type ConnectorSettings,
  DEFAULT_SETTINGS,
  parseSettings,
} from '../domain/rules/connector-settings.js';
import { requireName } from '../domain/rules/name.js';
import { mintSecret, requireSecret } from '../domain/rules/webhook-secret.js';
import type { Source } from '../domain/source.js';
import type { SecretStore } from './secret-store.js';

/** A connector as it is listed: never with a secret. Instants are epoch milliseconds. */
export interface ConnectorView {
  readonly id: string;
  readonly workspaceId: number;
  readonly source: Source;
  readonly name: string | null;
  readonly settings: ConnectorSettings;
  /** null: it takes deliveries. */
  readonly disabledAt: number | null;
  readonly createdAt: number;
}

/** A connector with the secret that was just made or handed over, the only time that it is shown. */
export interface ConnectorWithSecret {
  readonly connector: ConnectorView;
  readonly secret: string;
}

/** What a delivery is proven and read with. */
export interface DeliveryConnector extends ConnectorView {
  readonly bytes: Buffer;
  /** Active ones, newest first; none for a disabled connector. */
  readonly secrets: readonly string[];
}

export interface NewConnector {
  readonly workspaceId: number;
  readonly source: Source;
  readonly name?: string | null | undefined;
  /** As somebody wrote them. */
  readonly settings?: unknown;
  /** From a source that makes it itself; without it one is made here. */
  readonly secret?: string | undefined;
}

export interface ConnectorChanges {
  readonly name?: string | null | undefined;
  readonly settings?: unknown;
}

interface Known {
  readonly connector: DeliveryConnector | null;
  readonly readAt: number;
}

const COLUMNS = 'c.id, c.workspace_id, c.source, c.name, c.settings, c.disabled_at, c.created_at';
const CACHED = 5_000;
const HOUR_MS = 3_600_000;

/** Connectors and their secrets, which leave it in the clear only to prove deliveries and once to be shown. */
export class ConnectorStore {
  private readonly ids: IdMinter;
  /** Apart, so that strangers who try ids cannot push known ones out. */
  private readonly found = new LRUCache<string, Known>({ max: CACHED });
  private readonly missing = new LRUCache<string, Known>({ max: CACHED });

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly secrets: SecretStore,
  ) {
    this.ids = new IdMinter(clock);
  }

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

  /**
   * What deliveries to this id are proven with; null when there is no such connector. Trusted for
   * `LIMITS.tokenCacheMs`: so long a change takes until every process notices.
   * @throws AppError unavailable when its secrets cannot be read, or the database
   */
  async findForDelivery(id: string): Promise<DeliveryConnector | null> {
    const now = this.clock.now();
    const known = this.found.get(id) ?? this.missing.get(id);
    const age = known === undefined ? -1 : now - known.readAt;
    if (known !== undefined && age >= 0 && age < LIMITS.tokenCacheMs) return known.connector;
    const bytes = decodeId(ID_PREFIX.connector, id);
    if (bytes === null) return null;
    const connector = await this.readForDelivery(id, bytes, now);
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
    const bytes = this.ids.mint();
    const id = encodeId(ID_PREFIX.connector, bytes);
    const createdAt = this.clock.now();
    await this.database.write(async (tx) => {
      await tx.execute(
        'INSERT INTO connector (id, workspace_id, source, name, settings, created_at) VALUES (?, ?, ?, ?, ?, ?)',
        [bytes, workspaceId, source, name, JSON.stringify(settings), createdAt],
      );
      await this.secrets.insert(tx, id, secret);
    });
    return {
      connector: { id, workspaceId, source, name, settings, disabledAt: null, createdAt },
      secret,
    };
  }

  /**
   * Gives a connector another secret. The ones before stay valid for `overlapMs`, so that the sender can be changed
   * meanwhile.
   * @throws AppError not_found, validation_error; unavailable without a key to encrypt with
   */
  async rotateSecret(
    id: string,
    workspaceId: number | undefined,
    options: { readonly secret?: string | undefined; readonly overlapMs?: number } = {},
  ): Promise<ConnectorWithSecret> {
    const { overlapMs = LIMITS.secretOverlapHours * HOUR_MS } = options;
    return this.change(id, workspaceId, async (tx, connector) => {
      const secret = secretOf(connector.source, options.secret);
      await this.secrets.retire(tx, id, this.clock.now() + overlapMs);
      await this.secrets.insert(tx, id, secret);
      return { connector, secret };
    });
  }

  /** Changes what is given and keeps the rest. @throws AppError not_found, validation_error */
  async updateConnector(
    id: string,
    workspaceId: number | undefined,
    changes: ConnectorChanges,
  ): Promise<ConnectorView> {
    if (typeof changes.name === 'string') requireName('connector', changes.name);
    const settings = changes.settings === undefined ? undefined : parseSettings(changes.settings);
    return this.change(id, workspaceId, async (tx, connector, bytes) => {
      const { name = connector.name } = changes;
      const kept = settings ?? connector.settings;
      await tx.execute('UPDATE connector SET name = ?, settings = ? WHERE id = ?', [
        name,
        JSON.stringify(kept),
        bytes,
      ]);
      return { ...connector, name, settings: kept };
    });
  }

  /** A disabled connector takes no deliveries; its issues stay. Again changes nothing. @throws AppError not_found */
  async disableConnector(id: string, workspaceId: number | undefined): Promise<ConnectorView> {
    return this.setDisabled(id, workspaceId, (before) => before ?? this.clock.now());
  }

  /** @throws AppError not_found */
  async enableConnector(id: string, workspaceId: number | undefined): Promise<ConnectorView> {
    return this.setDisabled(id, workspaceId, () => null);
  }

  /** null for one that does not exist or is another workspace's. */
  async findConnector(id: string, workspaceId: number): Promise<ConnectorView | null> {
    return (await this.findConnectors(workspaceId, [id])).get(id) ?? null;
  }

  /** Those of `ids` that are the workspace's. */
  async findConnectors(workspaceId: number, ids: readonly string[]): Promise<Map<string, ConnectorView>> {
    const found = new Map<string, ConnectorView>();
    const wanted = ids.map((id) => decodeId(ID_PREFIX.connector, id)).filter((id) => id !== null);
    for (const portion of paddedPortions(wanted)) {
      const text = listText(
        `SELECT ${COLUMNS} FROM connector c WHERE c.workspace_id = ? AND c.id IN`,
        portion.length,
      );
      for (const connector of (await this.database.query(text, [workspaceId, ...portion])).map(connectorOf))
        found.set(connector.id, connector);
    }
    return found;
  }

  /** The ids of a workspace's connectors, newest first. */
  async listIds(workspaceId: number, { limit, before }: PageRequest): Promise<IdPage> {
    const start = before === null ? ABOVE_ALL : decodeId(ID_PREFIX.connector, before);
    const rows = await this.database.query(
      `SELECT id FROM connector WHERE workspace_id = ? AND id < ? ORDER BY id DESC LIMIT ${LIMITS.pageMax + 1}`,
      [workspaceId, start],
    );
    const ids = rows.slice(0, limit).map((row) => encodeId(ID_PREFIX.connector, row.id as Buffer));
    return { ids, hasMore: rows.length > limit, end: ids[ids.length - 1] ?? null };
  }

  /** Oldest first, disabled ones too; of all workspaces when none is named. */
  async listConnectors(workspaceId?: number): Promise<ConnectorView[]> {
    const rows =
      workspaceId === undefined
        ? await this.database.query(`SELECT ${COLUMNS} FROM connector c ORDER BY c.id`, [])
        : await this.database.query(
            `SELECT ${COLUMNS} FROM connector c WHERE c.workspace_id = ? ORDER BY c.id`,
            [workspaceId],
          );
    return rows.map(connectorOf);
  }

  private async readForDelivery(id: string, bytes: Buffer, now: number): Promise<DeliveryConnector | null> {
    const rows = await this.database.query(
      `SELECT ${COLUMNS}, s.sealed FROM connector c LEFT JOIN connector_secret s ON s.connector_id = c.id AND (s.expires_at IS NULL OR s.expires_at > ?) WHERE c.id = ? ORDER BY CASE WHEN s.expires_at IS NULL THEN 0 ELSE 1 END, s.id DESC LIMIT ${LIMITS.activeSecrets}`,
      [now, bytes],
    );
    const [first] = rows;
    if (first === undefined) return null;
    const connector = connectorOf(first);
    const sealed = connector.disabledAt === null ? rows.map((row) => row.sealed as Buffer | null) : [];
    const secrets = sealed.flatMap((value) => (value === null ? [] : [this.secrets.open(id, value)]));
    return { ...connector, bytes, secrets };
  }

  private setDisabled(
    id: string,
    workspaceId: number | undefined,
    next: (before: number | null) => number | null,
  ): Promise<ConnectorView> {
    return this.change(id, workspaceId, async (tx, connector, bytes) => {
      const disabledAt = next(connector.disabledAt);
      await tx.execute('UPDATE connector SET disabled_at = ? WHERE id = ?', [disabledAt, bytes]);
      return { ...connector, disabledAt };
    });
  }

  /** Runs `work` on a connector that nobody else changes meanwhile. */
  private async change<T>(
    id: string,
    workspaceId: number | undefined,
    work: (tx: Transaction, connector: ConnectorView, bytes: Buffer) => Promise<T>,
  ): Promise<T> {
    const bytes = decodeId(ID_PREFIX.connector, id);
    const tail = this.database.kind === 'sqlite' ? '' : ' FOR UPDATE';
    const result = await this.database.write(async (tx) => {
      const { rows } = await tx.execute(`SELECT ${COLUMNS} FROM connector c WHERE c.id = ?${tail}`, [bytes]);
      const connector = rows.map(connectorOf)[0];
      if (
        bytes === null ||
        connector === undefined ||
        (workspaceId ?? connector.workspaceId) !== connector.workspaceId
      )
        throw new AppError('not_found', 'There is no such connector.');
      return work(tx, connector, bytes);
    });
    this.found.delete(id);
    return result;
  }
}

function secretOf(source: Source, handedOver: string | undefined): string {
  if (handedOver === undefined) return mintSecret(source);
  requireSecret(handedOver);
  return handedOver;
}

function connectorOf(row: Row): ConnectorView {
  return {
    id: encodeId(ID_PREFIX.connector, row.id as Buffer),
    workspaceId: Number(row.workspace_id),
    source: row.source as Source,
    name: row.name === null ? null : String(row.name),
    settings:
      row.settings === null ? DEFAULT_SETTINGS : { ...DEFAULT_SETTINGS, ...JSON.parse(String(row.settings)) },
    disabledAt: row.disabled_at === null ? null : Number(row.disabled_at),
    createdAt: Number(row.created_at),
  };
}
