import { expect } from 'chai';
import { Lifecycle } from '../../src/lifecycle.js';

const never = new Promise<never>(() => undefined);

describe('Lifecycle', () => {
  let warnings: { unfinished: string[] }[];
  let stopped: string[];
  beforeEach(() => {
    warnings = [];
    stopped = [];
  });

  function lifecycle(timeoutMs = 30_000): Lifecycle {
    const warn = ((fields: { unfinished: string[] }) => void warnings.push(fields)) as never;
    return new Lifecycle({ warn }, timeoutMs);
  }
  const note = (name: string) => async (): Promise<void> => {
    await Promise.resolve();
    stopped.push(name);
  };

  it('undoes its steps in reverse order, one after the other', async () => {
    const life = lifecycle();
    for (const name of ['database', 'runner', 'server']) life.onStop(name, note(name));
    await life.stop();
    expect(stopped).to.deep.equal(['server', 'runner', 'database']);
    expect(warnings).to.deep.equal([]);
  });

  it('stops once, however often it is asked', async () => {
    const life = lifecycle();
    life.onStop('database', note('database'));
    await Promise.all([life.stop(), life.stop()]);
    await life.stop();
    expect(stopped).to.deep.equal(['database']);
  });

  it('goes on after a step that fails, and reports every failure', async () => {
    const life = lifecycle();
    life.onStop('database', note('database'));
    life.onStop('relay', () => {
      throw new Error('relay is broken');
    });
    life.onStop('runner', () => Promise.reject(new Error('runner is broken')));
    const error = await life.stop().then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).to.be.instanceOf(AggregateError);
    const { errors } = error as AggregateError;
    expect(errors.map(({ message, cause }) => [message, cause.message])).to.deep.equal([
      ['runner could not be stopped', 'runner is broken'],
      ['relay could not be stopped', 'relay is broken'],
    ]);
    expect(stopped).to.deep.equal(['database']);
  });

  it('logs what cannot be undone after a failed start instead of throwing it', async () => {
    const life = lifecycle();
    life.onStop('database', note('database'));
    life.onStop('relay', () => Promise.reject(new Error('relay is broken')));
    await life.abandon();
    expect(stopped).to.deep.equal(['database']);
    expect(warnings).to.have.lengthOf(1);
  });

  it('has one deadline for all steps, after which it begins what is left and names what did not end', async () => {
    const life = lifecycle(50);
    let forced = false;
    life.onStop('database', () => never);
    life.onStop('relay', () => void stopped.push('relay'));
    life.onStop('runner', () => never);
    life.onStop('server', (deadline) => {
      deadline.addEventListener('abort', () => {
        forced = true;
      });
      return never;
    });
    const started = performance.now();
    await life.stop();
    expect(performance.now() - started).to.be.within(45, 5_000);
    expect(forced).to.equal(true);
    expect(stopped).to.deep.equal(['relay']);
    expect(warnings.map(({ unfinished }) => unfinished)).to.deep.equal([['server', 'runner', 'database']]);
  });
});
