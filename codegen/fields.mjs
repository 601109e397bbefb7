import { HEADER } from './header.mjs';
import { literal, recordInputs } from './model.mjs';

/** The input of a batch, whose records are scanned. */
const BATCH = 'IngestRecordInput';
/** What `FieldRules` and `BATCH_REQUIRED` can say. Names of the source's own are not scanned, which is no harm. */
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
  const { fields, atLeastOne } = recordInputs(schema).find(({ name }) => name === BATCH);
  if (atLeastOne !== undefined)
    throw new Error(`${BATCH}: the scanner of batches does not know @atLeastOne.`);
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
${fields.map(renderField).join('\n')}
} as const satisfies Readonly<Record<string, FieldRules>>;

/** The fields that a record of a batch must have. */
export const BATCH_REQUIRED = [${required(fields).join(', ')}] as const;
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

const FORMATS = { TIMESTAMP: 'timestamp', URI: 'uri' };

function kindOf({ name, kind, oneOf, rules: { format } }) {
  if (kind === 'json') return 'json';
  if (oneOf !== undefined) return 'oneOf';
  if (format === undefined) return 'text';
  if (FORMATS[format] === undefined)
    throw new Error(`${name}: the scanner of batches does not know the format ${format}.`);
  return FORMATS[format];
}

const required = (fields) =>
  fields.filter(({ rules }) => rules.required === true).map(({ name }) => literal(name));
