import type { Logger } from 'pino';
import { logFault } from '../domain/fault-log.js';
import { LIMITS } from '../domain/limits.js';

export interface RecheckOptions {
  /** Whether changes made by other processes are announced as they happen. */
  readonly isRelayed: () => boolean;
  readonly hasSubscribers: () => boolean;
  /** Searches the database for changes that were not announced. */
  readonly search: () => Promise<void>;
  readonly logger: Logger;
  /** Logged with the error when a search fails. */
  readonly failure: string;
}

/**
 * Searches the database for changes that were not announced, while there are subscribers: every few seconds, or every
 * second while announcements of other processes are not received. Searches run one at a time.
 */
export class Recheck {
  private searching: Promise<void> = Promise.resolve();
  private searchedAt = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: RecheckOptions) {}

  /** Call it when a subscription begins. */
  schedule(): void {
    this.timer ??= setTimeout(() => void this.tick(), LIMITS.unrelayedRecheckMs).unref();
  }

  /** Searches now. Never rejects: a search that fails is repeated. */
  run(): Promise<void> {
    const { search, logger, failure } = this.options;
    this.searching = this.searching.then(async () => {
      this.searchedAt = performance.now();
      try {
        await search();
      } catch (error) {
        logFault(logger, error, failure);
      }
    });
    return this.searching;
  }

  /** Waits for a search under way. Call it after the last subscription has ended. */
  async close(): Promise<void> {
    clearTimeout(this.timer);
    await this.searching;
  }

  private async tick(): Promise<void> {
    const isDue = performance.now() - this.searchedAt >= LIMITS.relayedRecheckMs;
    if (isDue || !this.options.isRelayed()) await this.run();
    this.timer = undefined;
    if (this.options.hasSubscribers()) this.schedule();
  }
}
