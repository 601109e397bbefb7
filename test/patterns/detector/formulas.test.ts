import { expect } from 'chai';
import fc from 'fast-check';
import { linkContribution, patternConfidence } from '../../../src/patterns/detector/confidence.js';
import {
  generalisations,
  generalise,
  MAX_GENERALISATIONS,
} from '../../../src/patterns/detector/generalisations.js';
import { ewens, mayMerge, testMerge, wordWeight } from '../../../src/patterns/detector/merge-test.js';
import { covers, MAX_STEPS, TemplateTrie } from '../../../src/patterns/detector/template-trie.js';
import { keyOf } from '../../../src/patterns/text/form-keys.js';
import { VALUE } from '../../../src/patterns/text/tokens.js';

const word = fc.constantFrom('a', 'b', VALUE, VALUE, ':', ',', '(', ')', 'x.y', '=', '"', '{', '}');
const words = fc.array(word, { minLength: 1, maxLength: 64 });

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

describe('generalisations', function () {
  this.timeout(60_000);

  it('returns a bounded, distinct list in a fixed order', () => {
    fc.assert(
      fc.property(words, (tokens) => {
        const all = generalisations(tokens);
        expect(all.length).to.be.at.most(MAX_GENERALISATIONS);
        expect(new Set(all.map(({ key }) => key)).size).to.equal(all.length);
        expect(generalisations([...tokens])).to.deep.equal(all);
        for (const { key, slots } of all) {
          expect(Number.isSafeInteger(key)).to.equal(true);
          expect(key).to.equal(keyOf(generalise(tokens, slots)));
        }
      }),
    );
  });

  it('returns different keys for different token sequences', () => {
    expect(keyOf(['a', 'b'])).to.not.equal(keyOf(['ab']));
    expect(keyOf(['a', 'b'])).to.not.equal(keyOf(['b', 'a']));
  });
});

describe('TemplateTrie', function () {
  this.timeout(60_000);

  it('prefers the exact token and lets <*> match one or two words, never punctuation', () => {
    const trie = new TemplateTrie<string>();
    trie.add(['job', VALUE, 'failed'], 'general');
    trie.add(['job', 'backup', 'failed'], 'exact');
    expect(trie.find(['job', 'backup', 'failed'])).to.equal('exact');
    expect(trie.find(['job', 'x', 'failed'])).to.equal('general');
    expect(trie.find(['job', 'x', 'y', 'failed'])).to.equal('general');
    expect(trie.find(['job', 'x', 'y', 'z', 'failed'])).to.equal(null);
    expect(trie.find(['job', ':', 'failed'])).to.equal(null);
    trie.remove(['job', 'backup', 'failed']);
    expect(trie.find(['job', 'backup', 'failed'])).to.equal('general');
  });

  it('stops after 256 steps on adversarial templates', () => {
    const trie = new TemplateTrie<number>();
    for (let i = 0; i < 64; i++) trie.add([...Array(i).fill(VALUE), 'x', ...Array(63 - i).fill(VALUE)], i);
    expect(trie.find([...Array(70).fill('x'), ':'])).to.equal(null);
    expect(trie.steps).to.be.at.most(MAX_STEPS);
  });

  it('finds a single template exactly where covers matches, within its steps', () => {
    fc.assert(
      fc.property(fc.array(word, { maxLength: 7 }), fc.array(word, { maxLength: 7 }), (general, tokens) => {
        const trie = new TemplateTrie<boolean>();
        trie.add(general, true);
        expect(trie.find(tokens) ?? false).to.equal(covers(general, tokens));
      }),
      { numRuns: 500 },
    );
  });
});

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
