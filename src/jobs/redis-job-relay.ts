import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { JobChange } from '../domain/job.js';
import { JOB_STATUSES } from '../domain/job.js';
import type { JobRelay } from './job-events.js';

const CHANNEL = 'causeloop:jobs';
const RECONNECT_MAX_MS = 1_000;
const SOCKET_TIMEOUT_MS = 2_000;

/** What is published: who did, and the changes. */
interface Message {
  readonly from: string;
  readonly changes: readonly JobChange[];
}

/** Carries changes between replicas over Redis, which keeps nothing for those who are away. */
export class RedisJobRelay implements JobRelay {
  /** So that a process does not hear itself. */
  private readonly name = randomUUID();
  private readonly publisher: Redis;
  private readonly subscriber: Redis;
  private subscribed = false;
  private away = false;
  private closed = false;

  /** @param url may hold a password; it is not logged */
  constructor(
    url: string,
    private readonly logger: Logger,
  ) {
    const retryStrategy = (attempt: number): number => Math.min(attempt * 50, RECONNECT_MAX_MS);
    const common = { connectTimeout: SOCKET_TIMEOUT_MS, retryStrategy };
    // What cannot be sent now is dropped: announcements are hints, and memory must not grow in an outage.
    this.publisher = new Redis(url, { ...common, enableOfflineQueue: false, maxRetriesPerRequest: 0 });
    this.subscriber = new Redis(url, { ...common, autoResubscribe: false, maxRetriesPerRequest: null });
    for (const client of [this.publisher, this.subscriber]) client.on('error', (error) => this.leave(error));
  }

  publish(changes: readonly JobChange[]): void {
    const message: Message = { from: this.name, changes };
    this.publisher.publish(CHANNEL, JSON.stringify(message)).catch((error: Error) => this.leave(error));
  }

  listen(changed: (changes: readonly JobChange[]) => void, resumed: () => void): void {
    this.subscriber.on('message', (_channel, text) => {
      const message = parse(text);
      if (message !== null && message.from !== this.name) changed(message.changes);
    });
    // On every connection anew, and only then what was lost is looked for: in the other order something could be missed.
    this.subscriber.on('ready', () => {
      this.subscriber.subscribe(CHANNEL).then(
        () => this.comeBack(resumed),
        (error: Error) => this.leave(error),
      );
    });
    this.subscriber.on('close', () => {
      this.subscribed = false;
    });
  }

  isReady(): boolean {
    return this.subscribed && this.publisher.status === 'ready' && this.subscriber.status === 'ready';
  }

  async close(): Promise<void> {
    this.closed = true;
    this.publisher.disconnect();
    this.subscriber.disconnect();
  }

  /** What was published while nobody listened is gone. */
  private comeBack(resumed: () => void): void {
    if (this.away) this.logger.info('Redis answers again; jobs of other replicas are followed');
    this.away = false;
    this.subscribed = true;
    resumed();
  }

  /** Only the message is logged: the error of a refused AUTH carries the password. */
  private leave(error: Error): void {
    if (this.closed || this.away) return;
    this.away = true;
    this.logger.warn({ reason: error.message }, 'Redis does not answer; followed jobs are looked at instead');
  }
}

/** null for what is none of ours. */
function parse(text: string): Message | null {
  try {
    const { from, changes } = JSON.parse(text) as Message;
    const known = Array.isArray(changes) && changes.every(({ status }) => JOB_STATUSES.includes(status));
    return known ? { from, changes } : null;
  } catch {
    return null;
  }
}
