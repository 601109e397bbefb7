/** @import { GraphQLInputField, GraphQLInputObjectType, GraphQLNamedType, GraphQLSchema } from 'graphql' */
import { getDirectiveValues, getNamedType, isEnumType, isInputObjectType, isNonNullType } from 'graphql';

/**
 * The inputs of records as the generators see them.
 *
 * @typedef {object} Rules the arguments of `@constraint`
 * @property {boolean} [required]
 * @property {number} [maxLength]
 * @property {number} [maxBytes]
 * @property {number} [maxDepth]
 * @property {'URI' | 'TIMESTAMP'} [format]
 * @property {string} [oneOf]
 * @property {boolean} [orNativeNames]
 * @property {boolean} [blankIsValue]
 * @property {boolean} [nullAsAbsent]
 *
 * @typedef {object} Field
 * @property {string} name the name in GraphQL
 * @property {string} wire the name in REST
 * @property {'text' | 'json'} kind
 * @property {string} description
 * @property {Rules} rules
 * @property {string[] | undefined} oneOf the names of the enum in lower case, in the order of the enum
 *
 * @typedef {object} Input
 * @property {string} name
 * @property {string} description
 * @property {Field[]} fields
 * @property {string[] | undefined} atLeastOne
 */

/** @type {Readonly<Record<string, Field['kind']>>} */
const KINDS = { String: 'text', JSON: 'json' };

/**
 * The rules on which all inputs must agree, because they all describe the same record.
 * @type {readonly (keyof Rules)[]}
 */
const SHARED_RULES = ['maxLength', 'maxBytes', 'maxDepth', 'format', 'oneOf', 'blankIsValue', 'nullAsAbsent'];

/** @param {string} name */
export const snakeCase = (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/**
 * The values of an enum as REST spells them.
 *
 * @param {GraphQLSchema} schema
 * @param {string} name
 */
export function enumNames(schema, name) {
  return enumType(schema, name)
    .getValues()
    .map((value) => value.name.toLowerCase());
}

/**
 * @param {GraphQLSchema} schema
 * @param {string} name
 */
export function enumType(schema, name) {
  const type = schema.getType(name);
  if (!isEnumType(type)) throw new Error(`The schema has no enum ${name}.`);
  return type;
}

/**
 * The inputs with rules, in the order of the schema. There is at least one.
 *
 * @param {GraphQLSchema} schema
 * @returns {[Input, ...Input[]]}
 */
export function recordInputs(schema) {
  const [first, ...rest] = Object.values(schema.getTypeMap())
    .filter(hasRules)
    .map((type) => readInput(schema, type));
  if (first === undefined) throw new Error('No input of the schema has a @constraint.');
  for (const input of rest) requireSameRecord(first, input);
  return [first, ...rest];
}

/**
 * @param {GraphQLNamedType} type
 * @returns {type is GraphQLInputObjectType}
 */
function hasRules(type) {
  if (!isInputObjectType(type)) return false;
  const directives = Object.values(type.getFields()).flatMap((field) => field.astNode?.directives ?? []);
  return directives.some((directive) => directive.name.value === 'constraint');
}

/**
 * The arguments of a directive; undefined without the directive.
 *
 * @param {GraphQLSchema} schema
 * @param {string} name
 * @param {GraphQLInputField | GraphQLInputObjectType} element
 * @returns {Record<string, any> | undefined}
 */
function directiveOf(schema, name, { astNode }) {
  const directive = schema.getDirective(name);
  if (!directive) throw new Error(`The schema has no directive @${name}.`);
  return astNode ? getDirectiveValues(directive, astNode) : undefined;
}

/**
 * @param {GraphQLSchema} schema
 * @param {GraphQLInputObjectType} type
 * @returns {Input}
 */
function readInput(schema, type) {
  const fields = Object.values(type.getFields()).map((field) => readField(schema, type.name, field));
  /** @type {string[] | undefined} */
  const atLeastOne = directiveOf(schema, 'atLeastOne', type)?.fields;
  for (const name of atLeastOne ?? [])
    if (!fields.some((field) => field.name === name)) throw new Error(`${type.name} has no field ${name}.`);
  return { name: type.name, description: type.description ?? '', fields, atLeastOne };
}

/**
 * @param {GraphQLSchema} schema
 * @param {string} owner
 * @param {GraphQLInputField} field
 * @returns {Field}
 */
function readField(schema, owner, field) {
  const place = `${owner}.${field.name}`;
  const kind = KINDS[getNamedType(field.type).name];
  if (kind === undefined || isNonNullType(field.type))
    throw new Error(
      `${place}: a field of a record must be a nullable String or JSON, so that one wrong value rejects one record.`,
    );
  /** @type {Rules} */
  const rules = directiveOf(schema, 'constraint', field) ?? {};
  if (kind === 'json' && (rules.maxBytes === undefined || rules.maxDepth === undefined))
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

/**
 * @param {Input} first
 * @param {Input} other
 */
function requireSameRecord(first, other) {
  const [expected, found] = [first, other].map(({ fields }) =>
    JSON.stringify(fields.map(sharedPart), null, 1),
  );
  if (expected !== found)
    throw new Error(
      `${first.name} and ${other.name} describe the same record and must agree:\n${expected}\n${found}`,
    );
}

/** @param {Field} field */
const sharedPart = ({ name, kind, rules }) => ({
  name,
  kind,
  ...Object.fromEntries(SHARED_RULES.map((rule) => [rule, rules[rule]])),
});

/**
 * A string as a TypeScript literal on one line.
 *
 * @param {string} text
 */
export const literal = (text) => `'${text.replace(/[\\']/g, '\\$&').replace(/\n/g, '\\n')}'`;
