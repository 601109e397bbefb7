import { HEADER } from './header.mjs';
import { literal, recordInputs } from './model.mjs';

/**
 * The compiled accept path: the rules of the input classes as straight-line code. It only accepts or refuses; the
 * classes explain a refusal.
 */
export const plugin = (schema) => {
  const inputs = recordInputs(schema);
  const { fields } = inputs[0];
  const body = [
    `/** The declared fields of a record as sent. Blank values, and nulls that mean absent, are \`undefined\`. */
export type SentFields = Record<RecordField, unknown>;`,
    ...fields.filter((f) => f.oneOf !== undefined).map(renderNames),
    ...inputs.flatMap((input) => [
      renderDecode(input, 'Rest', (f) => f.wire),
      renderDecode(input, 'Graphql', (f) => f.name),
      renderAccept(input),
    ]),
    `/** By input: what reads a record as each surface sends it, and what accepts it. */
export const ACCEPT = {
${inputs.map(renderEntry).join('\n')}
} as const;`,
  ].join('\n\n');
  return `${HEADER}${imports(body)}import type { AcceptedFields, RecordField } from './record-fields.js';\n\ntype Sent = Readonly<Record<string, unknown>>;\n\n${body}\n`;
};

const MODULES = {
  '../domain/rules/field-readers.js': ['readJsonObject', 'readOneOf', 'readTimestamp', 'unlessBlank'],
  '../domain/rules/http-url.js': ['isHttpUrl'],
  '../domain/rules/text.js': ['fitsBytes', 'fitsLength', 'isStorable'],
};

function imports(body) {
  return Object.entries(MODULES)
    .map(([module, names]) => [module, names.filter((name) => body.includes(`${name}(`))])
    .filter(([, names]) => names.length > 0)
    .map(([module, names]) => `import { ${names.join(', ')} } from '${module}';\n`)
    .join('');
}

const isRead = (field) =>
  field.kind === 'json' || field.oneOf !== undefined || field.rules.format === 'TIMESTAMP';
const namesOf = (field) => `${field.name.replace(/[A-Z]/g, '_$&').toUpperCase()}_NAMES`;

function renderNames(field) {
  const type = field.oneOf.map(literal).join(' | ');
  return `const ${namesOf(field)}: ReadonlyMap<string, ${type}> = new Map([
${field.oneOf.map((name) => `  [${literal(name)}, ${literal(name)}],`).join('\n')}
]);`;
}

function renderDecode(input, naming, key) {
  const rows = input.fields.map((field) => {
    const sent = `sent.${key(field)}`;
    const value = field.rules.blankIsValue ? sent : `unlessBlank(${sent})`;
    return `    ${field.name}: ${value}${field.rules.nullAsAbsent ? ' ?? undefined' : ''},`;
  });
  return `function decode${input.name}From${naming}(sent: Sent): SentFields {
  return {
${rows.join('\n')}
  };
}`;
}

function renderAccept(input) {
  const checks = input.fields.map((field) => renderCheck(field));
  const atLeastOne = input.atLeastOne?.map((name) => `${name} === undefined`).join(' && ');
  return `function accept${input.name}(draft: SentFields): AcceptedFields | null {
${checks.join('\n')}${atLeastOne ? `\n  if (${atLeastOne}) return null;` : ''}
  return {
${input.fields.map((f) => `    ${f.name},`).join('\n')}
  };
}`;
}

function renderCheck(field) {
  const { name, rules } = field;
  if (isRead(field)) {
    const absent = rules.required ? ` || ${name} === undefined || ${name} === null` : '';
    return `  const ${name} = ${reader(field)};\n  if (${name} === false${absent}) return null;`;
  }
  const wrong = [
    `typeof ${name} !== 'string'`,
    `!isStorable(${name})`,
    rules.maxLength === undefined ? [] : `!fitsLength(${name}, ${rules.maxLength})`,
    rules.maxBytes === undefined ? [] : `!fitsBytes(${name}, ${rules.maxBytes})`,
    rules.format === 'URI' ? `!isHttpUrl(${name})` : [],
  ].flat();
  const present = [`${name} !== undefined`, rules.nullAsAbsent ? [] : `${name} !== null`].flat();
  const condition = rules.required
    ? wrong.join(' || ')
    : `${present.join(' && ')} && (${wrong.join(' || ')})`;
  return `  const { ${name} } = draft;\n  if (${condition}) return null;`;
}

function reader({ name, kind, rules, oneOf, ...field }) {
  if (kind === 'json') return `readJsonObject(draft.${name}, ${rules.maxBytes}, ${rules.maxDepth})`;
  if (oneOf !== undefined) return `readOneOf(draft.${name}, ${namesOf({ name, ...field })})`;
  return `readTimestamp(draft.${name})`;
}

function renderEntry({ name }) {
  return `  ${name}: {
    decode: { rest: decode${name}FromRest, graphql: decode${name}FromGraphql },
    accept: accept${name},
  },`;
}
