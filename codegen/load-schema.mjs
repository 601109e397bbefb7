import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'graphql';

/**
 * Reads the files of a folder in the order of their names. The built-in loader's order varies from run to run.
 *
 * @param {string} folder
 */
export function readSchema(folder) {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.graphql'))
    .sort();
  return files.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
}

/** @param {string} folder */
export default function loadSchema(folder) {
  return parse(readSchema(folder));
}
