import { LIMITS } from '../limits.js';

const DAY_MS = 86_400_000;

/**
 * Returns the time before which the last match of a resolved pattern lies. Resolution is derived from `lastSeenAt`, so no
 * job has to mark patterns. Instants are epoch milliseconds.
 */
export function resolvedBefore(now: number): number {
  return now - LIMITS.patternResolvedDays * DAY_MS;
}
