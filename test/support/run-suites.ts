import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SuiteCounts } from './counting-reporter.js';
import { findMariadb, type MariadbServer, startMariadb } from './mariadb-server.js';

/*
 * What `npm test` runs: all suites on SQLite, then again on MariaDB or MySQL. That server is one of its own, started
 * in a temporary folder, when `mariadbd` is on this machine, else the one that TEST_DATABASE_URL names. Without
 * either it says so; with CI=true that is an error.
 *
 * Arguments go to mocha (`npm test -- --grep "the write door"`); compiled test files among them replace the list of
 * all (`npm test -- dist/test/db/bulk.test.js`).
 */

/** What was compiled, and the checkout around it. */
const COMPILED = fileURLToPath(new URL('../..', import.meta.url));
const ROOT = join(COMPILED, '..');
const MOCHA = createRequire(import.meta.url).resolve('mocha/bin/mocha.js');

/** Tests that touch no database, or one of their own, by the beginning of their path under `test/`. They run once. */
const WITHOUT_DATABASE = [
  'access/client-address',
  'access/bearer',
  'access/rate-limiter',
  'access/redis',
  'access/scopes',
  'architecture/',
  'codegen/',
  'config.',
  'db/bulk.',
  'domain/',
  'graphql/explorer/',
  'graphql/subscriptions/fan-out.',
  'graphql/subscriptions/socket',
  'graphql/subscriptions/streams.',
  'durability/killed-database',
  'ingest/write-queue.',
  'lifecycle/lifecycle.',
  'lifecycle/stop-time.',
  'patterns/',
  'sources/',
];

/** Everything that tests leave behind, such as after an interrupt, goes with this folder. */
const TEMPORARY = mkdtempSync(join(tmpdir(), 'causeloop-suites-'));

const TIMEOUT_MS = 30_000;
/** How long mocha may take to end after its last test. More means that a test left something open. */
const END_TIMEOUT_MS = 15_000;
const INTERRUPT_TIMEOUT_MS = 3_000;

/** A part of the tests that did not run although it should have. */
class MissingPart extends Error {}

const running = new Set<ChildProcess>();
const total = { passed: 0, failed: 0, notRun: 0 };
const problems: string[] = [];

async function main(): Promise<void> {
  const args = process.argv.slice(2);
  // It gets ready while the first run is under way.
  const starting = startServer();
  const orNone = starting.catch(() => undefined);
  try {
    await runSuites('SQLite', testFiles(args), args, undefined);
    const files = testFiles(args).filter(touchesDatabase);
    if (files.length > 0) await runSuites('MariaDB/MySQL', files, args, (await starting).url);
  } catch (error) {
    if (!(error instanceof MissingPart)) throw error;
    announce(error.message);
    if (process.env.CI === 'true') problems.push('CI=true requires the run on MariaDB/MySQL.');
  } finally {
    await (await orNone)?.stop();
  }
}

async function startServer(): Promise<MariadbServer> {
  const programs = findMariadb();
  if (programs !== null) return startMariadb(programs);
  const url = process.env.TEST_DATABASE_URL;
  if (url !== undefined && url !== '') return { url, stop: async () => undefined };
  throw new MissingPart(
    'The suites did NOT run on MariaDB/MySQL: mariadbd is not installed and TEST_DATABASE_URL is not set.',
  );
}

/** Runs mocha in a process of its own and adds up what it counted. */
async function runSuites(
  name: string,
  files: readonly string[],
  args: readonly string[],
  databaseUrl: string | undefined,
): Promise<void> {
  announce(`Suites on ${name}`);
  const options = [
    '--no-config',
    '--require',
    join(COMPILED, 'test/support/setup.js'),
    '--timeout',
    String(TIMEOUT_MS),
  ];
  const reporter = ['--reporter', join(COMPILED, 'test/support/counting-reporter.js')];
  const { TEST_DATABASE_URL: _, ...inherited } = process.env;
  const env = { ...inherited, TMPDIR: TEMPORARY };
  const child = fork(MOCHA, [...options, ...args.filter((arg) => !isTestFile(arg)), ...reporter, ...files], {
    cwd: ROOT,
    env: databaseUrl === undefined ? env : { ...env, TEST_DATABASE_URL: databaseUrl },
  });
  running.add(child);
  let counts: SuiteCounts | undefined;
  let timer: NodeJS.Timeout | undefined;
  child.once('message', (message) => {
    counts = message as SuiteCounts;
    timer = setTimeout(() => {
      problems.push(`On ${name} mocha did not end after its last test: a test left something open.`);
      child.kill('SIGKILL');
    }, END_TIMEOUT_MS);
  });
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  clearTimeout(timer);
  running.delete(child);
  total.passed += counts?.passed ?? 0;
  total.failed += counts?.failed ?? 0;
  total.notRun += counts?.notRun ?? 0;
  if (counts === undefined || (code !== 0 && counts.failed === 0))
    problems.push(`On ${name} mocha ended with ${code}.`);
}

/** The compiled form of every test that has a source: that of a deleted one may still be there. */
function testFiles(args: readonly string[]): string[] {
  const named = args.filter(isTestFile);
  if (named.length > 0) return named;
  const sources = readdirSync(join(ROOT, 'test'), { recursive: true }) as string[];
  return sources
    .filter((path) => path.endsWith('.test.ts'))
    .sort()
    .map((path) => join(COMPILED, 'test', path.replace(/\.ts$/, '.js')));
}

function touchesDatabase(file: string): boolean {
  const path = relative(join(COMPILED, 'test'), resolve(ROOT, file));
  return !WITHOUT_DATABASE.some((start) => path.startsWith(start));
}

function isTestFile(arg: string): boolean {
  return arg.endsWith('.test.js');
}

function announce(text: string): void {
  process.stdout.write(`\n== ${text} ==\n`);
}

function report(): void {
  if (total.passed + total.failed === 0) problems.push('No test ran.');
  if (total.notRun > 0 && process.env.CI === 'true') problems.push('CI=true requires every test to run.');
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  const notRun = total.notRun === 0 ? '' : `, ${total.notRun} did NOT run (the reasons are above)`;
  process.stdout.write(`\n${total.passed} passed, ${total.failed} failed${notRun}\n`);
  process.exitCode = total.failed > 0 || problems.length > 0 ? 1 : 0;
}

/** Ends mocha, gently at first; the private server ends and its folder goes when this process exits. */
function interrupt(): void {
  if (running.size === 0) process.exit(130);
  for (const child of running) {
    child.once('exit', () => process.exit(130));
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), INTERRUPT_TIMEOUT_MS);
  }
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, interrupt);
process.once('exit', () => rmSync(TEMPORARY, { recursive: true, force: true, maxRetries: 5 }));

try {
  await main();
} catch (error) {
  problems.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
}
report();
