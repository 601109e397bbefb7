import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** The part of the import rules that defines the rings. */
interface ImportRules {
  readonly forbidden: readonly { readonly name: string; readonly from: { readonly path?: string } }[];
}

function read(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

function filesIn(folder: string): string[] {
  const files = readdirSync(join(ROOT, folder), { recursive: true }) as string[];
  return files.filter((file) => file.endsWith('.md')).map((file) => `${folder}/${file}`);
}

/** Returns `ring folder` for each folder, as the import rules have it. */
function ringsOfRules(): string[] {
  const rules = createRequire(import.meta.url)(join(ROOT, '.dependency-cruiser.cjs')) as ImportRules;
  return rules.forbidden.flatMap(({ name, from }) => {
    const ring = /^ring-(\d+)-/.exec(name)?.[1];
    const folders = /\(\?:(.+)\)/.exec(from.path ?? '')?.[1] ?? '';
    return ring === undefined ? [] : folders.split('|').map((folder) => `${ring} src/${folder}`);
  });
}

/** Returns `ring folder` for each row of the table in docs/ARCHITECTURE.md, without that of the programs. */
function ringsOfDocument(): string[] {
  const rows = read('docs/ARCHITECTURE.md').matchAll(/^\| (\d+) \| `(src\/[\w-]+)` \|/gm);
  return [...rows].map(([, ring, folder]) => `${ring} ${folder}`);
}

const ADRS = filesIn('docs/adr');
const isSuperseded = (file: string): boolean => /^Status: superseded/m.test(read(file));
const CURRENT = ['README.md', 'bench/README.md', 'client/README.md', ...filesIn('docs')].filter(
  (file) => !isSuperseded(file),
);

describe('docs/ARCHITECTURE.md', () => {
  it('lists every folder of src/ in its ring', () => {
    const folders = readdirSync(join(ROOT, 'src'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => `src/${name}`);
    const listed = ringsOfDocument();
    expect(listed.toSorted()).to.deep.equal(ringsOfRules().toSorted());
    expect(listed.map((row) => row.split(' ')[1]).toSorted()).to.deep.equal(folders.toSorted());
  });
});

describe('documentation', () => {
  it('names only files that exist', () => {
    const missing = CURRENT.flatMap((file) =>
      [...read(file).matchAll(/(?<![\w./])(?:src|test|bench|schema|codegen|scripts)\/[\w./-]+\.\w+/g)]
        .map(([path]) => path)
        .filter((path) => !existsSync(join(ROOT, path)))
        .map((path) => `${file}: ${path}`),
    );
    expect(missing).to.deep.equal([]);
  });

  it('links only to files that exist', () => {
    const broken = [...CURRENT, ...ADRS].flatMap((file) =>
      [...read(file).matchAll(/\]\((?!https?:)([^)#]+)/g)]
        .map(([, target]) => target as string)
        .filter((target) => !existsSync(join(ROOT, dirname(file), target)))
        .map((target) => `${file}: ${target}`),
    );
    expect(broken).to.deep.equal([]);
  });

  it('has a date and a status for every decision', () => {
    const incomplete = ADRS.filter(
      (file) =>
        !/^# \d+\. .+\n\nDate: \d{4}-\d\d-\d\d.*\n\nStatus: (?:accepted|amended|superseded)/.test(read(file)),
    );
    expect(incomplete).to.deep.equal([]);
  });
});
