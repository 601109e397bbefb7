import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import type { Logger } from 'pino';

/** Sends changes to other processes and receives theirs. Changes can be lost. */
export interface Relay<T> {
  publish(changes: readonly T[]): void;
  /** Calls `changed` with the changes that others publish, and `resumed` after each (re)connection, when some may have been lost. */
  listen(changed: (changes: readonly T[]) => void, resumed: () => void): void;
  /** Whether changes are sent and received now. */
  isReady(): boolean;
  close(): Promise<void>;
}

export interface RedisRelayOptions<T> {
  /** Can contain a password; it is never logged. */
  readonly url: string;
  readonly channel: string;
  /** Whether a received value is a change. Other programs may use the channel. */
  readonly isChange: (change: T) => boolean;
  readonly logger: Logger;
}

const RECONNECT_MAX_MS = 1_000;
const SOCKET_TIMEOUT_MS = 2_000;

/** A published message. */
interface RelayMessage<T> {
  /** The `senderId` of the relay that published it. */
  readonly from: string;
  readonly changes: readonly T[];
}

/** Sends changes between replicas with Redis pub/sub, which keeps no messages for disconnected subscribers. */
export class RedisRelay<T> implements Relay<T> {
  /** Identifies messages of this process, which it ignores. */
  private readonly senderId = randomUUID();
  private readonly publisher: Redis;
  private readonly subscriber: Redis;
  private subscribed = false;
  private unavailable = false;
  private closed = false;

  constructor(private readonly options: RedisRelayOptions<T>) {
    const { url } = options;
    const retryStrategy = (attempt: number): number => Math.min(attempt * 50, RECONNECT_MAX_MS);
    const common = { connectTimeout: SOCKET_TIMEOUT_MS, retryStrategy };
    // Changes that cannot be sent now are dropped: announcements are hints, and memory must not grow in an outage.
    this.publisher = new Redis(url, { ...common, enableOfflineQueue: false, maxRetriesPerRequest: 0 });
    this.subscriber = new Redis(url, { ...common, autoResubscribe: false, maxRetriesPerRequest: null });
    for (const client of [this.publisher, this.subscriber])
      client.on('error', (error) => this.reportOutage(error));
  }

  publish(changes: readonly T[]): void {
    const message: RelayMessage<T> = { from: this.senderId, changes };
    this.publisher
      .publish(this.options.channel, JSON.stringify(message))
      .catch((error: Error) => this.reportOutage(error));
  }

  listen(changed: (changes: readonly T[]) => void, resumed: () => void): void {
    this.subscriber.on('message', (_channel, text) => {
      const message = this.parse(text);
      if (message !== null && message.from !== this.senderId) changed(message.changes);
    });
    // Subscribe first and check for lost changes afterwards: in the other order a change in between would be missed.
    this.subscriber.on('ready', () => {
      this.subscriber.subscribe(this.options.channel).then(
        () => this.resume(resumed),
        (error: Error) => this.reportOutage(error),
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

  /** Changes that were published while this process was not subscribed are lost. */
  private resume(resumed: () => void): void {
    if (this.unavailable)
      this.options.logger.info('Redis is available again; changes of other replicas are received');
    this.unavailable = false;
    this.subscribed = true;
    resumed();
  }

  /** Logs only the message, because the error of a refused AUTH contains the password. */
  private reportOutage(error: Error): void {
    if (this.closed || this.unavailable) return;
    this.unavailable = true;
    this.options.logger.warn(
      { reason: error.message },
      'Redis is unavailable; the database is polled for subscribers',
    );
  }

  /** Returns null for a message of another program. */
  private parse(text: string): RelayMessage<T> | null {
    try {
      const { from, changes } = JSON.parse(text) as RelayMessage<T>;
      return Array.isArray(changes) && changes.every(this.options.isChange) ? { from, changes } : null;
    } catch {
      return null;
    }
  }
}
