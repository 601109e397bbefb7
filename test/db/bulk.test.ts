import { expect } from 'chai';
import fc from 'fast-check';
import { LIST_MAX, padded, statementSizes } from '../../src/db/bulk.js';

describe('multi-row statements', () => {
  it('hold all rows in few statements of few sizes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2000 }), (count) => {
        const sizes = statementSizes(count);
        expect(sizes.reduce((sum, size) => sum + size, 0)).to.equal(count);
        expect(new Set(sizes).size).to.be.at.most(10);
        expect(sizes.length).to.be.at.most(Math.floor(count / LIST_MAX) + 9);
      }),
    );
  });

  it('fill a list of keys up by repeating the last one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: LIST_MAX }), (count) => {
        const keys = Array.from({ length: count }, (_, i) => i);
        const list = padded(keys);
        expect(list.slice(0, count)).to.deep.equal(keys);
        expect(new Set(list).size).to.equal(count);
        expect(list.length).to.be.at.most(Math.min(LIST_MAX, count * 2));
      }),
    );
  });
});
