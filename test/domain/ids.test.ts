import { expect } from 'chai';
import fc from 'fast-check';
import { decodeId, encodeId, firstIdAt, ID_PREFIX, IdMinter } from '../../src/domain/ids.js';

describe('ids', () => {
  it('decodes the text of an id to the same bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
        const text = encodeId(ID_PREFIX.issue, Buffer.from(bytes));
        expect(text).to.match(/^iss_[0-9a-hjkmnp-tv-z]{26}$/);
        expect(decodeId(ID_PREFIX.issue, text)?.equals(Buffer.from(bytes))).to.equal(true);
      }),
    );
  });

  it('returns null for a text that is not an id of the prefix', () => {
    const good = encodeId(ID_PREFIX.job, firstIdAt(1));
    const bad = ['', 'ing_job_', `${good}0`, good.slice(1), good.toUpperCase(), `iss_${good.slice(8)}`];
    for (const text of [...bad, good.replace(/.$/, 'u'), `ing_job_8${good.slice(9)}`]) {
      expect(decodeId(ID_PREFIX.job, text), text).to.equal(null);
    }
  });

  it('mints increasing ids within a millisecond and when the clock steps back', () => {
    const times = [5, 5, 5, 9, 3, 3, 10];
    let at = 0;
    const minter = new IdMinter({ now: () => times[at++ % times.length] as number });
    let last = minter.mint();
    for (let i = 0; i < 1000; i++) {
      const next = minter.mint();
      expect(Buffer.compare(next, last)).to.equal(1);
      last = next;
    }
  });

  it('mints ids that sort by their time', () => {
    const minter = new IdMinter({ now: () => 1_000_000 });
    const id = minter.mint();
    expect(Buffer.compare(id, firstIdAt(1_000_000))).to.equal(1);
    expect(Buffer.compare(id, firstIdAt(1_000_001))).to.equal(-1);
  });
});
