import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { allSuites, COMPILED, planRuns } from './suite-runs.js';

describe('planRuns', () => {
  let folder: string;
  // Imports are followed only through files under test/.
  beforeEach(() => {
    folder = mkdtempSync(join(COMPILED, 'test', 'planned-'));
    mkdirSync(join(folder, 'shared'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function suite(name: string, ...lines: string[]): string {
    const file = join(folder, name);
    writeFileSync(file, `${lines.join('\n')}\n`);
    return file;
  }
  const runsOf = (file: string): string[] => planRuns([file]).map(({ name }) => name);

  it('runs a suite that opens no database and starts no program once, with the unit suites', () => {
    expect(runsOf(suite('a.test.js', "import { expect } from 'chai';"))).to.deep.equal(['Unit suites']);
  });

  it('runs a suite that opens a test database, itself or through another file, on both kinds of database', () => {
    suite(
      'shared/world.js',
      "import {\n  a,\n  b,\n} from '../../support/database.js';",
      'export const c = 1;',
    );
    expect(runsOf(suite('a.test.js', "export * from './shared/world.js';"))).to.deep.equal([
      'Suites on SQLite',
      'Suites on MariaDB/MySQL',
    ]);
  });

  it('runs suites that start programs apart from the others', () => {
    suite('shared/gateway.js', "import { spawn } from 'node:child_process';");
    const program = suite('a.test.js', "import './shared/gateway.js';");
    expect(runsOf(program)).to.deep.equal(['Suites that start programs, on SQLite']);
    const both = suite('b.test.js', "import './shared/gateway.js';", "import '../support/app.js';");
    expect(runsOf(both)).to.deep.equal([
      'Suites that start programs, on SQLite',
      'Suites that start programs, on MariaDB/MySQL',
    ]);
  });

  it('runs a suite once that starts a database server of its own', () => {
    const imports = ["import '../support/mariadb-server.js';", "import '../support/app.js';"];
    expect(runsOf(suite('a.test.js', ...imports))).to.deep.equal(['Suites that start programs, on SQLite']);
  });

  it('leaves out no suite of this project', () => {
    const planned = new Set(planRuns(allSuites()).flatMap(({ files }) => files));
    expect([...planned].sort()).to.deep.equal(allSuites().sort());
  });
});
