import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import type { Logger } from 'pino';

/** Carries changes to and from other processes. It may lose some. */
export interface Relay<T> {
  publish(changes: readonly T[]): void;
  /** `changed` gets what others published; `resumed` is called when some of it may have been lost. */
  listen(changed: (changes: readonly T[]) => void, resumed: () => void): void;
  /** Whether it carries changes now. */
  isReady(): boolean;
  close(): Promise<void>;
}

export interface RedisRelayOptions<T> {
  /** May hold a password; it is not logged. */
  readonly url: string;
  readonly channel: string;
  /** Whether what came in is a change; others may use the channel. */
  readonly isChange: (change: T) => boolean;
  readonly logger: Logger;
}

const RECONNECT_MAX_MS = 1_000;
const SOCKET_TIMEOUT_MS = 2_000;

/** What is published: who did, and the changes. */
interface Message<T> {
  readonly from: string;
  readonly changes: readonly T[];
}

/** Carries changes between replicas over Redis, which keeps nothing for those who are away. */
export class RedisRelay<T> implements Relay<T> {
  /** So that a process does not hear itself. */
  private readonly name = randomUUID();
  private readonly publisher: Redis;
  private readonly subscriber: Redis;
  private subscribed = false;
  private away = false;
  private closed = false;

  constructor(private readonly options: RedisRelayOptions<T>) {
    const { url } = options;
    const retryStrategy = (attempt: number): number => Math.min(attempt * 50, RECONNECT_MAX_MS);
    const common = { connectTimeout: SOCKET_TIMEOUT_MS, retryStrategy };
    // What cannot be sent now is dropped: announcements are hints, and memory must not grow in an outage.
    this.publisher = new Redis(url, { ...common, enableOfflineQueue: false, maxRetriesPerRequest: 0 });
    this.subscriber = new Redis(url, { ...common, autoResubscribe: false, maxRetriesPerRequest: null });
    for (const client of [this.publisher, this.subscriber]) client.on('error', (error) => this.leave(error));
  }

  publish(changes: readonly T[]): void {
    const message: Message<T> = { from: this.name, changes };
    this.publisher
      .publish(this.options.channel, JSON.stringify(message))
      .catch((error: Error) => this.leave(error));
  }

  listen(changed: (changes: readonly T[]) => void, resumed: () => void): void {
    this.subscriber.on('message', (_channel, text) => {
      const message = this.parse(text);
      if (message !== null && message.from !== this.name) changed(message.changes);
    });
    // On every connection anew, and only then what was lost is looked for: in the other order something could be missed.
    this.subscriber.on('ready', () => {
      this.subscriber.subscribe(this.options.channel).then(
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
    if (this.away) this.options.logger.info('Redis answers again; changes of other replicas are followed');
    this.away = false;
    this.subscribed = true;
    resumed();
  }

  /** Only the message is logged: the error of a refused AUTH carries the password. */
  private leave(error: Error): void {
    if (this.closed || this.away) return;
    this.away = true;
    this.options.logger.warn(
      { reason: error.message },
      'Redis does not answer; what is followed is looked at instead',
    );
  }

  /** null for what is none of ours. */
  private parse(text: string): Message<T> | null {
    try {
      const { from, changes } = JSON.parse(text) as Message<T>;
      return Array.isArray(changes) && changes.every(this.options.isChange) ? { from, changes } : null;
    } catch {
      return null;
    }
  }
}
