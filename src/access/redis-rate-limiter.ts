import { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { endsWithin } from '../domain/bounded.js';
import type { Clock } from '../domain/clock.js';
import { MemoryRateLimiter, type RateLimiter, type RateState, rateState, WINDOW_MS } from './rate-limiter.js';

const COMMAND_TIMEOUT_MS = 100;
/** While Redis is unavailable, one request per interval checks whether it is back. */
const RETRY_INTERVAL_MS = 1_000;
/** A connection without a response for this long is closed. */
const SOCKET_TIMEOUT_MS = 2_000;
const RECONNECT_MAX_MS = 1_000;
const KEY_PREFIX = 'causeloop:rate:';

/**
 * The window is a counter with an expiry; a key without an expiry is replaced. Returns whether the request is allowed, the
 * used count, and the milliseconds until the window ends.
 */
const CONSUME = `
local cost, limit, window = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local left = redis.call('PTTL', KEYS[1])
local used = 0
if left > 0 then used = tonumber(redis.call('GET', KEYS[1])) else left = 0 end
if used + cost > limit then return {0, used, left > 0 and left or window} end
if left > 0 then return {1, redis.call('INCRBY', KEYS[1], cost), left} end
redis.call('SET', KEYS[1], cost, 'PX', window)
return {1, cost, window}`;

interface WindowCommands {
  consumeFromWindow(
    key: string,
    cost: number,
    limit: number,
    windowMs: number,
  ): Promise<[number, number, number]>;
}

/**
 * Counts the requests of all replicas in Redis, using the clock of Redis. While Redis is unavailable, each replica counts
 * its own requests, so the limit applies per replica. Logs each outage once and recovers automatically.
 */
export class RedisRateLimiter implements RateLimiter {
  private readonly redis: Redis & WindowCommands;
  private readonly local: MemoryRateLimiter;
  /** Settles when the first connection attempt has ended. Requests wait for it, up to the timeout. */
  private connecting: Promise<void> | null;
  private unavailable = false;
  private retryAt = 0;
  private closed = false;

  /**
   * @param url may hold a password; it is not logged
   * @param timeoutMs how long a request waits for Redis
   */
  constructor(
    url: string,
    private readonly limit: number,
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly timeoutMs = COMMAND_TIMEOUT_MS,
  ) {
    this.local = new MemoryRateLimiter(limit, clock);
    this.redis = new Redis(url, {
      lazyConnect: true,
      connectTimeout: SOCKET_TIMEOUT_MS,
      commandTimeout: timeoutMs,
      socketTimeout: SOCKET_TIMEOUT_MS,
      // A request that was counted locally must not be counted in Redis later.
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      retryStrategy: (attempt) => Math.min(attempt * 50, RECONNECT_MAX_MS),
    }) as Redis & WindowCommands;
    this.redis.defineCommand('consumeFromWindow', { numberOfKeys: 1, lua: CONSUME });
    this.redis.on('error', (error: Error) => this.reportOutage(error));
    this.redis.on('ready', () => {
      this.retryAt = Number.NEGATIVE_INFINITY;
    });
    this.connecting = this.connect();
  }

  async consumeTokens(key: string, cost: number): Promise<RateState> {
    if (this.connecting !== null) await this.connecting;
    if (!this.shouldTryRedis()) return this.local.consumeTokens(key, cost);
    try {
      const [allowed, used, leftMs] = await this.redis.consumeFromWindow(
        KEY_PREFIX + key,
        cost,
        this.limit,
        WINDOW_MS,
      );
      this.reportRecovery();
      return rateState(allowed === 1, this.limit, used, leftMs);
    } catch (error) {
      this.reportOutage(error as Error);
      return this.local.consumeTokens(key, cost);
    }
  }

  /** @throws if Redis does not respond in time */
  async ping(): Promise<void> {
    if (this.connecting !== null) await this.connecting;
    await this.redis.ping();
  }

  async close(): Promise<void> {
    this.closed = true;
    this.redis.disconnect();
    await this.local.close();
  }

  private async connect(): Promise<void> {
    // A failure is reported as an event as well.
    await endsWithin(
      this.redis.connect().catch(() => undefined),
      this.timeoutMs,
    );
    this.connecting = null;
  }

  private shouldTryRedis(): boolean {
    if (this.redis.status !== 'ready') {
      this.reportOutage(new Error('not connected'));
      return false;
    }
    if (!this.unavailable) return true;
    const now = this.clock.now();
    if (now < this.retryAt) return false;
    this.retryAt = now + RETRY_INTERVAL_MS;
    return true;
  }

  /** Logs only the message, because the error of a refused AUTH contains the password. */
  private reportOutage(error: Error): void {
    if (this.closed || this.unavailable) return;
    this.unavailable = true;
    this.retryAt = this.clock.now() + RETRY_INTERVAL_MS;
    this.logger.warn({ reason: error.message }, 'Redis is unavailable; rate limits are counted per process');
  }

  private reportRecovery(): void {
    if (!this.unavailable) return;
    this.unavailable = false;
    this.logger.info('Redis is available again; rate limits are shared');
  }
}
