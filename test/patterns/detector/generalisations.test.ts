import { expect } from 'chai';
import fc from 'fast-check';
import {
  generalisations,
  generalise,
  MAX_GENERALISATIONS,
} from '../../../src/patterns/detector/generalisations.js';
import { keyOf } from '../../../src/patterns/text/form-keys.js';
import { VALUE } from '../../../src/patterns/text/token-list.js';

const word = fc.constantFrom('a', 'b', VALUE, VALUE, ':', ',', '(', ')', 'x.y', '=', '"', '{', '}');
const words = fc.array(word, { minLength: 1, maxLength: 64 });

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
