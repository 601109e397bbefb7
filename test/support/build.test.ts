import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { ProjectCopy, ROOT } from './project-copy.js';

describe('npm run build', function () {
  this.timeout(120_000);
  let project: ProjectCopy;
  beforeEach(() => {
    project = new ProjectCopy(['tsconfig.json']);
    for (const folder of ['src', 'dist']) mkdirSync(project.path(folder));
    project.write('src/main.ts', "import { part } from './part.js';\nconsole.log(part);\n");
    project.write('src/part.ts', "export const part = 'one';\n");
    project.write('package.json', '{"type":"module"}');
  });
  afterEach(() => project.remove());

  function build(): number | null {
    const script = join(ROOT, 'scripts', 'build.mjs');
    return spawnSync(process.execPath, [script], { cwd: project.folder, stdio: 'ignore' }).status;
  }
  /** Identifies a file on disk: a rewritten or replaced file has another one. */
  function identity(file: string): string {
    const { ino, mtimeMs } = statSync(project.path(file));
    return `${ino} ${mtimeMs}`;
  }

  it('leaves every file of a running server alone if nothing has changed', () => {
    expect(build()).to.equal(0);
    const before = ['dist/src/main.js', 'dist/src/part.js', 'dist/.build'].map(identity);
    expect(build()).to.equal(0);
    expect(['dist/src/main.js', 'dist/src/part.js', 'dist/.build'].map(identity)).to.deep.equal(before);
  });

  it('replaces only the files that have changed', () => {
    build();
    const before = identity('dist/src/main.js');
    project.write('src/part.ts', "export const part = 'two';\n");
    expect(build()).to.equal(0);
    expect(identity('dist/src/main.js')).to.equal(before);
    expect(readFileSync(project.path('dist/src/part.js'), 'utf8')).to.contain('two');
  });

  it('keeps the last good state if a source does not compile', () => {
    build();
    project.write('src/part.ts', 'export const part: number = "three";\n');
    expect(build()).to.not.equal(0);
    expect(readFileSync(project.path('dist/src/part.js'), 'utf8')).to.contain('one');
  });
});
