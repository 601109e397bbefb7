import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { findPrivateAccess, type Rule } from './private-access.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const MODULES = join(ROOT, 'node_modules');

/** Accepted exceptions, with the reason. An entry that is no longer needed fails the test. */
const ALLOWED: readonly { readonly file: string; readonly rule: Rule; readonly reason: string }[] = [
  {
    file: 'src/sources/servicenow.ts',
    rule: 'double cast',
    reason: 'The result of our own function that drops undefined keys has the wider type of JSON objects.',
  },
];

function sourceFiles(): string[] {
  const files = readdirSync(join(ROOT, 'src'), { recursive: true }) as string[];
  return files
    .filter((file) => file.endsWith('.ts') && !file.startsWith('generated/'))
    .map((file) => `src/${file}`)
    .sort();
}

describe('findPrivateAccess', () => {
  it('finds no access to private members of dependencies under src/', () => {
    const needed = new Set<string>();
    const offenders = sourceFiles().flatMap((file) =>
      findPrivateAccess(readFileSync(join(ROOT, file), 'utf8'), MODULES).flatMap(({ rule, line, text }) => {
        const allowed = ALLOWED.find((entry) => entry.file === file && entry.rule === rule);
        if (allowed === undefined) return [`${file}:${line} (${rule}) ${text}`];
        needed.add(`${file} ${rule}`);
        return [];
      }),
    );
    expect(offenders.join('\n')).to.equal('');
    const stale = ALLOWED.filter(({ file, rule }) => !needed.has(`${file} ${rule}`));
    expect(stale).to.deep.equal([]);
  });

  const offences: readonly (readonly [Rule, string])[] = [
    ['underscore member', 'socket._httpMessage;'],
    ['underscore member', 'socket?._handle?.close();'],
    ['underscore member', 'response["_header"] = null;'],
    ['underscore member', 'const { _hasBody } = response;'],
    ['underscore member', 'const { _hasBody: hasBody } = response;'],
    ['underscore member', 'class A extends ServerResponse { _storeHeader(): void {} }'],
    ['underscore member', 'class A extends ServerResponse { override _events = {}; }'],
    ['underscore member', 'interface Head { readonly _header: string }'],
    ['double cast', 'registry.registerMetric(metric as unknown as Metric);'],
    ['double cast', 'const it = (server as unknown) as Server;'],
    ['any', 'const it = server as any;'],
    ['any', 'const it: any = server;'],
    ['prototype', 'ServerResponse.prototype.end = end;'],
    ['deep import', "import { Parser } from 'mysql2/lib/parsers/binary_parser.js';"],
    ['deep import', "export * from 'swagger-ui-dist/absolute-path.js';"],
    ['deep import', "const it = await import('ws/lib/sender.js');"],
  ];
  for (const [rule, code] of offences)
    it(`finds the ${rule} in ${code}`, () => {
      const found = findPrivateAccess(`\n// é\n${code}`, MODULES);
      expect(found.map(({ rule: broken, line }) => [broken, line])).to.deep.equal([[rule, 3]]);
    });

  it('finds nothing in similar code that uses public interfaces only', () => {
    const code = `
      import { once } from 'node:events';
      import { createConnection } from 'mysql2/promise';
      import { ApolloServerPluginUsageReportingDisabled } from '@apollo/server/plugin/disabled';
      import type { Own } from './_own.js';
      const names = list.map((_, i) => i);
      const { a, ..._ } = record;
      const text = value.__typename as string;
      const size = body as unknown;`;
    expect(findPrivateAccess(code, MODULES)).to.deep.equal([]);
  });
});
