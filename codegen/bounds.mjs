/** @import { PluginFunction } from '@graphql-codegen/plugin-helpers' */
import { HEADER } from './header.mjs';
import { recordInputs } from './model.mjs';

const BOUNDS = /** @type {const} */ (['maxLength', 'maxBytes', 'maxDepth']);

/**
 * Generates the bounds of the fields of a record as constants.
 *
 * @type {PluginFunction}
 */
export const plugin = (schema) => {
  const [{ fields }] = recordInputs(schema);
  const rows = fields.flatMap(({ name, rules }) => {
    const bounds = BOUNDS.filter((bound) => rules[bound] !== undefined);
    if (bounds.length === 0) return [];
    return `  ${name}: { ${bounds.map((bound) => `${bound}: ${rules[bound]}`).join(', ')} },`;
  });
  return `${HEADER}
/** The bounds of the fields of a record: Unicode code points, bytes and levels of nesting. */
export const BOUNDS = {
${rows.join('\n')}
} as const;
`;
};
