import type { RateState } from '../access/rate-limiter.js';
import { LIMITS } from '../domain/limits.js';

const WINDOW = LIMITS.rateWindowSeconds;

export const RATE_HEADER_NAMES = [
  'x-ratelimit-limit',
  'x-ratelimit-remaining',
  'x-ratelimit-reset',
  'ratelimit-policy',
  'ratelimit',
] as const;

/** The customary X-RateLimit headers, and those of the IETF draft "RateLimit header fields for HTTP". */
export function rateHeaders({
  limit,
  remaining,
  resetSeconds,
}: RateState): Record<(typeof RATE_HEADER_NAMES)[number], string> {
  return {
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-reset': String(resetSeconds),
    'ratelimit-policy': `"default";q=${limit};w=${WINDOW}`,
    ratelimit: `"default";r=${remaining};t=${resetSeconds}`,
  };
}
