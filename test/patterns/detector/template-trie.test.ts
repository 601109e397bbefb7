import { expect } from 'chai';
import fc from 'fast-check';
import { covers, MAX_STEPS, TemplateTrie } from '../../../src/patterns/detector/template-trie.js';
import { VALUE } from '../../../src/patterns/text/token-list.js';

const word = fc.constantFrom('a', 'b', VALUE, VALUE, ':', ',', '(', ')', 'x.y', '=', '"', '{', '}');

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
    trie.remove(['job', 'backup', 'failed'], 'another');
    expect(trie.find(['job', 'backup', 'failed'])).to.equal('exact');
    trie.remove(['job', 'backup', 'failed'], 'exact');
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
