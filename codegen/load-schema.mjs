import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'graphql';

/** The files of a folder in the order of their names: the built-in loader's order varies from run to run. */
export function readSchema(folder) {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.graphql'))
    .sort();
  return files.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
}

export default function loadSchema(folder) {
  return parse(readSchema(folder));
}
