import { expect } from 'chai';
import fc from 'fast-check';
import { ewens, mayMerge, testMerge, wordWeight } from '../../../src/patterns/detector/merge-test.js';
import { VALUE } from '../../../src/patterns/text/token-list.js';

describe('ewens', () => {
  it('returns the published values for distinct members', () => {
    const values = [2, 3, 4, 5, 6].map((k) => Number(ewens(k, k).toFixed(2)));
    expect(values).to.deep.equal([0.64, 1.65, 2.89, 4.32, 5.89]);
  });

  it('grows with distinct values and falls with repeated ones', () => {
    expect(ewens(3, 3)).to.be.greaterThan(ewens(2, 2));
    expect(ewens(2, 6)).to.be.lessThan(ewens(2, 2));
  });
});

describe('wordWeight', () => {
  it('returns 1 for a word that occurs nowhere else and 0 for one that occurs everywhere', () => {
    expect(wordWeight(0, 500)).to.equal(1);
    expect(wordWeight(500, 500)).to.equal(0);
    expect(wordWeight(30, 5)).to.equal(0);
  });
});

describe('testMerge', () => {
  const alone = { live: 0, df: () => 0 };
  const slots = [{ start: 2, end: 3 }];

  it('merges names after a preposition sooner than plain words', () => {
    const members = (list: string[]): { words: string[]; slots: typeof slots }[] =>
      list.map((name) => ({ words: ['login', 'for', name, 'failed'], slots }));
    expect(testMerge(members(['a.example', 'b.example']), false, alone)?.words).to.deep.equal([
      'login',
      'for',
      VALUE,
      'failed',
    ]);
    expect(testMerge(members(['users', 'admins']), false, alone)).to.equal(null);
  });

  it('merges names that differ in a digit sooner than other names with digits', () => {
    const members = (list: string[]): { words: string[]; slots: typeof slots }[] =>
      list.map((name) => ({ words: ['job', 'on', name, 'died'], slots }));
    expect(testMerge(members(['Worker7', 'Worker8']), false, alone)).to.not.equal(null);
    expect(testMerge(members(['Worker7', 'Runner8']), false, alone)).to.equal(null);
  });

  it('never merges what mayMerge rules out', () => {
    const name = fc.constantFrom('a', 'b', 'x.y', 'p-q', 'Zed1', 'Zed2', 'Zed3', 'some words', VALUE);
    const statistics = fc.record({
      live: fc.nat({ max: 200 }),
      df: fc.nat({ max: 200 }).map((df) => () => df),
    });
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 2 }), statistics, fc.boolean(), (values, words, seen) => {
        const members = values.map((value) => {
          const inside = value.split(' ');
          return { words: ['probe', 'of', ...inside, 'lost'], slots: [{ start: 2, end: 2 + inside.length }] };
        });
        if (testMerge(members, seen, words) === null) return;
        for (const member of members)
          expect(mayMerge(member, members.length + (seen ? 1 : 0), seen, words)).to.equal(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('never merges members without a common word', () => {
    const pair = ['x.a', 'x.b', 'x.c', 'x.d'].map((name) => ({
      words: [name],
      slots: [{ start: 0, end: 1 }],
    }));
    expect(testMerge(pair, false, alone)).to.equal(null);
  });
});
