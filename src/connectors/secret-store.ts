import { listText, paddedPortions } from '../db/bulk.js';
import type { Database } from '../db/database.js';
import type { Transaction } from '../db/engine.js';
import type { Clock } from '../domain/clock.js';
import { AppError } from '../domain/errors.js';
import { decodeId, encodeId, ID_PREFIX, IdMinter } from '../domain/ids.js';
import type { Sealing } from './sealing.js';

/** One secret as it is listed. Instants are epoch milliseconds. */
export interface SecretView {
  readonly createdAt: number;
  /** null: it is valid until another one takes its place. */
  readonly expiresAt: number | null;
}

/** The secrets of connectors, encrypted. */
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
  async insert(tx: Transaction, connectorId: string, secret: string): Promise<void> {
    const sealed = this.sealing.seal(purposeOf(connectorId), Buffer.from(secret));
    await tx.execute(
      'INSERT INTO connector_secret (id, connector_id, sealed, created_at) VALUES (?, ?, ?, ?)',
      [this.ids.mint(), bytesOf(connectorId), sealed, this.clock.now()],
    );
  }

  /** Ends all secrets of a connector at `until`, unless they end before; those that ended are deleted. */
  async retire(tx: Transaction, connectorId: string, until: number): Promise<void> {
    const bytes = bytesOf(connectorId);
    await tx.execute('DELETE FROM connector_secret WHERE connector_id = ? AND expires_at <= ?', [
      bytes,
      this.clock.now(),
    ]);
    await tx.execute(
      'UPDATE connector_secret SET expires_at = ? WHERE connector_id = ? AND (expires_at IS NULL OR expires_at > ?)',
      [until, bytes, until],
    );
  }

  /** @throws AppError unavailable when none of the keys fits */
  open(connectorId: string, sealed: Buffer): string {
    return this.sealing.open(purposeOf(connectorId), sealed).toString('utf8');
  }

  /** Those of each connector that are valid now, newest first. */
  async list(connectorIds: readonly string[]): Promise<Map<string, SecretView[]>> {
    const listed = new Map<string, SecretView[]>(connectorIds.map((id) => [id, []]));
    const wanted = connectorIds.map(bytesOf).filter((id) => id !== null);
    for (const portion of paddedPortions(wanted)) {
      const text = listText(
        'SELECT connector_id, created_at, expires_at FROM connector_secret WHERE (expires_at IS NULL OR expires_at > ?) AND connector_id IN',
        portion.length,
        ' ORDER BY CASE WHEN expires_at IS NULL THEN 0 ELSE 1 END, id DESC',
      );
      for (const row of await this.database.query(text, [this.clock.now(), ...portion]))
        listed.get(encodeId(ID_PREFIX.connector, row.connector_id as Buffer))?.push({
          createdAt: Number(row.created_at),
          expiresAt: row.expires_at === null ? null : Number(row.expires_at),
        });
    }
    return listed;
  }

  /**
   * Encrypts with the first key what another one encrypted, so that the other can be taken away.
   * @returns how many were encrypted anew, and how many no key fits
   */
  async reseal(): Promise<{ readonly resealed: number; readonly unreadable: number }> {
    const rows = await this.database.query('SELECT id, connector_id, sealed FROM connector_secret', []);
    let resealed = 0;
    let unreadable = 0;
    for (const row of rows) {
      if (this.sealing.isCurrent(row.sealed as Buffer)) continue;
      const connectorId = encodeId(ID_PREFIX.connector, row.connector_id as Buffer);
      const secret = this.tryOpen(connectorId, row.sealed as Buffer);
      if (secret === null) {
        unreadable += 1;
        continue;
      }
      const sealed = this.sealing.seal(purposeOf(connectorId), Buffer.from(secret));
      await this.database.write((tx) =>
        tx.execute('UPDATE connector_secret SET sealed = ? WHERE id = ?', [sealed, row.id as Buffer]),
      );
      resealed += 1;
    }
    return { resealed, unreadable };
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

function bytesOf(connectorId: string): Buffer | null {
  return decodeId(ID_PREFIX.connector, connectorId);
}

/** What a sealed secret is bound to. */
function purposeOf(connectorId: string): string {
  return `secret of ${connectorId}`;
}
