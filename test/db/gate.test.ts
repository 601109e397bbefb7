import { expect } from 'chai';
import { Gate } from '../../src/db/gate.js';
import { AppError } from '../../src/domain/errors.js';

const LONG_MS = 60_000;

describe('a gate', () => {
  /** Work that takes until it is let go; `order` tells who was let in. */
  function worker(gate: Gate, order: string[], name: string, places: number) {
    let finish: () => void = () => undefined;
    const done = gate.run(async () => {
      order.push(name);
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
    }, places);
    return {
      async leave(): Promise<void> {
        finish();
        await done;
      },
    };
  }

  it('lets in whom it has places for, and nobody past who waits for more', async () => {
    const gate = new Gate(2, LONG_MS);
    const order: string[] = [];
    const a = worker(gate, order, 'a', 1);
    const b = worker(gate, order, 'b', 1);
    const both = worker(gate, order, 'both', 2);
    const c = worker(gate, order, 'c', 1);
    const d = worker(gate, order, 'd', 1);
    expect(order).to.deep.equal(['a', 'b']);
    await a.leave();
    expect(order).to.deep.equal(['a', 'b']);
    await b.leave();
    expect(order).to.deep.equal(['a', 'b', 'both']);
    await both.leave();
    expect(order).to.deep.equal(['a', 'b', 'both', 'c', 'd']);
    await Promise.all([c.leave(), d.leave()]);
  });

  it('gives the places back of work that fails', async () => {
    const gate = new Gate(1, LONG_MS);
    await gate.run(() => Promise.reject(new Error('no'))).catch(() => undefined);
    expect(await gate.run(async () => 'in')).to.equal('in');
  });

  it('lets nobody wait for ever', async () => {
    const gate = new Gate(2, 1);
    const order: string[] = [];
    const a = worker(gate, order, 'a', 1);
    const refused: unknown = await gate.run(async () => undefined, 2).catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(AppError).and.have.property('code', 'unavailable');
    const b = worker(gate, order, 'b', 1);
    expect(order).to.deep.equal(['a', 'b']);
    await Promise.all([a.leave(), b.leave()]);
  });
});
