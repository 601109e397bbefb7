import type { Logger } from 'pino';
import type { Caller } from '../../access/access-store.js';
import { UnauthorizedError } from '../../access/bearer.js';
import { endsWithin } from '../../domain/bounded.js';
import type { Clock } from '../../domain/clock.js';
import { logFault } from '../../domain/fault-log.js';

/** A WebSocket or event stream that stays open for a caller. */
export interface OpenConnection {
  readonly caller: Caller;
  /** The Authorization with which the connection was admitted. */
  readonly authorization: string;
  /** Closes the connection because its token was revoked or has expired. */
  closeRevoked(): void;
  /** Called once per sweep. Ends the connection when the client no longer responds. */
  checkAlive(): void;
  /** Closes the connection because the server stops: the client reconnects later. */
  goAway(): void;
  /** Ends the connection without waiting for the client. */
  terminate(): void;
}

export interface OpenConnectionsOptions {
  /** Returns the caller, or rejects with UnauthorizedError once the token is no longer valid. */
  readonly authenticate: (authorization: string) => Caller | Promise<Caller>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly perWorkspace: number;
  /** Time between two sweeps, and so the longest delay of a revocation. */
  readonly sweepMs: number;
}

/**
 * All admitted connections, over either transport. One timer serves them all: a timer for each would need more memory
 * than the rest of an idle connection.
 */
export class OpenConnections {
  private readonly open = new Set<OpenConnection>();
  private readonly byWorkspace = new Map<number, number>();
  private readonly timer: NodeJS.Timeout;
  private sweeping: Promise<void> | undefined;
  private onEmpty: (() => void) | undefined;
  private closing = false;

  constructor(private readonly options: OpenConnectionsOptions) {
    this.timer = setInterval(() => void this.sweep(), options.sweepMs).unref();
  }

  get size(): number {
    return this.open.size;
  }

  /** Whether the server stops and no more connections are added. */
  get isClosing(): boolean {
    return this.closing;
  }

  /** Adds a connection, or returns false when its workspace has too many or when the server stops. */
  add(connection: OpenConnection): boolean {
    const { workspaceId } = connection.caller;
    const count = this.byWorkspace.get(workspaceId) ?? 0;
    if (this.closing || count >= this.options.perWorkspace) return false;
    this.byWorkspace.set(workspaceId, count + 1);
    this.open.add(connection);
    return true;
  }

  /** Removes a closed connection. Further calls for it have no effect. */
  remove(connection: OpenConnection): void {
    if (!this.open.delete(connection)) return;
    const { workspaceId } = connection.caller;
    const count = (this.byWorkspace.get(workspaceId) ?? 1) - 1;
    if (count > 0) this.byWorkspace.set(workspaceId, count);
    else this.byWorkspace.delete(workspaceId);
    if (this.open.size === 0) this.onEmpty?.();
  }

  /** Closes dead connections and those whose token is no longer valid. Joins a sweep that is already running. */
  sweep(): Promise<void> {
    this.sweeping ??= this.sweepOnce().finally(() => {
      this.sweeping = undefined;
    });
    return this.sweeping;
  }

  /** Asks all clients to leave and, after `graceMs`, ends the remaining connections. */
  async close(graceMs: number): Promise<void> {
    this.closing = true;
    clearInterval(this.timer);
    for (const connection of [...this.open]) connection.goAway();
    if (this.open.size > 0) {
      const emptied = new Promise<void>((resolve) => {
        this.onEmpty = resolve;
      });
      await endsWithin(emptied, graceMs);
    }
    for (const connection of [...this.open]) connection.terminate();
    await this.sweeping;
  }

  private async sweepOnce(): Promise<void> {
    const byToken = new Map<string, OpenConnection[]>();
    for (const connection of this.open) {
      connection.checkAlive();
      const sameToken = byToken.get(connection.authorization);
      if (sameToken === undefined) byToken.set(connection.authorization, [connection]);
      else sameToken.push(connection);
    }
    // Expired tokens are closed first, because that needs no database.
    for (const connection of this.open) if (this.hasExpired(connection)) connection.closeRevoked();
    try {
      for (const [authorization, connections] of byToken)
        if (await this.isRefused(authorization))
          for (const connection of connections) connection.closeRevoked();
    } catch (error) {
      // The connections stay open while the database is unavailable; the next sweep checks them again.
      logFault(this.options.logger, error, 'the tokens of open connections could not be checked; retrying');
    }
  }

  private hasExpired({ caller: { expiresAt } }: OpenConnection): boolean {
    return expiresAt !== null && expiresAt <= this.options.clock.now();
  }

  private async isRefused(authorization: string): Promise<boolean> {
    try {
      await this.options.authenticate(authorization);
      return false;
    } catch (error) {
      if (error instanceof UnauthorizedError) return true;
      throw error;
    }
  }
}
