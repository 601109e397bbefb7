import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What was compiled, and the checkout around it. */
export const COMPILED = fileURLToPath(new URL('../..', import.meta.url));
export const ROOT = join(COMPILED, '..');

const TESTS = join(COMPILED, 'test') + sep;
const SUPPORT = join(TESTS, 'support');

/** Suites that run in one mocha process. */
export interface SuiteRun {
  readonly name: string;
  readonly files: readonly string[];
  /** Whether tests open their databases on the server that TEST_DATABASE_URL names. */
  readonly usesServer: boolean;
}

/**
 * Plans the mocha processes that run these compiled suites. What a suite imports, itself or through another file under
 * `test/`, decides where it runs:
 *
 * - A suite that opens a test database runs on SQLite and again on MariaDB or MySQL.
 * - A suite that starts a MariaDB server of its own or a browser runs once.
 * - Suites that start programs run apart from the others, because they wait more than they compute.
 */
export function planRuns(files: readonly string[]): SuiteRun[] {
  const suites = files.map((file) => describeSuite(resolve(ROOT, file)));
  const filesOf = (belongs: (suite: Suite) => boolean): string[] =>
    suites.filter(belongs).map(({ file }) => file);
  const isUnit = (suite: Suite): boolean => !suite.opensDatabase && !suite.startsPrograms;
  const runs: SuiteRun[] = [
    { name: 'Unit suites', usesServer: false, files: filesOf(isUnit) },
    {
      name: 'Suites that start programs, on SQLite',
      usesServer: false,
      files: filesOf((suite) => suite.startsPrograms),
    },
    {
      name: 'Suites on SQLite',
      usesServer: false,
      files: filesOf((suite) => !suite.startsPrograms && suite.opensDatabase),
    },
    {
      name: 'Suites that start programs, on MariaDB/MySQL',
      usesServer: true,
      files: filesOf((suite) => suite.startsPrograms && suite.opensDatabase && !suite.runsOnce),
    },
    {
      name: 'Suites on MariaDB/MySQL',
      usesServer: true,
      files: filesOf((suite) => !suite.startsPrograms && suite.opensDatabase),
    },
  ];
  return runs.filter((run) => run.files.length > 0);
}

/** The compiled form of every suite that has a source: that of a deleted one may still be there. */
export function allSuites(): string[] {
  const sources = readdirSync(join(ROOT, 'test'), { recursive: true }) as string[];
  return sources
    .filter((path) => path.endsWith('.test.ts'))
    .sort()
    .map((path) => join(TESTS, path.replace(/\.ts$/, '.js')));
}

interface Suite {
  readonly file: string;
  readonly opensDatabase: boolean;
  readonly startsPrograms: boolean;
  readonly runsOnce: boolean;
}

function describeSuite(file: string): Suite {
  const imported = importedBy(file);
  const importsSupport = (name: string): boolean => imported.has(join(SUPPORT, name));
  return {
    file,
    opensDatabase: importsSupport('database.js'),
    startsPrograms: imported.has('node:child_process') || imported.has('playwright-core'),
    runsOnce: importsSupport('mariadb-server.js') || importsSupport('browser.js'),
  };
}

/** What a file imports, itself or through another file under `test/`: paths and names of packages. */
function importedBy(file: string): Set<string> {
  const found = new Set<string>();
  const unread = [file];
  for (let next = unread.pop(); next !== undefined; next = unread.pop())
    for (const imported of importsOf(next)) {
      if (found.has(imported)) continue;
      found.add(imported);
      if (imported.startsWith(TESTS) && existsSync(imported)) unread.push(imported);
    }
  return found;
}

/** Static imports, as the compiler writes them: at the beginning of a line. Types are gone by then. */
const IMPORT = /^(?:import|export)\b(?:[^'";]*\bfrom)?\s*['"]([^'"]+)['"]/gm;

function importsOf(file: string): string[] {
  const specifiers = [...readFileSync(file, 'utf8').matchAll(IMPORT)].map(([, specifier = '']) => specifier);
  return specifiers.map((name) => (name.startsWith('.') ? resolve(dirname(file), name) : name));
}
