import Mocha from 'mocha';

/** What one mocha process tells `run-suites.ts` when its tests are through. */
export interface SuiteCounts {
  readonly passed: number;
  readonly failed: number;
}

/** Mocha's usual report, and the numbers of it for the process that started this one. */
export default class CountingReporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options?: Mocha.MochaOptions) {
    super(runner, options);
    runner.once(Mocha.Runner.constants.EVENT_RUN_END, () => {
      const counts: SuiteCounts = { passed: this.stats.passes, failed: this.stats.failures };
      process.send?.(counts);
    });
  }
}
