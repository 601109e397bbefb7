import type { Context } from 'mocha';

/**
 * For the first line of a `before` hook whose tests need a program. Where a build must be complete (CI=true) its absence
 * fails; elsewhere its tests do not run, and the report says so.
 *
 * @param program what to install
 * @throws Error with CI=true
 */
export function requireProgram(context: Context, program: string, isInstalled: boolean): void {
  if (isInstalled) return;
  const missing = `${program} is not installed`;
  if (process.env.CI === 'true') throw new Error(`CI=true requires these tests: ${missing}.`);
  process.stdout.write(`      These tests did NOT run: ${missing}.\n`);
  context.skip();
}
