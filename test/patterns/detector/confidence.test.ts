import { expect } from 'chai';
import { linkContribution, patternConfidence } from '../../../src/patterns/detector/confidence.js';
import { VALUE } from '../../../src/patterns/text/token-list.js';

describe('patternConfidence', () => {
  const plain = { words: ['disk', 'full', 'on', VALUE], learned: false, weakestMerge: null, decided: false };
  const s = linkContribution(plain);

  it('returns about 0.60 for two links, 0.75 for five and 0.91 for twenty', () => {
    const of = (n: number): number => patternConfidence({ issues: n, contributions: n * s, removed: 0 });
    expect(of(2)).to.be.closeTo(0.6, 0.01);
    expect(of(5)).to.be.closeTo(0.75, 0.01);
    expect(of(20)).to.be.closeTo(0.91, 0.01);
  });

  it('returns less for doubtful merges, uninformative wording and removals', () => {
    expect(linkContribution({ ...plain, learned: true, weakestMerge: 100 })).to.be.lessThan(s);
    expect(linkContribution({ ...plain, words: [VALUE] })).to.be.lessThan(0.3);
    const kept = patternConfidence({ issues: 5, contributions: 5 * s, removed: 0 });
    expect(patternConfidence({ issues: 4, contributions: 4 * s, removed: 1 })).to.be.lessThan(kept);
  });
});
