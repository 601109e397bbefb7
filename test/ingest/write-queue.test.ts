import { expect } from 'chai';
import { AppError } from '../../src/domain/errors.js';
import { type PendingGroup, WriteQueue } from '../../src/ingest/write-queue.js';

const OPTIONS = { groupWeight: 10, groupableWeight: 3, maxWeight: 100 };

/** A write that completes when the test calls `open`. */
function gatedWrite(): {
  groups: number[][];
  write: (group: PendingGroup<number>) => Promise<number[]>;
  open: () => void;
} {
  const groups: number[][] = [];
  const pending: (() => void)[] = [];
  return {
    groups,
    write: async (group) => {
      const items = group.collect();
      groups.push([...items]);
      await new Promise<void>((resolve) => pending.push(resolve));
      return items.map((item) => item * 10);
    },
    open: () => pending.shift()?.(),
  };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

describe('WriteQueue', () => {
  it('writes all items that are queued when the transaction begins in one group', async () => {
    const gate = gatedWrite();
    let begin: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const write = (group: PendingGroup<number>) => begun.then(() => gate.write(group));
    const queue = new WriteQueue(write, OPTIONS);
    const results = [queue.submit(1, 1), queue.submit(2, 1)];
    await turn();
    results.push(queue.submit(3, 1));
    begin();
    await turn();
    expect(gate.groups).to.deep.equal([[1, 2, 3]]);
    gate.open();
    expect(await Promise.all(results)).to.deep.equal([10, 20, 30]);
  });

  it('rejects all queued items when no transaction can begin, and accepts later items', async () => {
    let isDown = true;
    const queue = new WriteQueue(async (group: PendingGroup<number>) => {
      if (isDown) throw new AppError('unavailable', 'The database is unavailable.');
      return group.collect();
    }, OPTIONS);
    const refused = await Promise.allSettled([1, 2, 3].map((item) => queue.submit(item, 1)));
    expect(refused.map((result) => result.status)).to.deep.equal(['rejected', 'rejected', 'rejected']);
    isDown = false;
    expect(await queue.submit(4, 1)).to.equal(4);
  });

  it('writes items that arrive during a write in the next groups, up to the group weight', async () => {
    const gate = gatedWrite();
    const queue = new WriteQueue(gate.write, OPTIONS);
    const results = [queue.submit(0, 1)];
    await turn();
    for (let item = 1; item <= 6; item++) results.push(queue.submit(item, 3));
    gate.open();
    await turn();
    gate.open();
    await turn();
    gate.open();
    await Promise.all(results);
    expect(gate.groups).to.deep.equal([[0], [1, 2, 3], [4, 5, 6]]);
  });

  it('writes a large item alone and immediately', async () => {
    const gate = gatedWrite();
    const queue = new WriteQueue(gate.write, OPTIONS);
    const results = [queue.submit(1, 50), queue.submit(2, 50)];
    expect(gate.groups).to.deep.equal([[1], [2]]);
    gate.open();
    gate.open();
    await Promise.all(results);
  });

  it('rejects an item that exceeds the maximum weight of the queue', async () => {
    const gate = gatedWrite();
    const queue = new WriteQueue(gate.write, OPTIONS);
    const first = queue.submit(1, 60);
    const refused: unknown = await queue.submit(2, 60).catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(AppError).and.have.property('code', 'unavailable');
    gate.open();
    await first;
  });

  it('rejects only the item that makes its group fail', async () => {
    const queue = new WriteQueue(async (group: PendingGroup<number>) => {
      if (group.collect().includes(2)) throw new Error('bad item');
      return group.collect();
    }, OPTIONS);
    const results = await Promise.allSettled([1, 2, 3].map((item) => queue.submit(item, 1)));
    expect(results.map((result) => result.status)).to.deep.equal(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('is busy while small items are written and for 100 ms afterwards', async () => {
    let now = 1_000;
    const gate = gatedWrite();
    const queue = new WriteQueue(gate.write, OPTIONS, () => now);
    expect(queue.isBusy).to.equal(false);
    const result = queue.submit(1, 1);
    expect(queue.isBusy).to.equal(true);
    gate.open();
    await result;
    now += 99;
    expect(queue.isBusy).to.equal(true);
    now += 1;
    expect(queue.isBusy).to.equal(false);
  });

  it('is not busy while a large item is written', async () => {
    const gate = gatedWrite();
    const queue = new WriteQueue(gate.write, OPTIONS);
    const result = queue.submit(1, OPTIONS.groupableWeight + 1);
    expect(queue.isBusy).to.equal(false);
    gate.open();
    await result;
  });
});
