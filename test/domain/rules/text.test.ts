import { expect } from 'chai';
import fc from 'fast-check';
import { cutBytes, cutCodePoints } from '../../../src/domain/rules/text.js';

const anyText = fc.string({ unit: 'grapheme', maxLength: 60 });

describe('cutCodePoints and cutBytes', () => {
  it('cutCodePoints keeps as many whole characters as fit', () => {
    fc.assert(
      fc.property(anyText, fc.nat(40), (text, max) => {
        expect(cutCodePoints(text, max)).to.equal(Array.from(text).slice(0, max).join(''));
      }),
    );
  });

  it('cutBytes keeps as many whole characters as fit into the bytes', () => {
    fc.assert(
      fc.property(anyText, fc.nat(80), (text, max) => {
        const cut = cutBytes(text, max);
        expect(text.startsWith(cut)).to.equal(true);
        expect(cut.isWellFormed()).to.equal(true);
        expect(Buffer.byteLength(cut)).to.be.at.most(max);
        const [next] = Array.from(text.slice(cut.length));
        if (next !== undefined) expect(Buffer.byteLength(cut + next)).to.be.greaterThan(max);
      }),
    );
  });
});
