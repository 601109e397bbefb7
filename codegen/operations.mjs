/** @import { PluginFunction } from '@graphql-codegen/plugin-helpers' */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HEADER } from './header.mjs';

const FOLDER = 'schema/operations';

/**
 * Generates the text of the documented operations, which the explorers offer as examples.
 *
 * @type {PluginFunction}
 */
export const plugin = () => {
  const operations = readdirSync(FOLDER)
    .filter((file) => file.endsWith('.graphql'))
    .sort()
    .map((file) => {
      const text = readFileSync(join(FOLDER, file), 'utf8');
      const name = /^(?:query|mutation|subscription) (\w+)/m.exec(text)?.[1];
      if (name === undefined) throw new Error(`${FOLDER}/${file} has no named operation.`);
      return { name, text };
    });
  return `${HEADER}
/** The files of schema/operations/ in the order of their names. \`name\` is the name of the operation. */
export const OPERATIONS = ${JSON.stringify(operations, null, 2)} as const;
`;
};
