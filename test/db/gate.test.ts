import { expect } from 'chai';
import { Gate } from '../../src/db/gate.js';
import { AppError } from '../../src/domain/errors.js';

const LONG_MS = 60_000;

describe('Gate', () => {
  /** Starts a task that runs until `finish` is called. `order` lists the tasks that have started. */
  function worker(gate: Gate, order: string[], name: string) {
    let finish: () => void = () => undefined;
    const done = gate.run(async () => {
      order.push(name);
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
    });
    return {
      async finish(): Promise<void> {
        finish();
        await done;
      },
    };
  }

  it('runs a limited number of tasks at once and the others in order of arrival', async () => {
    const gate = new Gate(2, LONG_MS);
    const order: string[] = [];
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => worker(gate, order, name));
    expect(order).to.deep.equal(['a', 'b']);
    await b?.finish();
    expect(order).to.deep.equal(['a', 'b', 'c']);
    const late = worker(gate, order, 'late');
    await a?.finish();
    expect(order).to.deep.equal(['a', 'b', 'c', 'd']);
    await c?.finish();
    expect(order).to.deep.equal(['a', 'b', 'c', 'd', 'late']);
    await Promise.all([d?.finish(), late.finish()]);
  });

  it('admits the next task after one that fails', async () => {
    const gate = new Gate(1, LONG_MS);
    await gate.run(() => Promise.reject(new Error('no'))).catch(() => undefined);
    expect(await gate.run(async () => 'in')).to.equal('in');
  });

  it('rejects a task that has waited too long and runs later ones', async () => {
    const gate = new Gate(1, 1);
    const order: string[] = [];
    const a = worker(gate, order, 'a');
    const refused: unknown = await gate.run(async () => undefined).catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(AppError).and.have.property('code', 'unavailable');
    await a.finish();
    expect(await gate.run(async () => 'in')).to.equal('in');
  });
});
