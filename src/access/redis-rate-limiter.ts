import { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { endsWithin } from '../domain/bounded.js';
import type { Clock } from '../domain/clock.js';
import { MemoryRateLimiter, type RateLimiter, type RateState, rateState, WINDOW_MS } from './rate-limiter.js';

const COMMAND_TIMEOUT_MS = 100;
/** While Redis is away, one request in this time finds out whether it is back. */
const PROBE_PAUSE_MS = 1_000;
/** A connection on which nothing comes back for so long is given up. */
const SOCKET_TIMEOUT_MS = 2_000;
const RECONNECT_MAX_MS = 1_000;
const KEY_PREFIX = 'causeloop:rate:';

/**
 * The window is a counter that expires. A key without an expiry is not one of ours and starts anew. Answers whether
 * it fits, what is used then, and the milliseconds left.
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
 * Counts in Redis, for all replicas together, by Redis's clock. While Redis does not answer each replica counts for
 * itself: requests are served, up to the limit per replica. Says so once per outage and recovers by itself.
 */
export class RedisRateLimiter implements RateLimiter {
  private readonly redis: Redis & WindowCommands;
  private readonly local: MemoryRateLimiter;
  /** Settles when the first connection has been made or has failed; until then requests wait for it, briefly. */
  private connecting: Promise<void> | null;
  private away = false;
  private probeAt = 0;
  private closed = false;

  /**
   * @param url may hold a password; it is not logged
   * @param timeoutMs a request waits this long for Redis at most
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
      // A request that was counted here must not be counted there later.
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      retryStrategy: (attempt) => Math.min(attempt * 50, RECONNECT_MAX_MS),
    }) as Redis & WindowCommands;
    this.redis.defineCommand('consumeFromWindow', { numberOfKeys: 1, lua: CONSUME });
    this.redis.on('error', (error: Error) => this.leave(error));
    this.redis.on('ready', () => {
      this.probeAt = Number.NEGATIVE_INFINITY;
    });
    this.connecting = this.connect();
  }

  async consumeTokens(key: string, cost: number): Promise<RateState> {
    if (this.connecting !== null) await this.connecting;
    if (!this.isWorthAsking()) return this.local.consumeTokens(key, cost);
    try {
      const [allowed, used, leftMs] = await this.redis.consumeFromWindow(
        KEY_PREFIX + key,
        cost,
        this.limit,
        WINDOW_MS,
      );
      this.comeBack();
      return rateState(allowed === 1, this.limit, used, leftMs);
    } catch (error) {
      this.leave(error as Error);
      return this.local.consumeTokens(key, cost);
    }
  }

  /** @throws when Redis does not answer in time */
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

  private isWorthAsking(): boolean {
    if (this.redis.status !== 'ready') {
      this.leave(new Error('not connected'));
      return false;
    }
    if (!this.away) return true;
    const now = this.clock.now();
    if (now < this.probeAt) return false;
    this.probeAt = now + PROBE_PAUSE_MS;
    return true;
  }

  /** Only the message is logged: the error of a refused AUTH carries the password. */
  private leave(error: Error): void {
    if (this.closed || this.away) return;
    this.away = true;
    this.probeAt = this.clock.now() + PROBE_PAUSE_MS;
    this.logger.warn({ reason: error.message }, 'Redis does not answer; rate limits are counted per process');
  }

  private comeBack(): void {
    if (!this.away) return;
    this.away = false;
    this.logger.info('Redis answers again; rate limits are shared');
  }
}
