import { type ChildProcess, fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { SuiteCounts } from './counting-reporter.js';
import type { OutputPart } from './ordered-output.js';
import { COMPILED, ROOT, type SuiteRun } from './suite-runs.js';

const MOCHA = createRequire(import.meta.url).resolve('mocha/bin/mocha.js');
const TIMEOUT_MS = 30_000;
/** How long mocha may take to end after its last test. More means that a test left something open. */
const END_TIMEOUT_MS = 15_000;
const INTERRUPT_TIMEOUT_MS = 3_000;

export interface MochaOptions {
  /** Arguments of the command line that go to mocha. */
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly output: OutputPart;
}

export interface MochaResult extends SuiteCounts {
  /** What is wrong with the run apart from failed tests. */
  readonly problems: readonly string[];
}

/** A mocha process that runs some of the suites. */
export class MochaProcess {
  private readonly child: ChildProcess;
  private readonly problems: string[] = [];
  private counts: SuiteCounts | undefined;

  constructor(
    private readonly run: SuiteRun,
    { args, env, output }: MochaOptions,
  ) {
    this.child = fork(MOCHA, [...mochaOptions(), ...args, ...run.files], { cwd: ROOT, env, silent: true });
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.on('data', (chunk: Buffer) => output.write(chunk));
  }

  /** Resolves once it has ended and everything that it printed has been written. */
  async result(): Promise<MochaResult> {
    let timer: NodeJS.Timeout | undefined;
    this.child.once('message', (message) => {
      this.counts = message as SuiteCounts;
      timer = setTimeout(() => {
        this.problem('mocha did not end after its last test: a test left something open.');
        this.child.kill('SIGKILL');
      }, END_TIMEOUT_MS);
    });
    const code = await new Promise<number | null>((resolve) => this.child.once('close', resolve));
    clearTimeout(timer);
    const { counts } = this;
    if (counts === undefined || (code !== 0 && counts.failed === 0))
      this.problem(`mocha ended with ${code}.`);
    return { passed: 0, failed: 0, notRun: 0, ...counts, problems: this.problems };
  }

  /** Ends it, gently at first. */
  async interrupt(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGTERM');
    const timer = setTimeout(() => this.child.kill('SIGKILL'), INTERRUPT_TIMEOUT_MS);
    await ended;
    clearTimeout(timer);
  }

  private problem(text: string): void {
    this.problems.push(`${this.run.name}: ${text}`);
  }
}

function mochaOptions(): string[] {
  return [
    '--no-config',
    '--require',
    join(COMPILED, 'test/support/setup.js'),
    '--reporter',
    join(COMPILED, 'test/support/counting-reporter.js'),
    '--timeout',
    String(TIMEOUT_MS),
    // Its output goes through a pipe, so mocha cannot tell whether a terminal shows it.
    ...(process.stdout.isTTY ? ['--color'] : []),
    // A build is complete only when every test ran.
    ...(process.env.CI === 'true' ? ['--forbid-pending'] : []),
  ];
}
