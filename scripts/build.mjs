// Compiles the project of the current folder into `dist`, without disturbing programs that run from there: nothing is
// compiled if no source has changed; otherwise the compiler writes into a folder of its own, and only files with another
// content are moved into `dist`, each atomically. If the compiler reports an error, `dist` keeps its last good state.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const OUTPUT = 'dist';
const STAMP = join(OUTPUT, '.build');
const MAIN = join(OUTPUT, 'src', 'main.js');
const INPUTS = ['src', 'test', 'bench', 'scripts', 'client', 'ormconfig.ts', 'tsconfig.json', 'package.json'];
const COMPILER = createRequire(import.meta.url).resolve('typescript/package.json');

/** Files below a path, in a fixed order. */
function filesOf(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .filter((name) => name !== 'node_modules')
    .sort()
    .flatMap((name) => filesOf(join(path, name)));
}

/** Identifies the sources, the compiler and its options. */
function fingerprint() {
  const hash = createHash('sha256').update(readFileSync(COMPILER));
  for (const file of INPUTS.flatMap(filesOf)) hash.update(`\0${file}\0`).update(readFileSync(file));
  return hash.digest('hex');
}

function isBuilt(stamp) {
  return existsSync(MAIN) && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === stamp;
}

/** Returns the exit status of the compiler. */
function compile(folder) {
  const tsc = join(dirname(COMPILER), 'bin', 'tsc');
  const { status } = spawnSync(process.execPath, [tsc, '-p', '.', '--outDir', folder], { stdio: 'inherit' });
  return status ?? 1;
}

/** Moves the files whose content differs from what is there. */
function install(folder) {
  for (const file of filesOf(folder)) {
    const target = join(OUTPUT, file.slice(folder.length + 1));
    if (existsSync(target) && readFileSync(target).equals(readFileSync(file))) continue;
    mkdirSync(dirname(target), { recursive: true });
    renameSync(file, target);
  }
}

const stamp = fingerprint();
if (!isBuilt(stamp)) {
  const folder = mkdtempSync('dist-');
  try {
    process.exitCode = compile(folder);
    if (process.exitCode === 0) {
      install(folder);
      const written = join(folder, '.build');
      writeFileSync(written, stamp);
      renameSync(written, STAMP);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
