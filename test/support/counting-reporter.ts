import Mocha from 'mocha';

/** What one mocha process tells `run-suites.ts` when its tests are through. */
export interface SuiteCounts {
  readonly passed: number;
  readonly failed: number;
  /** Of programs that this machine lacks. */
  readonly notRun: number;
}

/** Mocha's usual report, and the numbers of it for the process that started this one. */
export default class CountingReporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options?: Mocha.MochaOptions) {
    super(runner, options);
    runner.once(Mocha.Runner.constants.EVENT_RUN_END, () => {
      const { passes: passed, failures: failed, pending: notRun } = this.stats;
      const counts: SuiteCounts = { passed, failed, notRun };
      process.send?.(counts);
    });
  }
}
