import { HEADER } from './header.mjs';
import { literal, recordInputs } from './model.mjs';

/** What `FieldRules` can say, and what concerns other inputs than batches. */
const EXPRESSED = [
  'required',
  'maxLength',
  'maxBytes',
  'maxDepth',
  'format',
  'oneOf',
  'orNativeNames',
  'blankIsValue',
  'nullAsAbsent',
];

/**
 * The rules of a record's fields as data, for who reads records otherwise than the compiled accept path.
 * @throws for a rule that it does not know: it would not be kept there
 */
export const plugin = (schema) => {
  const inputs = recordInputs(schema);
  return `${HEADER}
/** How the text of a field is read. */
export type FieldKind = 'text' | 'oneOf' | 'uri' | 'timestamp' | 'json';

export interface FieldRules {
  /** The name in REST. */
  readonly wire: string;
  readonly kind: FieldKind;
  /** So many bytes are certainly not too many. */
  readonly max: number;
  readonly maxDepth: number;
  /** The folded names, with kind \`oneOf\`. */
  readonly names: readonly string[];
  /** Whether a blank text is a value, and not as if absent. */
  readonly blankIsValue: boolean;
  readonly nullAsAbsent: boolean;
}

/** The same for every input of records. */
export const FIELD_RULES = {
${inputs[0].fields.map(renderField).join('\n')}
} as const satisfies Readonly<Record<string, FieldRules>>;

/** The fields that a record must have, by input. */
export const REQUIRED_FIELDS = {
${inputs.map(renderRequired).join('\n')}
} as const;
`;
};

function renderField(field) {
  const { name, wire, rules, oneOf = [] } = field;
  for (const rule of Object.keys(rules))
    if (!EXPRESSED.includes(rule)) throw new Error(`${name}: the scanner of batches does not know ${rule}.`);
  const bounds = [rules.maxLength, rules.maxBytes].filter((bound) => bound !== undefined);
  const max = bounds.length === 0 ? 'Number.POSITIVE_INFINITY' : Math.min(...bounds);
  return `  ${name}: {
    wire: ${literal(wire)},
    kind: ${literal(kindOf(field))},
    max: ${max},
    maxDepth: ${rules.maxDepth ?? 0},
    names: [${oneOf.map(literal).join(', ')}],
    blankIsValue: ${rules.blankIsValue === true},
    nullAsAbsent: ${rules.nullAsAbsent === true},
  },`;
}

function kindOf({ kind, oneOf, rules }) {
  if (kind === 'json') return 'json';
  if (oneOf !== undefined) return 'oneOf';
  if (rules.format === 'TIMESTAMP') return 'timestamp';
  return rules.format === 'URI' ? 'uri' : 'text';
}

function renderRequired({ name, fields }) {
  const required = fields.filter(({ rules }) => rules.required === true).map((field) => literal(field.name));
  return `  ${name}: [${required.join(', ')}],`;
}
