import type { Logger } from 'pino';
import type { DeliveryStore } from '../connectors/delivery-store.js';
import type { JobStore } from '../jobs/job-store.js';
import type { IdempotencyStore } from './idempotency-store.js';

const HOUR_MS = 3_600_000;
/** Rows that one statement deletes, so that nobody waits long behind it. */
const CHUNK = 500;

/** Deletes jobs, idempotency records and deliveries whose time is over, at start and every hour. */
export class Retention {
  private timer: NodeJS.Timeout | undefined;
  private stopping = false;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly jobs: JobStore,
    private readonly idempotency: IdempotencyStore,
    private readonly deliveries: DeliveryStore,
    private readonly days: { readonly jobs: number; readonly deliveries: number },
    private readonly logger: Logger,
  ) {}

  start(): void {
    const run = (): void => {
      this.running = this.prune().catch((error: unknown) => {
        this.logger.warn({ err: error }, 'what is old could not be deleted; trying again in an hour');
      });
    };
    run();
    this.timer = setInterval(run, HOUR_MS);
    this.timer.unref();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    clearInterval(this.timer);
    await this.running;
  }

  async prune(): Promise<void> {
    while (!this.stopping && (await this.jobs.prune(this.days.jobs, CHUNK)) === CHUNK);
    while (!this.stopping && (await this.idempotency.prune(CHUNK)) === CHUNK);
    while (!this.stopping && (await this.deliveries.prune(this.days.deliveries, CHUNK)) === CHUNK);
  }
}
