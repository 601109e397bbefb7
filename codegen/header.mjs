/** @import { PluginFunction } from '@graphql-codegen/plugin-helpers' */

/** The first line of every generated file. */
export const HEADER = '// Generated from schema/*.graphql by `npm run codegen`. Do not edit.\n';

/**
 * Adds the header to the output of plugins that are not ours.
 *
 * @type {PluginFunction}
 */
export const plugin = () => ({ prepend: [HEADER], content: '' });
