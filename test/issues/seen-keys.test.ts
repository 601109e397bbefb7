import { expect } from 'chai';
import fc from 'fast-check';
import { SeenKeys } from '../../src/issues/seen-keys.js';

const keys = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `${prefix}-${i}`);

/** Enough that both generations are full. */
const MANY = 2_000_000;

describe('the keys that were seen', () => {
  it('are never denied, also where another thread looks', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (sent) => {
        const seen = new SeenKeys();
        const elsewhere = new SeenKeys(seen.memory);
        for (const key of sent) seen.meet(1, 'jira', key);
        return sent.every((key) => elsewhere.meet(1, 'jira', key) && seen.meet(1, 'jira', key));
      }),
      { numRuns: 20 },
    );
  });

  it('are told from those that were not', () => {
    const seen = new SeenKeys();
    expect(seen.meet(1, 'jira', 'a')).to.equal(false);
    expect(seen.meet(1, 'jira', 'a')).to.equal(true);
    expect(seen.meet(1, 'jira', 'b')).to.equal(false);
    expect(seen.meet(1, 'github', 'a')).to.equal(false);
    expect(seen.meet(2, 'jira', 'a')).to.equal(false);
  });

  it('are rarely mistaken for others: of 10,000 new keys beside 500,000, fewer than one in 500', () => {
    const seen = new SeenKeys();
    for (const key of keys('OLD', 500_000)) seen.meet(1, 'jira', key);
    expect(keys('NEW', 10_000).filter((key) => seen.meet(1, 'jira', key)).length).to.be.below(20);
  });

  it('are forgotten when too many came after them, unless they came again', () => {
    const seen = new SeenKeys();
    const [once, again] = [keys('ONCE', 1_000), keys('AGAIN', 1_000)];
    for (const key of [...once, ...again]) seen.meet(1, 'jira', key);
    keys('MORE', MANY).forEach((key, i) => {
      seen.meet(1, 'jira', key);
      if (i % 100_000 === 0) for (const known of again) seen.meet(1, 'jira', known);
    });
    expect(again.every((key) => seen.meet(1, 'jira', key))).to.equal(true);
    // As many as any new keys are taken for seen when both generations are full, which is one in 2,500.
    expect(once.filter((key) => seen.meet(1, 'jira', key)).length).to.be.below(10);
  });
});
