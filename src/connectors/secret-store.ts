import { type EntityManager, type FindOptionsSelect, In, IsNull, LessThanOrEqual, MoreThan } from 'typeorm';
import type { Database } from '../db/database.js';
import { inPortions } from '../db/keyset.js';
import type { Clock } from '../domain/clock.js';
import { ConnectorSecret } from '../domain/entities/connector-secret.js';
import { AppError } from '../domain/errors.js';
import { encodeId, ID_PREFIX, IdMinter, isId } from '../domain/ids.js';
import type { Sealing } from './sealing.js';

/** A secret as listed, without its value. Instants are epoch milliseconds. */
export interface SecretView {
  readonly createdAt: number;
  /** null while the secret is valid indefinitely. */
  readonly expiresAt: number | null;
}

/** Stores the secrets of connectors in encrypted form. */
export class SecretStore {
  private readonly ids: IdMinter;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly sealing: Sealing,
  ) {
    this.ids = new IdMinter(clock);
  }

  /** @throws AppError unavailable without a key to encrypt with */
  async insert(manager: EntityManager, connectorId: string, secret: string): Promise<void> {
    await manager.insert(ConnectorSecret, {
      id: encodeId(ID_PREFIX.secret, this.ids.mint()),
      connectorId,
      sealed: this.sealing.seal(purposeOf(connectorId), Buffer.from(secret)),
      createdAt: this.clock.now(),
    });
  }

  /** Makes all secrets of a connector expire no later than `until`, and deletes expired ones. */
  async retire(manager: EntityManager, connectorId: string, until: number): Promise<void> {
    await manager.delete(ConnectorSecret, { connectorId, expiresAt: LessThanOrEqual(this.clock.now()) });
    for (const expiresAt of [IsNull(), MoreThan(until)])
      await manager.update(ConnectorSecret, { connectorId, expiresAt }, { expiresAt: until });
  }

  /**
   * Returns the valid secrets of a connector in plain text, newest first.
   * @throws AppError unavailable when a secret cannot be decrypted with any configured key
   */
  async listActive(connectorId: string, limit: number): Promise<string[]> {
    const stored = await this.findActive([connectorId], { connectorId: true, sealed: true });
    return stored.slice(0, limit).map(({ sealed }) => this.open(connectorId, sealed));
  }

  /** Decrypts a secret. @throws AppError unavailable when no configured key can decrypt it */
  open(connectorId: string, sealed: Buffer): string {
    return this.sealing.open(purposeOf(connectorId), sealed).toString('utf8');
  }

  /** Lists the valid secrets of each connector, newest first. */
  async list(connectorIds: readonly string[]): Promise<Map<string, SecretView[]>> {
    const listed = new Map<string, SecretView[]>(connectorIds.map((id) => [id, []]));
    const select = { connectorId: true, createdAt: true };
    for (const { connectorId, createdAt, expiresAt } of await this.findActive(connectorIds, select))
      listed.get(connectorId)?.push({ createdAt, expiresAt });
    return listed;
  }

  /**
   * Re-encrypts with the first key all secrets that another key encrypted, so that the other key can be removed.
   * @returns the numbers of re-encrypted and of unreadable secrets
   */
  async reseal(): Promise<{ readonly resealed: number; readonly unreadable: number }> {
    const stored = await this.database.read((manager) => manager.find(ConnectorSecret));
    let resealed = 0;
    let unreadable = 0;
    for (const { id, connectorId, sealed } of stored) {
      if (this.sealing.isCurrent(sealed)) continue;
      const secret = this.tryOpen(connectorId, sealed);
      if (secret === null) {
        unreadable += 1;
        continue;
      }
      const renewed = this.sealing.seal(purposeOf(connectorId), Buffer.from(secret));
      await this.database.write(({ manager }) =>
        manager.update(ConnectorSecret, { id }, { sealed: renewed }),
      );
      resealed += 1;
    }
    return { resealed, unreadable };
  }

  /** Returns secrets without an expiry first, then the newest first. */
  private async findActive(
    connectorIds: readonly string[],
    select: FindOptionsSelect<ConnectorSecret>,
  ): Promise<ConnectorSecret[]> {
    const validIds = connectorIds.filter((id) => isId(ID_PREFIX.connector, id));
    const found = await inPortions(validIds, (portion) =>
      this.database.read((manager) =>
        manager.find(ConnectorSecret, {
          select: { id: true, expiresAt: true, ...select },
          where: [IsNull(), MoreThan(this.clock.now())].map((expiresAt) => ({
            connectorId: In(portion),
            expiresAt,
          })),
        }),
      ),
    );
    const expiryRank = (secret: ConnectorSecret): number => (secret.expiresAt === null ? 0 : 1);
    return found.sort((a, b) => expiryRank(a) - expiryRank(b) || (a.id < b.id ? 1 : -1));
  }

  private tryOpen(connectorId: string, sealed: Buffer): string | null {
    try {
      return this.open(connectorId, sealed);
    } catch (error) {
      if (error instanceof AppError) return null;
      throw error;
    }
  }
}

/** The purpose that a sealed secret is bound to. */
function purposeOf(connectorId: string): string {
  return `secret of ${connectorId}`;
}
