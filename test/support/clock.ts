import type { Clock } from '../../src/domain/clock.js';

/** The moment at which a test begins unless it says otherwise: 2026-06-14T15:00:00Z. */
export const TEST_START = Date.UTC(2026, 5, 14, 15);

/** Time that passes only when a test says so. */
export class TestClock implements Clock {
  constructor(private time = TEST_START) {}

  now(): number {
    return this.time;
  }

  advance(ms: number): void {
    this.time += ms;
  }

  /** Also backwards. `time` is epoch milliseconds. */
  set(time: number): void {
    this.time = time;
  }
}
