import type { Logger } from 'pino';
import type { Caller } from '../../access/access-store.js';
import { UnauthorizedError } from '../../access/bearer.js';
import { endsWithin } from '../../domain/bounded.js';
import type { Clock } from '../../domain/clock.js';

/** A socket or stream that stays open for a caller. */
export interface OpenConnection {
  readonly caller: Caller;
  /** The Authorization that let it in. */
  readonly authorization: string;
  /** Its token was revoked or has expired. */
  closeRevoked(): void;
  /** Looks whether the other side is still there. */
  checkAlive(): void;
  /** The server stops: asks the client to come back later. */
  goAway(): void;
  /** Ends it without waiting for the other side. */
  terminate(): void;
}

export interface OpenConnectionsOptions {
  /** Answers who it is, as long as the token is valid. */
  readonly authenticate: (authorization: string) => Caller | Promise<Caller>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly perWorkspace: number;
  /** Time between two looks at all of them. */
  readonly sweepMs: number;
}

/**
 * All connections that were let in, over either transport. One timer looks after them all: a timer for each would cost
 * more memory than the rest of an idle connection's state.
 */
export class OpenConnections {
  private readonly open = new Set<OpenConnection>();
  private readonly byWorkspace = new Map<number, number>();
  private readonly timer: NodeJS.Timeout;
  private sweeping: Promise<void> | undefined;
  private emptied: (() => void) | undefined;
  private closing = false;

  constructor(private readonly options: OpenConnectionsOptions) {
    this.timer = setInterval(() => void this.sweep(), options.sweepMs).unref();
  }

  get size(): number {
    return this.open.size;
  }

  /** Whether no more may be added, since the server stops. */
  get isClosing(): boolean {
    return this.closing;
  }

  /** false when the workspace has as many as it may have, or when all are being closed; then it is not added. */
  add(connection: OpenConnection): boolean {
    const { workspaceId } = connection.caller;
    const count = this.byWorkspace.get(workspaceId) ?? 0;
    if (this.closing || count >= this.options.perWorkspace) return false;
    this.byWorkspace.set(workspaceId, count + 1);
    this.open.add(connection);
    return true;
  }

  /** Once it is closed; again changes nothing. */
  remove(connection: OpenConnection): void {
    if (!this.open.delete(connection)) return;
    const { workspaceId } = connection.caller;
    const count = (this.byWorkspace.get(workspaceId) ?? 1) - 1;
    if (count > 0) this.byWorkspace.set(workspaceId, count);
    else this.byWorkspace.delete(workspaceId);
    if (this.open.size === 0) this.emptied?.();
  }

  /** Drops what is dead and what may not be open any longer. Two at a time are one. */
  sweep(): Promise<void> {
    this.sweeping ??= this.look().finally(() => {
      this.sweeping = undefined;
    });
    return this.sweeping;
  }

  /** Asks all to leave and, after `graceMs`, ends those that are still there. */
  async close(graceMs: number): Promise<void> {
    this.closing = true;
    clearInterval(this.timer);
    for (const connection of [...this.open]) connection.goAway();
    if (this.open.size > 0) {
      const emptied = new Promise<void>((resolve) => {
        this.emptied = resolve;
      });
      await endsWithin(emptied, graceMs);
    }
    for (const connection of [...this.open]) connection.terminate();
    await this.sweeping;
  }

  private async look(): Promise<void> {
    const byToken = new Map<string, OpenConnection[]>();
    for (const connection of this.open) {
      connection.checkAlive();
      const same = byToken.get(connection.authorization);
      if (same === undefined) byToken.set(connection.authorization, [connection]);
      else same.push(connection);
    }
    // The expiry needs no database, the rest of it does.
    for (const connection of this.open) if (this.hasExpired(connection)) connection.closeRevoked();
    try {
      for (const [authorization, connections] of byToken)
        if (await this.isRefused(authorization))
          for (const connection of connections) connection.closeRevoked();
    } catch (error) {
      // A database that is away says nothing about the tokens: they are looked at again.
      this.options.logger.warn({ err: error }, 'the tokens of open connections could not be checked');
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
