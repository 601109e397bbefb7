import type { Clock } from '../../src/domain/clock.js';

/** The default start time of tests: 2026-06-14T15:00:00Z. */
export const TEST_START = Date.UTC(2026, 5, 14, 15);

/** A clock that only tests advance. */
export class TestClock implements Clock {
  constructor(private time = TEST_START) {}

  now(): number {
    return this.time;
  }

  advance(ms: number): void {
    this.time += ms;
  }

  /** Sets the time, also backwards. `time` is epoch milliseconds. */
  set(time: number): void {
    this.time = time;
  }
}
