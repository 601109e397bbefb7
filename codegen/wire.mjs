/** @import { PluginFunction } from '@graphql-codegen/plugin-helpers' */
import { HEADER } from './header.mjs';
import { recordInputs } from './model.mjs';

/**
 * Generates the names of the fields in REST by their names in GraphQL.
 *
 * @type {PluginFunction}
 */
export const plugin = (schema) => {
  const inputs = recordInputs(schema).map(
    ({ name, fields }) =>
      `  ${name}: {\n${fields.map((field) => `    ${field.name}: '${field.wire}',`).join('\n')}\n  },`,
  );
  return `${HEADER}
/** By input: the name of each field in REST. */
export const WIRE = {
${inputs.join('\n')}
} as const;
`;
};
