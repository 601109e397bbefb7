import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { SuiteCounts } from './counting-reporter.js';
import { findMariadb, type MariadbServer, startMariadb } from './mariadb-server.js';
import { MochaProcess, type MochaResult } from './mocha-process.js';
import { OrderedOutput } from './ordered-output.js';
import { allSuites, planRuns, type SuiteRun } from './suite-runs.js';
import { temporaryRoot } from './temporary-root.js';

/*
 * What `npm test` runs: the mocha processes that `suite-runs.ts` plans, two at a time. Their output is printed as if
 * they ran one after the other.
 *
 * Suites run on MariaDB or MySQL as well as on SQLite. The server is started in a temporary folder when `mariadbd` is
 * installed; otherwise TEST_DATABASE_URL names it. Without either the report says so, and with CI=true that is an error.
 *
 * Arguments go to mocha (`npm test -- --grep idempotency`). Suites among them replace the list of all
 * (`npm test -- test/rest/batch.test.ts`, or the compiled form).
 */

/** The tests fit on two cores. */
const PROCESSES_AT_ONCE = 2;

/** Everything that tests leave behind, such as after an interrupt, goes with this folder. */
const TEMPORARY = mkdtempSync(join(temporaryRoot(), 'causeloop-suites-'));

/** A part of the tests that did not run although it should have. */
class MissingPart extends Error {}

let waiting: SuiteRun[] = [];
const output = new OrderedOutput((chunk) => process.stdout.write(chunk));
const running = new Set<MochaProcess>();
const results: MochaResult[] = [];
const problems: string[] = [];

async function main(): Promise<void> {
  const args = process.argv.slice(2);
  const files = args.filter(isSuite).map(compiledOf);
  waiting = planRuns(files.length > 0 ? files : allSuites());
  const mochaArgs = args.filter((arg) => !isSuite(arg));
  // It gets ready while the first suites run.
  const starting = waiting.some(({ usesServer }) => usesServer) ? startServer() : undefined;
  const started = starting?.catch(() => undefined);
  const runWaiting = async (): Promise<void> => {
    for (let run = waiting.shift(); run !== undefined; run = waiting.shift())
      await runSuites(run, mochaArgs, run.usesServer ? starting : undefined);
  };
  try {
    await Promise.all(Array.from({ length: PROCESSES_AT_ONCE }, runWaiting));
  } finally {
    await (await started)?.stop();
  }
}

async function startServer(): Promise<MariadbServer> {
  const programs = findMariadb();
  if (programs !== null) return startMariadb(programs);
  const url = process.env.TEST_DATABASE_URL;
  if (url !== undefined && url !== '') return { url, stop: async () => undefined };
  throw new MissingPart('mariadbd is not installed and TEST_DATABASE_URL is not set');
}

async function runSuites(
  run: SuiteRun,
  args: readonly string[],
  server: Promise<MariadbServer> | undefined,
): Promise<void> {
  const part = output.open();
  part.write(`\n== ${run.name} ==\n`);
  try {
    const { TEST_DATABASE_URL: _, ...inherited } = process.env;
    const url = (await server)?.url;
    const env = { ...inherited, TMPDIR: TEMPORARY, ...(url === undefined ? {} : { TEST_DATABASE_URL: url }) };
    const mocha = new MochaProcess(run, { args, env, output: part });
    running.add(mocha);
    results.push(await mocha.result());
    running.delete(mocha);
  } catch (error) {
    if (!(error instanceof MissingPart)) throw error;
    part.write(`They did NOT run: ${error.message}.\n`);
    if (process.env.CI === 'true') problems.push(`CI=true requires "${run.name}": ${error.message}.`);
  } finally {
    part.end();
  }
}

function isSuite(arg: string): boolean {
  return /\.test\.[jt]s$/.test(arg);
}

function compiledOf(suite: string): string {
  return suite.endsWith('.ts') ? join('dist', suite.replace(/ts$/, 'js')) : suite;
}

function report(): void {
  const total = (key: keyof SuiteCounts): number => results.reduce((sum, result) => sum + result[key], 0);
  const [passed, failed, notRun] = [total('passed'), total('failed'), total('notRun')];
  problems.push(...results.flatMap((result) => result.problems));
  if (passed + failed === 0) problems.push('No test ran.');
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  const skipped = notRun === 0 ? '' : `, ${notRun} did NOT run (the reasons are above)`;
  process.stdout.write(`\n${passed} passed, ${failed} failed${skipped}\n`);
  process.exitCode = failed > 0 || problems.length > 0 ? 1 : 0;
}

/** Ends the mocha processes; the private server ends and its folder goes when this process exits. */
async function interrupt(): Promise<void> {
  waiting = [];
  await Promise.all([...running].map((mocha) => mocha.interrupt()));
  output.flush();
  process.exit(130);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => void interrupt());
process.once('exit', () => rmSync(TEMPORARY, { recursive: true, force: true, maxRetries: 5 }));

try {
  await main();
} catch (error) {
  problems.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
}
report();
