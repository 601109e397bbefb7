import { HEADER } from './header.mjs';
import { recordInputs } from './model.mjs';

/** The names of fields in REST, by their names in GraphQL. */
export const plugin = (schema) => {
  const inputs = recordInputs(schema).map(
    (input) =>
      `  ${input.name}: {\n${input.fields.map((f) => `    ${f.name}: '${f.wire}',`).join('\n')}\n  },`,
  );
  return `${HEADER}
/** What a field of an input is called in REST. */
export const WIRE = {
${inputs.join('\n')}
} as const;
`;
};
