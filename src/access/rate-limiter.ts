import type { Clock } from '../domain/clock.js';
import { LIMITS } from '../domain/limits.js';

/** The state of a rate limit after a request. */
export interface RateState {
  readonly allowed: boolean;
  readonly limit: number;
  /** Requests left in this window. */
  readonly remaining: number;
  /** Whole seconds until the window ends, at least 1. */
  readonly resetSeconds: number;
}

/**
 * Fixed windows of `LIMITS.rateWindowSeconds`; each starts with the first request of its key. A request whose cost exceeds
 * the remaining limit is refused and consumes nothing.
 */
export interface RateLimiter {
  /** @param cost whole, at least 1 */
  consumeTokens(key: string, cost: number): RateState | Promise<RateState>;
  close(): Promise<void>;
}

interface Window {
  readonly startedAt: number;
  used: number;
}

export const WINDOW_MS = LIMITS.rateWindowSeconds * 1000;
/** Windows in memory, about 10 MB. */
const MAX_KEYS = 65_536;
/** Ended windows that each new window removes. More than one, so that removal outpaces creation. */
const REMOVED_PER_NEW_WINDOW = 2;

/** Counts requests in this process. */
export class MemoryRateLimiter implements RateLimiter {
  /** In order of their end: all windows are equally long, and new ones are appended. */
  private readonly windows = new Map<string, Window>();

  constructor(
    private readonly limit: number,
    private readonly clock: Clock,
    private readonly maxKeys = MAX_KEYS,
  ) {}

  /** Number of windows in memory. */
  get size(): number {
    return this.windows.size;
  }

  consumeTokens(key: string, cost: number): RateState {
    const now = this.clock.now();
    let window = this.windows.get(key);
    if (window === undefined || hasEnded(window, now)) {
      window = { startedAt: now, used: 0 };
      this.windows.delete(key);
      this.makeRoom(now);
      this.windows.set(key, window);
    }
    const allowed = window.used + cost <= this.limit;
    if (allowed) window.used += cost;
    return rateState(allowed, this.limit, window.used, window.startedAt + WINDOW_MS - now);
  }

  async close(): Promise<void> {
    this.windows.clear();
  }

  private makeRoom(now: number): void {
    let swept = 0;
    for (const [key, window] of this.windows) {
      const full = this.windows.size >= this.maxKeys;
      if (!full && (swept === REMOVED_PER_NEW_WINDOW || !hasEnded(window, now))) return;
      this.windows.delete(key);
      swept += 1;
    }
  }
}

export function rateState(allowed: boolean, limit: number, used: number, windowLeftMs: number): RateState {
  return {
    allowed,
    limit,
    remaining: Math.max(0, limit - used),
    resetSeconds: Math.max(1, Math.ceil(windowLeftMs / 1000)),
  };
}

/** A clock that stepped back also ends the window; otherwise its end would be undefined. */
function hasEnded(window: Window, now: number): boolean {
  const age = now - window.startedAt;
  return age < 0 || age >= WINDOW_MS;
}
