import type { Logger } from 'pino';
import { DeliveryStore } from '../connectors/delivery-store.js';
import type { Database } from '../db/database.js';
import type { Clock } from '../domain/clock.js';
import { logFault } from '../domain/fault-log.js';
import { RemovalStore } from '../issues/removal-store.js';
import { JobStore } from '../jobs/job-store.js';
import { IdempotencyStore } from './idempotency-store.js';

const HOUR_MS = 3_600_000;
/** Rows deleted by one statement, so that it holds its locks only briefly. */
const CHUNK = 500;

/** Deletes expired jobs, idempotency records, deliveries and removals, at start and every hour. */
export class Retention {
  private timer: NodeJS.Timeout | undefined;
  private stopping = false;
  private running: Promise<void> = Promise.resolve();

  private readonly jobs: JobStore;
  private readonly idempotency: IdempotencyStore;
  private readonly deliveries: DeliveryStore;
  private readonly removals: RemovalStore;

  constructor(
    database: Database,
    clock: Clock,
    private readonly days: { readonly jobs: number; readonly deliveries: number },
    private readonly logger: Logger,
  ) {
    this.jobs = new JobStore(database, clock);
    this.idempotency = new IdempotencyStore(database, clock);
    this.deliveries = new DeliveryStore(database, clock);
    this.removals = new RemovalStore(database, clock);
  }

  start(): void {
    const run = (): void => {
      this.running = this.prune().catch((error: unknown) => {
        logFault(this.logger, error, 'expired rows could not be deleted; retrying in an hour');
      });
    };
    run();
    this.timer = setInterval(run, HOUR_MS).unref();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    clearInterval(this.timer);
    await this.running;
  }

  /** Deletes everything that has expired. Ends early when `stop` is called. */
  async prune(): Promise<void> {
    while (!this.stopping && (await this.jobs.prune(this.days.jobs, CHUNK)) === CHUNK);
    while (!this.stopping && (await this.idempotency.prune(CHUNK)) === CHUNK);
    while (!this.stopping && (await this.deliveries.prune(this.days.deliveries, CHUNK)) === CHUNK);
    if (!this.stopping) await this.removals.prune();
  }
}
