import { expect } from 'chai';
import { endsWithin, TimeoutError, withTimeout } from '../../src/domain/bounded.js';

const never = new Promise<never>(() => undefined);

async function thrownBy(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe('withTimeout', () => {
  it('returns a result that arrives in time', async () => {
    expect(await withTimeout(Promise.resolve(1), 1_000, 'late')).to.equal(1);
  });

  it('throws the error of work that fails in time', async () => {
    const error = new Error('broken');
    expect(await thrownBy(withTimeout(Promise.reject(error), 1_000, 'late'))).to.equal(error);
  });

  it('throws a TimeoutError that counts as an unreachable peer when the time is over', async () => {
    const error = await thrownBy(withTimeout(never, 1, 'no connection within 1 ms'));
    expect(error).to.be.instanceOf(TimeoutError);
    expect(error).to.include({ message: 'no connection within 1 ms', code: 'ETIMEDOUT' });
  });

  it('passes a late result on, so that it can be released', async () => {
    const released = new Promise((resolve) => {
      const slow = new Promise<string>((finish) => setTimeout(finish, 20, 'connection'));
      void thrownBy(withTimeout(slow, 1, 'late', resolve));
    });
    expect(await released).to.equal('connection');
  });

  it('ignores a failure after the timeout', async () => {
    const failing = new Promise((_, reject) => setTimeout(reject, 10, new Error('too late to matter')));
    expect(await thrownBy(withTimeout(failing, 1, 'late', () => undefined))).to.be.instanceOf(TimeoutError);
    await thrownBy(failing);
  });
});

describe('endsWithin', () => {
  it('returns true for work that ends in time, and false otherwise', async () => {
    expect(await endsWithin(Promise.resolve(), 1_000)).to.equal(true);
    expect(await endsWithin(never, 1)).to.equal(false);
  });

  it('throws the error of work that fails in time', async () => {
    const error = new Error('broken');
    expect(await thrownBy(endsWithin(Promise.reject(error), 1_000))).to.equal(error);
  });
});
