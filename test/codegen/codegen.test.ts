import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';

const run = promisify(execFile);

/** Returns the nearest folder above this file that contains the codegen configuration. */
function findRoot(folder = dirname(fileURLToPath(import.meta.url))): string {
  return existsSync(join(folder, 'codegen.yml')) ? folder : findRoot(dirname(folder));
}

const ROOT = findRoot();
const bin = (name: string): string => join(ROOT, 'node_modules', '.bin', name);

/** Copies the contract, the generators and the domain into a folder, and edits the copy of `ingest.graphql`. */
function copyContract(folder: string, edit: (sdl: string) => string): void {
  // graphql-codegen resolves plugins relative to its working directory.
  for (const part of ['schema', 'codegen', 'codegen.yml', 'src/domain', 'package.json'])
    cpSync(join(ROOT, part), join(folder, part), { recursive: true });
  const path = join(folder, 'schema', 'ingest.graphql');
  writeFileSync(path, edit(readFileSync(path, 'utf8')));
}

async function generate(folder: string): Promise<void> {
  await run(bin('graphql-codegen'), ['--config', 'codegen.yml'], { cwd: folder });
}

/** Compiles the generated files and their imports. */
async function compile(folder: string): Promise<void> {
  const tsconfig = {
    extends: join(ROOT, 'tsconfig.json'),
    compilerOptions: { rootDir: '.', outDir: 'out' },
    include: ['src/generated', 'src/domain/rules/validate.ts'],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(tsconfig));
  await run(bin('tsc'), ['-p', folder]);
}

/** Returns the output of a command that must fail. */
async function failure(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    return stdout + stderr;
  }
  throw new Error('The command succeeded.');
}

describe('npm run codegen', function () {
  this.timeout(120_000);
  let folder: string;

  beforeEach(() => {
    // In a folder of the repository, so that packages resolve, but one that git ignores.
    mkdirSync(join(ROOT, 'dist'), { recursive: true });
    folder = mkdtempSync(join(ROOT, 'dist', 'codegen-'));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('generates exactly the committed files from the committed schema', async () => {
    copyContract(folder, (sdl) => sdl);
    await generate(folder);
    const names = readdirSync(join(ROOT, 'src/generated')).sort();
    expect(readdirSync(join(folder, 'src/generated')).sort()).to.deep.equal(names);
    for (const name of names) {
      const [made, committed] = [folder, ROOT].map((root) =>
        readFileSync(join(root, 'src/generated', name), 'utf8'),
      );
      expect(made, name).to.equal(committed);
      expect(made, name).to.match(/^\/\/ Generated from .* Do not edit\.\n/);
    }
  });

  it('carries a changed bound into the accept path, the explaining class and the API description', async () => {
    copyContract(folder, (sdl) => sdl.replaceAll('maxLength: 300', 'maxLength: 42'));
    await generate(folder);
    await compile(folder);
    const load = (path: string) => import(pathToFileURL(join(folder, 'out/src', path)).href);
    const { judgeRecord } = await load('domain/rules/validate.js');
    const { ACCEPT } = await load('generated/accept.js');
    const { BOUNDS } = await load('generated/bounds.js');
    const { OPENAPI } = await load('generated/openapi.js');

    const record = (length: number) => ({
      external_id: 'a',
      source: 'jira',
      title: '\u{1F600}'.repeat(length),
    });
    const { decode, accept } = ACCEPT.IngestRecordInput;
    expect(accept(decode.rest(record(42)))).not.to.equal(null);
    expect(accept(decode.rest(record(43)))).to.equal(null);
    const rules = { kind: 'batch', connectorIds: new Set() };
    expect(judgeRecord(record(42), 'rest', rules)).to.include({ externalId: 'a' });
    expect(judgeRecord(record(43), 'rest', rules)).to.deep.equal([
      { field: 'title', reason: 'too_long', problem: 'must have at most 42 characters' },
    ]);
    expect(OPENAPI.components.schemas.IngestRecordInput.properties.title.maxLength).to.equal(42);
    expect(BOUNDS.title.maxLength).to.equal(42);
  });

  it('fails when two inputs of records disagree on a bound', async () => {
    copyContract(folder, (sdl) => sdl.replace('maxLength: 300', 'maxLength: 42'));
    expect(await failure(generate(folder))).to.contain('describe the same record and must agree');
  });
});
