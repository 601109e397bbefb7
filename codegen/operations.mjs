import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HEADER } from './header.mjs';

const FOLDER = 'schema/operations';

/** The documented operations word for word, for the explorers: `name` is that of the operation. */
export const plugin = () => {
  const operations = readdirSync(FOLDER)
    .filter((file) => file.endsWith('.graphql'))
    .sort()
    .map((file) => {
      const text = readFileSync(join(FOLDER, file), 'utf8');
      return { name: /^(?:query|mutation|subscription) (\w+)/m.exec(text)[1], text };
    });
  return `${HEADER}
/** The files of schema/operations/ in the order of their names. */
export const OPERATIONS = ${JSON.stringify(operations, null, 2)} as const;
`;
};
