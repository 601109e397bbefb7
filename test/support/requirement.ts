import type { Context } from 'mocha';

/**
 * For the first line of a `before` hook whose tests need a program. Without it they do not run, and the report says so.
 * With CI=true the runner lets mocha fail them for that.
 *
 * @param program what to install
 */
export function requireProgram(context: Context, program: string, isInstalled: boolean): void {
  if (isInstalled) return;
  process.stdout.write(`      These tests did NOT run: ${program} is not installed.\n`);
  context.skip();
}
