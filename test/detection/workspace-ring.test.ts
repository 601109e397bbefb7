import { expect } from 'chai';
import fc from 'fast-check';
import { WorkspaceRing } from '../../src/detection/workspace-ring.js';

describe('WorkspaceRing', () => {
  const take = (ring: WorkspaceRing, count: number): (number | undefined)[] =>
    Array.from({ length: count }, () => ring.next());

  it('returns a workspace once, however often it was added', () => {
    const ring = new WorkspaceRing();
    for (const id of [1, 2, 1, 1]) ring.add(id);
    expect(take(ring, 3)).to.deep.equal([1, 2, undefined]);
  });

  it('returns new workspaces before those with a backlog', () => {
    const ring = new WorkspaceRing();
    ring.addBacklogged(1);
    ring.addBacklogged(2);
    ring.add(3);
    expect(take(ring, 4)).to.deep.equal([3, 1, 2, undefined]);
  });

  it('lets workspaces with a backlog take turns', () => {
    const ring = new WorkspaceRing();
    for (const id of [1, 2, 3]) ring.addBacklogged(id);
    const turns: (number | undefined)[] = [];
    for (let i = 0; i < 6; i++) {
      const id = ring.next() as number;
      turns.push(id);
      ring.addBacklogged(id);
    }
    expect(turns).to.deep.equal([1, 2, 3, 1, 2, 3]);
  });

  it('keeps a workspace with a backlog in its place when it is woken again', () => {
    const ring = new WorkspaceRing();
    for (const id of [1, 2]) ring.addBacklogged(id);
    ring.add(2);
    expect(take(ring, 3)).to.deep.equal([1, 2, undefined]);
  });

  it('gives a workspace with a backlog at least every fifth turn, however many are new', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 10, max: 99 }), { minLength: 5, maxLength: 60 }), (woken) => {
        const ring = new WorkspaceRing();
        ring.addBacklogged(1);
        let passedOver = 0;
        for (const id of woken) {
          ring.add(id);
          ring.add(id + 100);
          const next = ring.next() as number;
          passedOver = next === 1 ? 0 : passedOver + 1;
          expect(passedOver).to.be.at.most(4);
          if (next === 1) ring.addBacklogged(1);
        }
      }),
    );
  });
});
