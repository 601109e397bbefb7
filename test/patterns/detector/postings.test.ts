import { expect } from 'chai';
import fc from 'fast-check';
import { NumberTable } from '../../../src/patterns/detector/number-table.js';
import { Postings } from '../../../src/patterns/detector/postings.js';

const key = fc.oneof(fc.integer({ min: 0, max: 40 }), fc.maxSafeNat());

describe('NumberTable', () => {
  it('behaves like a Map for any sequence of changes', () => {
    const step = fc.record({ key, value: fc.nat(), remove: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
        const table = new NumberTable();
        const map = new Map<number, number>();
        for (const { key, value, remove } of steps) {
          if (remove) expect(table.delete(key)).to.equal(map.delete(key));
          else {
            table.set(key, value);
            map.set(key, value);
          }
        }
        for (const { key } of steps) expect(table.get(key)).to.equal(map.get(key));
      }),
    );
  });
});

describe('Postings', () => {
  it('returns the numbers of a key in insertion order without duplicates', () => {
    const step = fc.record({ key: fc.nat({ max: 3 }), value: fc.nat({ max: 5 }), remove: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const postings = new Postings<number>(new NumberTable());
        const lists = new Map<number, number[]>([0, 1, 2, 3].map((key) => [key, []]));
        for (const { key, value, remove } of steps) {
          const others = (lists.get(key) ?? []).filter((other) => other !== value);
          if (remove) {
            postings.remove(key, value);
            lists.set(key, others);
          } else {
            postings.add(key, value);
            if (!lists.get(key)?.includes(value)) lists.set(key, [...others, value]);
          }
        }
        for (const [key, list] of lists) {
          expect(postings.first(key, 4)).to.deep.equal(list.slice(0, 4));
          expect(postings.count(key)).to.equal(list.length);
        }
        expect(postings.entries).to.equal([...lists.values()].flat().length);
      }),
    );
  });
});
