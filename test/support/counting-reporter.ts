import Mocha from 'mocha';

/** The message that a mocha process sends to `mocha-process.ts` after its last test. */
export interface SuiteCounts {
  readonly passed: number;
  readonly failed: number;
  /** Because a program is not installed. */
  readonly notRun: number;
}

/** Mocha's default report, whose totals go to the process that started this one as well. */
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
