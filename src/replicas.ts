import type { Logger } from 'pino';
import { MemoryRateLimiter, type RateLimiter } from './access/rate-limiter.js';
import { RedisRateLimiter } from './access/redis-rate-limiter.js';
import type { Config } from './config.js';
import type { Clock } from './domain/clock.js';
import { JOB_STATUSES, type JobChange } from './domain/job.js';
import type { PatternChange } from './patterns/pattern-events.js';
import { RedisRelay, type Relay } from './pubsub/redis-relay.js';
import type { Dependency } from './server/operations-routes.js';

export interface Limiters {
  readonly workspaceLimiter: RateLimiter;
  readonly addressLimiter: MemoryRateLimiter;
  readonly dependencies: readonly Dependency[];
}

/** With Redis, replicas count the requests of a workspace together; without it, each counts its own. */
export function createLimiters(config: Config, clock: Clock, logger: Logger): Limiters {
  const addressLimiter = new MemoryRateLimiter(config.anonymousLimitPerMinute, clock);
  if (config.redisUrl === undefined) {
    const workspaceLimiter = new MemoryRateLimiter(config.rateLimitPerMinute, clock);
    return { workspaceLimiter, addressLimiter, dependencies: [] };
  }
  const shared = new RedisRateLimiter(config.redisUrl, config.rateLimitPerMinute, clock, logger);
  const dependencies = [{ name: 'redis', ping: () => shared.ping() }];
  return { workspaceLimiter: shared, addressLimiter, dependencies };
}

export function jobRelay(config: Config, logger: Logger): Relay<JobChange> | undefined {
  return createRelay(config, 'jobs', ({ status }) => JOB_STATUSES.includes(status), logger);
}

export function patternRelay(config: Config, logger: Logger): Relay<PatternChange> | undefined {
  return createRelay(config, 'patterns', ({ ids }) => Array.isArray(ids), logger);
}

/** With Redis, replicas announce changes to each other; without it there is no relay. */
function createRelay<T>(
  { redisUrl }: Config,
  name: string,
  isChange: (change: T) => boolean,
  logger: Logger,
): Relay<T> | undefined {
  if (redisUrl === undefined) return undefined;
  return new RedisRelay({ url: redisUrl, channel: `causeloop:${name}`, isChange, logger });
}
