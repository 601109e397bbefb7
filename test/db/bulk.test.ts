import { expect } from 'chai';
import fc from 'fast-check';
import { LIST_MAX, paddedPortions } from '../../src/db/bulk.js';

const numbers = fc
  .integer({ min: 0, max: 2000 })
  .map((count): readonly number[] => Array.from({ length: count }, (_, i) => i));

describe('paddedPortions', () => {
  it('pads portions to at most 25 sizes and to at most 1.5 times their items', () => {
    const sizes = new Set<number>();
    fc.assert(
      fc.property(numbers, (items) => {
        const portions = paddedPortions(items);
        expect([...new Set(portions.flat())]).to.deep.equal(items);
        for (const portion of portions) {
          sizes.add(portion.length);
          expect(portion.length).to.be.at.most(Math.min(LIST_MAX, new Set(portion).size * 1.5));
        }
      }),
    );
    expect(sizes.size).to.be.at.most(25);
  });
});
