import { HEADER } from './header.mjs';
import { readSchema } from './load-schema.mjs';

/** The contract word for word, so that what is served is what was written, wherever the program runs. */
export const plugin = () => `${HEADER}
/** The files of schema/ in the order of their names. */
export const SDL = \`${readSchema('schema').replace(/[\\`]|\$\{/g, '\\$&')}\`;
`;
