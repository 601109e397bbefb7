import type { RateState } from '../access/rate-limiter.js';
import { LIMITS } from '../domain/limits.js';

const WINDOW = LIMITS.rateWindowSeconds;

/** The customary headers, and the fields of the IETF draft "RateLimit header fields for HTTP". */
export function rateHeaders({ limit, remaining, resetSeconds }: RateState): Record<string, string> {
  return {
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-reset': String(resetSeconds),
    'ratelimit-policy': `"default";q=${limit};w=${WINDOW}`,
    ratelimit: `"default";r=${remaining};t=${resetSeconds}`,
  };
}
