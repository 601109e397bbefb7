import type { Clock } from '../domain/clock.js';
import { LIMITS } from '../domain/limits.js';

/** What a limiter says of one request. */
export interface RateState {
  readonly allowed: boolean;
  readonly limit: number;
  /** What is left in this window after the request. */
  readonly remaining: number;
  /** Whole seconds, at least 1, after which the window has ended and the full limit is free again. */
  readonly resetSeconds: number;
}

/**
 * Fixed windows of `LIMITS.rateWindowSeconds`, each from its key's first request. A cost that does not fit is refused
 * whole and uses nothing up.
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
/** Windows kept: about ten megabytes at most. */
const MAX_KEYS = 65_536;
/** Ended windows that each new one clears away: more than one, so that they run out. */
const SWEEP = 2;

/** Counts in this process. */
export class MemoryRateLimiter implements RateLimiter {
  /** All windows are equally long and a new one goes to the end, so the first one is the first to end. */
  private readonly windows = new Map<string, Window>();

  constructor(
    private readonly limit: number,
    private readonly clock: Clock,
    private readonly maxKeys = MAX_KEYS,
  ) {}

  /** Keys in memory. */
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
      if (!full && (swept === SWEEP || !hasEnded(window, now))) return;
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

/** A clock that stepped back ends the window too: else nobody could say when it will end. */
function hasEnded(window: Window, now: number): boolean {
  const age = now - window.startedAt;
  return age < 0 || age >= WINDOW_MS;
}
