/** @import { PluginFunction } from '@graphql-codegen/plugin-helpers' */
/** @import { Field, Input } from './model.mjs' */
import { HEADER } from './header.mjs';
import { literal, recordInputs } from './model.mjs';

/**
 * Generates the inputs as classes: type-graphql serves them, class-validator explains their faults.
 *
 * @type {PluginFunction}
 */
export const plugin = (schema) => {
  const inputs = recordInputs(schema);
  const classes = inputs.map(renderClass).join('\n\n');
  const decorators = [...classes.matchAll(/^ {2}@(\w+)\(/gm)].map(([, name]) => name);
  const constraints = [...new Set(decorators)].filter((name) => name !== 'Field').sort();
  return `${HEADER}import 'reflect-metadata';
import { GraphQLJSON } from 'graphql-scalars';
import { Field, InputType } from 'type-graphql';
import {
${constraints.map((name) => `  ${name},`).join('\n')}
} from '../domain/rules/constraints.js';

${classes}

/** By input: the class that explains the faults of its fields. */
export const INPUT_CLASSES = {
${inputs.map((input) => `  ${input.name},`).join('\n')}
} as const;
`;
};

/** @param {Input} input */
function renderClass(input) {
  const fields = input.fields.map((field) => renderField(field, input));
  return `@InputType({ description: ${literal(input.description)} })
export class ${input.name} {
${fields.join('\n\n')}
}`;
}

/**
 * @param {Field} field
 * @param {Input} input
 */
function renderField(field, input) {
  const type = field.kind === 'json' ? 'GraphQLJSON' : 'String';
  const lines = [
    ...renderConstraints(field, input),
    `@Field(() => ${type}, { nullable: true, description: ${literal(field.description)} })`,
    `${field.name}?: ${field.kind === 'json' ? 'unknown' : 'string | null'};`,
  ];
  return lines.map((line) => `  ${line}`).join('\n');
}

/**
 * @param {Field} field
 * @param {Input} input
 */
function renderConstraints({ name, kind, rules, oneOf }, { atLeastOne }) {
  const lines = [];
  if (rules.required) lines.push('@Required()');
  if (atLeastOne?.[0] === name) lines.push(`@AtLeastOne([${atLeastOne.slice(1).map(literal).join(', ')}])`);
  if (kind === 'json')
    return [...lines, `@IsJsonObject({ maxBytes: ${rules.maxBytes}, maxDepth: ${rules.maxDepth} })`];
  lines.push('@IsText()');
  // Enum values and timestamps are converted and never stored as text, so every text may be judged by its own rule.
  if (oneOf === undefined && rules.format !== 'TIMESTAMP') lines.push('@IsStorable()');
  if (rules.maxLength !== undefined) lines.push(`@MaxLength(${rules.maxLength})`);
  if (rules.maxBytes !== undefined) lines.push(`@MaxBytes(${rules.maxBytes})`);
  if (oneOf !== undefined) lines.push(`@OneOf([${oneOf.map(literal).join(', ')}])`);
  if (rules.format === 'URI') lines.push('@IsHttpUrl()');
  if (rules.format === 'TIMESTAMP') lines.push('@IsTimestamp()');
  return lines;
}
