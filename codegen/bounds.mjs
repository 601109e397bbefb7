import { HEADER } from './header.mjs';
import { recordInputs } from './model.mjs';

const BOUNDS = ['maxLength', 'maxBytes', 'maxDepth'];

/** The bounds of a record's fields as constants. */
export const plugin = (schema) => {
  const [input] = recordInputs(schema);
  const rows = input.fields
    .map((field) => [field.name, BOUNDS.filter((bound) => field.rules[bound] !== undefined), field.rules])
    .filter(([, bounds]) => bounds.length > 0)
    .map(([name, bounds, rules]) => `  ${name}: { ${bounds.map((b) => `${b}: ${rules[b]}`).join(', ')} },`);
  return `${HEADER}
/** Bounds of a record's fields: code points, bytes, levels. */
export const BOUNDS = {
${rows.join('\n')}
} as const;
`;
};
