import { HEADER } from './header.mjs';
import { literal, recordInputs } from './model.mjs';

/** The inputs as classes that type-graphql serves and class-validator explains. */
export const plugin = (schema) => {
  const inputs = recordInputs(schema);
  const classes = inputs.map(renderClass);
  const used = [...new Set(classes.join('\n').match(/@([A-Z]\w*)\(/g))].map((text) => text.slice(1, -1));
  const constraints = used.filter((name) => name !== 'Field' && name !== 'InputType').sort();
  return `${HEADER}import 'reflect-metadata';
import { GraphQLJSON } from 'graphql-scalars';
import { Field, InputType } from 'type-graphql';
import {
${constraints.map((name) => `  ${name},`).join('\n')}
} from '../domain/rules/constraints.js';

${classes.join('\n\n')}

/** The class that explains what is wrong with an input. */
export const INPUT_CLASSES = {
${inputs.map((input) => `  ${input.name},`).join('\n')}
} as const;
`;
};

function renderClass(input) {
  const fields = input.fields.map((field) => renderField(field, input));
  return `@InputType({ description: ${literal(input.description)} })
export class ${input.name} {
${fields.join('\n\n')}
}`;
}

function renderField(field, input) {
  const type = field.kind === 'json' ? 'GraphQLJSON' : 'String';
  const lines = [
    ...decorators(field, input),
    `@Field(() => ${type}, { nullable: true, description: ${literal(field.description)} })`,
    `${field.name}?: ${field.kind === 'json' ? 'unknown' : 'string | null'};`,
  ];
  return lines.map((line) => `  ${line}`).join('\n');
}

function decorators({ name, kind, rules, oneOf }, { atLeastOne }) {
  const lines = [];
  if (rules.required) lines.push('@Required()');
  if (atLeastOne?.[0] === name) lines.push(`@AtLeastOne([${atLeastOne.slice(1).map(literal).join(', ')}])`);
  if (kind === 'json') {
    return [...lines, `@IsJsonObject({ maxBytes: ${rules.maxBytes}, maxDepth: ${rules.maxDepth} })`];
  }
  lines.push('@IsText()');
  // What is read rather than stored as it is needs no rule about what can be stored.
  if (oneOf === undefined && rules.format !== 'TIMESTAMP') lines.push('@IsStorable()');
  if (rules.maxLength !== undefined) lines.push(`@MaxLength(${rules.maxLength})`);
  if (rules.maxBytes !== undefined) lines.push(`@MaxBytes(${rules.maxBytes})`);
  if (oneOf !== undefined)
    lines.push(`@OneOf([${oneOf.map(literal).join(', ')}]${rules.orNativeNames ? ', true' : ''})`);
  if (rules.format === 'URI') lines.push('@IsHttpUrl()');
  if (rules.format === 'TIMESTAMP') lines.push('@IsTimestamp()');
  return lines;
}
