import type { Logger } from 'pino';
import { endsWithin } from './domain/bounded.js';

/**
 * Ends something that was opened. A promise that it returns is awaited.
 *
 * @param deadline is aborted when the time of the whole stop is over: force an end then, if there is a way to
 */
export type Stop = (deadline: AbortSignal) => unknown;

interface Step {
  readonly name: string;
  readonly stop: Stop;
}

/** What has to be undone, newest first, after a failed start as well as at a normal stop. */
export class Lifecycle {
  private readonly steps: Step[] = [];
  private stopped: Promise<void> | undefined;

  constructor(
    private readonly logger: Pick<Logger, 'warn'>,
    /** Time for all steps together. */
    private readonly timeoutMs: number,
  ) {}

  /** Registers how to end what was just opened. Register it before anything that depends on it. */
  onStop(name: string, stop: Stop): void {
    this.steps.push({ name, stop });
  }

  /**
   * Undoes all steps in reverse order, one after the other. Once the time is over the steps that are left are begun
   * without waiting for them, and those that have not ended are logged by name. May be called again: there is one stop.
   *
   * @throws AggregateError with the error of every step that failed
   */
  stop(): Promise<void> {
    this.stopped ??= this.undo();
    return this.stopped;
  }

  /** The same after a failed start: what cannot be stopped is logged, since the error of the start says more. */
  async abandon(): Promise<void> {
    await this.stop().catch((error: unknown) =>
      this.logger.warn({ err: error }, 'a failed start was not undone'),
    );
  }

  private async undo(): Promise<void> {
    const deadline = new AbortController();
    const end = performance.now() + this.timeoutMs;
    const errors: unknown[] = [];
    const unfinished = new Set<string>();
    for (const step of this.steps.splice(0).reverse()) {
      unfinished.add(step.name);
      const ended = run(step, deadline.signal).then(
        () => unfinished.delete(step.name),
        (error: unknown) => {
          unfinished.delete(step.name);
          errors.push(new Error(`${step.name} could not be stopped`, { cause: error }));
        },
      );
      if (!(await endsWithin(ended, Math.max(0, end - performance.now())))) deadline.abort();
    }
    if (unfinished.size > 0)
      this.logger.warn(
        { unfinished: [...unfinished], timeoutMs: this.timeoutMs },
        'not everything stopped in time; all accepted records are stored',
      );
    if (errors.length > 0) throw new AggregateError(errors, 'not everything could be stopped');
  }
}

async function run({ stop }: Step, deadline: AbortSignal): Promise<void> {
  await stop(deadline);
}
