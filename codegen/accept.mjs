/** @import { PluginFunction } from '@graphql-codegen/plugin-helpers' */
/** @import { Field, Input } from './model.mjs' */
import { HEADER } from './header.mjs';
import { literal, recordInputs } from './model.mjs';

/**
 * Generates the compiled accept path: the rules of the input classes as straight-line code. It only accepts or refuses;
 * the classes explain a refusal.
 *
 * @type {PluginFunction}
 */
export const plugin = (schema) => {
  const inputs = recordInputs(schema);
  const [{ fields }] = inputs;
  const body = [
    `/** The declared fields of a record as sent. Blank values, and nulls that mean absent, are \`undefined\`. */
export type SentFields = Record<RecordField, unknown>;`,
    ...fields.map(renderNames).filter((text) => text !== ''),
    ...inputs.flatMap((input) => [
      renderDecode(input, 'Rest', (field) => field.wire),
      renderDecode(input, 'Graphql', (field) => field.name),
      renderAccept(input),
    ]),
    `/** By input: the functions that read a record from each surface, and the one that accepts it. */
export const ACCEPT = {
${inputs.map(renderEntry).join('\n')}
} as const;`,
  ].join('\n\n');
  return `${HEADER}${imports(body)}import type { AcceptedFields, RecordField } from './record-fields.js';

type Sent = Readonly<Record<string, unknown>>;

${body}
`;
};

const MODULES = {
  '../domain/rules/field-readers.js': ['readJsonObject', 'readOneOf', 'readTimestamp', 'unlessBlank'],
  '../domain/rules/http-url.js': ['isHttpUrl'],
  '../domain/rules/text.js': ['fitsBytes', 'fitsLength', 'isStorable'],
};

/**
 * Imports only the functions that the generated code calls.
 *
 * @param {string} body
 */
function imports(body) {
  return Object.entries(MODULES)
    .map(([module, names]) => ({ module, names: names.filter((name) => body.includes(`${name}(`)) }))
    .filter(({ names }) => names.length > 0)
    .map(({ module, names }) => `import { ${names.join(', ')} } from '${module}';\n`)
    .join('');
}

/** @param {Field} field */
const namesOf = (field) => `${field.name.replace(/[A-Z]/g, '_$&').toUpperCase()}_NAMES`;

/** @param {Field} field */
function renderNames(field) {
  if (field.oneOf === undefined) return '';
  const names = field.oneOf.map(literal);
  return `const ${namesOf(field)}: ReadonlyMap<string, ${names.join(' | ')}> = new Map([
${names.map((name) => `  [${name}, ${name}],`).join('\n')}
]);`;
}

/**
 * @param {Input} input
 * @param {'Rest' | 'Graphql'} naming
 * @param {(field: Field) => string} keyOf
 */
function renderDecode(input, naming, keyOf) {
  const rows = input.fields.map((field) => {
    const sent = `sent.${keyOf(field)}`;
    const value = field.rules.blankIsValue ? sent : `unlessBlank(${sent})`;
    return `    ${field.name}: ${value}${field.rules.nullAsAbsent ? ' ?? undefined' : ''},`;
  });
  return `function decode${input.name}From${naming}(sent: Sent): SentFields {
  return {
${rows.join('\n')}
  };
}`;
}

/** @param {Input} input */
function renderAccept(input) {
  const checks = input.fields.map((field) => renderCheck(field));
  const atLeastOne = input.atLeastOne?.map((name) => `${name} === undefined`).join(' && ');
  return `function accept${input.name}(sent: SentFields): AcceptedFields | null {
${checks.join('\n')}${atLeastOne ? `\n  if (${atLeastOne}) return null;` : ''}
  return {
${input.fields.map(({ name }) => `    ${name},`).join('\n')}
  };
}`;
}

/** @param {Field} field */
function renderCheck(field) {
  const { name, rules } = field;
  const read = renderRead(field);
  if (read !== undefined) {
    // A null that counts as absent was removed before; the check tells the compiler.
    const withoutNull = rules.required || rules.nullAsAbsent ? ` || ${name} === null` : '';
    const absent = rules.required ? ` || ${name} === undefined` : '';
    return `  const ${name} = ${read};\n  if (${name} === false${withoutNull}${absent}) return null;`;
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
  return `  const { ${name} } = sent;\n  if (${condition}) return null;`;
}

/**
 * The call that converts a field whose stored value differs from the sent one; undefined for plain text.
 *
 * @param {Field} field
 */
function renderRead(field) {
  const { name, kind, rules, oneOf } = field;
  if (kind === 'json') return `readJsonObject(sent.${name}, ${rules.maxBytes}, ${rules.maxDepth})`;
  if (oneOf !== undefined) return `readOneOf(sent.${name}, ${namesOf(field)})`;
  if (rules.format === 'TIMESTAMP') return `readTimestamp(sent.${name})`;
  return undefined;
}

/** @param {Input} input */
function renderEntry({ name }) {
  return `  ${name}: {
    decode: { rest: decode${name}FromRest, graphql: decode${name}FromGraphql },
    accept: accept${name},
  },`;
}
