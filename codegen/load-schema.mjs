import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'graphql';

/** Reads the files of a folder in the order of their names: the built-in loader's order varies from run to run. */
export default function loadSchema(folder) {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.graphql'))
    .sort();
  return parse(files.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n'));
}
