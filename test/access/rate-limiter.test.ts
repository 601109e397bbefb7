import { expect } from 'chai';
import fc from 'fast-check';
import { MemoryRateLimiter, WINDOW_MS } from '../../src/access/rate-limiter.js';
import { TestClock } from '../support/clock.js';

describe('MemoryRateLimiter', () => {
  let clock: TestClock;

  beforeEach(() => {
    clock = new TestClock();
  });

  it('allows exactly the limit within a window', () => {
    const limiter = new MemoryRateLimiter(3, clock);
    const states = Array.from({ length: 5 }, () => limiter.consumeTokens('a', 1));
    expect(states.map(({ allowed }) => allowed)).to.deep.equal([true, true, true, false, false]);
    expect(states.map(({ remaining }) => remaining)).to.deep.equal([2, 1, 0, 0, 0]);
    expect(states[0]).to.include({ limit: 3, resetSeconds: WINDOW_MS / 1000 });
  });

  it('counts each key separately', () => {
    const limiter = new MemoryRateLimiter(1, clock);
    expect(limiter.consumeTokens('a', 1).allowed).to.equal(true);
    expect(limiter.consumeTokens('b', 1).allowed).to.equal(true);
    expect(limiter.consumeTokens('a', 1).allowed).to.equal(false);
  });

  it('refuses a cost that exceeds the remaining limit and consumes nothing', () => {
    const limiter = new MemoryRateLimiter(10, clock);
    limiter.consumeTokens('a', 7);
    expect(limiter.consumeTokens('a', 4)).to.include({ allowed: false, remaining: 3 });
    expect(limiter.consumeTokens('a', 3)).to.include({ allowed: true, remaining: 0 });
    expect(limiter.consumeTokens('b', 11)).to.include({ allowed: false, remaining: 10 });
  });

  it('resets exactly at the reported time', () => {
    const limiter = new MemoryRateLimiter(1, clock);
    limiter.consumeTokens('a', 1);
    clock.advance(WINDOW_MS - 1);
    const late = limiter.consumeTokens('a', 1);
    expect(late).to.include({ allowed: false, resetSeconds: 1 });
    clock.advance(1);
    expect(limiter.consumeTokens('a', 1)).to.include({ allowed: true, resetSeconds: WINDOW_MS / 1000 });
  });

  it('starts a new window when the clock steps back', () => {
    const limiter = new MemoryRateLimiter(1, clock);
    limiter.consumeTokens('a', 1);
    clock.advance(-3_600_000);
    expect(limiter.consumeTokens('a', 1)).to.include({ allowed: true, resetSeconds: WINDOW_MS / 1000 });
  });

  it('keeps a bounded number of keys', () => {
    const limiter = new MemoryRateLimiter(1, clock, 100);
    for (let i = 0; i < 1_000; i++) {
      limiter.consumeTokens(`key ${i}`, 1);
      expect(limiter.size).to.be.at.most(100);
    }
    expect(limiter.consumeTokens('key 999', 1).allowed).to.equal(false);
  });

  it('removes windows that have ended', () => {
    const limiter = new MemoryRateLimiter(1, clock);
    for (let i = 0; i < 100; i++) limiter.consumeTokens(`old ${i}`, 1);
    clock.advance(WINDOW_MS);
    for (let i = 0; i < 100; i++) limiter.consumeTokens(`new ${i}`, 1);
    expect(limiter.size).to.equal(100);
  });

  it('matches a simple model and reports the correct reset for any order of requests', () => {
    const request = fc.record({
      key: fc.constantFrom('a', 'b', 'c'),
      cost: fc.integer({ min: 1, max: 6 }),
      waitMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: WINDOW_MS })),
    });
    fc.assert(
      fc.property(
        fc.array(request, { maxLength: 60 }),
        fc.integer({ min: 6, max: 12 }),
        (requests, limit) => {
          const time = new TestClock();
          const limiter = new MemoryRateLimiter(limit, time);
          const windows = new Map<string, { endsAt: number; used: number }>();
          for (const { key, cost, waitMs } of requests) {
            time.advance(waitMs);
            let window = windows.get(key);
            if (window === undefined || window.endsAt <= time.now())
              window = { endsAt: time.now() + WINDOW_MS, used: 0 };
            windows.set(key, window);
            const fits = window.used + cost <= limit;
            if (fits) window.used += cost;
            const state = limiter.consumeTokens(key, cost);
            expect(state).to.include({ allowed: fits, remaining: limit - window.used, limit });
            const resetAt = time.now() + state.resetSeconds * 1000;
            expect(resetAt)
              .to.be.at.least(window.endsAt)
              .and.below(window.endsAt + 1000);
          }
        },
      ),
    );
  });
});
