import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import type { DeliveryStore, NewDelivery } from '../connectors/delivery-store.js';
import type { Database } from '../db/database.js';
import type { Clock } from '../domain/clock.js';
import { logFault } from '../domain/fault-log.js';
import { LIMITS } from '../domain/limits.js';

const MINUTE_MS = 60_000;
/** Connectors whose refusals are counted; forgetting one allows it a few more log entries. */
const COUNTED = 5_000;

interface Minute {
  readonly startedAt: number;
  logged: number;
}

/**
 * Logs refused deliveries after the response, so that response times do not reveal whether a connector exists. Anyone
 * can cause refusals, so their number per minute and in the log is limited.
 */
export class RefusalLog {
  private readonly minutes = new LRUCache<string, Minute>({ max: COUNTED });
  private readonly writing = new Set<Promise<void>>();

  constructor(
    private readonly database: Database,
    private readonly deliveries: DeliveryStore,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  add(delivery: NewDelivery): void {
    if (!this.mayLog(delivery.connectorId.toString('latin1'))) return;
    const written = this.write(delivery)
      .catch((error: unknown) => {
        logFault(this.logger, error, 'a refused delivery could not be logged');
      })
      .finally(() => this.writing.delete(written));
    this.writing.add(written);
  }

  /** Returns once everything added so far is written, or could not be written. */
  async settled(): Promise<void> {
    await Promise.all(this.writing);
  }

  private async write(delivery: NewDelivery): Promise<void> {
    await this.database.write((tx) => this.deliveries.insert(tx, [delivery]));
    await this.deliveries.trimRefusals(delivery.connectorId, LIMITS.loggedRefusals);
  }

  private mayLog(connector: string): boolean {
    const now = this.clock.now();
    let minute = this.minutes.get(connector);
    if (minute === undefined || now < minute.startedAt || now - minute.startedAt >= MINUTE_MS) {
      minute = { startedAt: now, logged: 0 };
      this.minutes.set(connector, minute);
    }
    minute.logged += 1;
    return minute.logged <= LIMITS.loggedRefusalsPerMinute;
  }
}
