/** @import { PluginFunction } from '@graphql-codegen/plugin-helpers' */
import { HEADER } from './header.mjs';
import { readSchema } from './load-schema.mjs';

/**
 * Generates the text of the contract, so that the program serves it word for word from wherever it runs.
 *
 * @type {PluginFunction}
 */
export const plugin = () => `${HEADER}
/** The files of schema/ in the order of their names. */
export const SDL = \`${readSchema('schema').replace(/[\\`]|\$\{/g, '\\$&')}\`;
`;
