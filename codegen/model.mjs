import { getDirectiveValues, getNamedType, isInputObjectType, isNonNullType } from 'graphql';

/**
 * What the generators need to know about the inputs of records.
 *
 * @typedef {object} Field
 * @property {string} name as in GraphQL
 * @property {string} wire as in REST
 * @property {'text' | 'json'} kind
 * @property {string} description
 * @property {Record<string, any>} rules arguments of `@constraint`; without `oneOf`
 * @property {string[] | undefined} oneOf folded names, in the order of the enum
 *
 * @typedef {object} Input
 * @property {string} name
 * @property {string} description
 * @property {Field[]} fields
 * @property {string[] | undefined} atLeastOne
 */

const KINDS = { String: 'text', JSON: 'json' };
/** What all inputs of records must say alike: they are one record, however it comes in. */
const SHARED_RULES = ['maxLength', 'maxBytes', 'maxDepth', 'format', 'oneOf', 'blankIsValue', 'nullAsAbsent'];

export const snakeCase = (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** The names of an enum as REST has them. */
export const enumNames = (schema, name) => {
  const type = schema.getType(name);
  if (type === undefined) throw new Error(`@constraint(oneOf: "${name}") names no enum of the schema.`);
  return type.getValues().map((value) => value.name.toLowerCase());
};

/**
 * The inputs that have rules, in the order of the schema.
 * @returns {Input[]}
 */
export function recordInputs(schema) {
  const inputs = Object.values(schema.getTypeMap())
    .filter((type) => isInputObjectType(type))
    .filter((type) => Object.values(type.getFields()).some((field) => constraintOf(schema, field)))
    .map((type) => readInput(schema, type));
  requireOneRecord(inputs);
  return inputs;
}

function constraintOf(schema, field) {
  return getDirectiveValues(schema.getDirective('constraint'), field.astNode);
}

function readInput(schema, type) {
  const fields = Object.values(type.getFields()).map((field) => readField(schema, type.name, field));
  const atLeastOne = getDirectiveValues(schema.getDirective('atLeastOne'), type.astNode)?.fields;
  for (const name of atLeastOne ?? [])
    if (!fields.some((field) => field.name === name)) throw new Error(`${type.name} has no field ${name}.`);
  return { name: type.name, description: type.description ?? '', fields, atLeastOne };
}

function readField(schema, owner, field) {
  const place = `${owner}.${field.name}`;
  const kind = KINDS[getNamedType(field.type).name];
  if (kind === undefined || isNonNullType(field.type))
    throw new Error(
      `${place}: a field of a record is a nullable String or JSON, so that one wrong value rejects one record.`,
    );
  const rules = constraintOf(schema, field) ?? {};
  if (kind === 'json' && !(rules.maxBytes > 0 && rules.maxDepth > 0))
    throw new Error(`${place}: a JSON object needs maxBytes and maxDepth.`);
  return {
    name: field.name,
    wire: snakeCase(field.name),
    kind,
    description: field.description ?? '',
    rules,
    oneOf: rules.oneOf === undefined ? undefined : enumNames(schema, rules.oneOf),
  };
}

function requireOneRecord(inputs) {
  const [first, ...rest] = inputs.map((input) => [
    input.name,
    JSON.stringify(input.fields.map(sharedPart), null, 1),
  ]);
  for (const [name, text] of rest)
    if (text !== first[1])
      throw new Error(`${first[0]} and ${name} are one record and must agree:\n${first[1]}\n${text}`);
}

const sharedPart = ({ name, kind, rules }) => ({
  name,
  kind,
  ...Object.fromEntries(SHARED_RULES.map((rule) => [rule, rules[rule]])),
});

/** TypeScript text of a value, as the formatter of the project likes it on one line. */
export const literal = (value) =>
  typeof value === 'string'
    ? `'${value.replace(/[\\']/g, '\\$&').replace(/\n/g, '\\n')}'`
    : JSON.stringify(value);
