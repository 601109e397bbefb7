import { ValidateBy, type ValidationArguments } from 'class-validator';
import type { RejectionReason } from '../record.js';
import { isHttpUrl } from './http-url.js';
import { type JsonFault, judgeJsonObject } from './json-object.js';
import { parseTimestamp } from './rfc3339.js';
import { fitsBytes, fitsLength, foldName, isStorable } from './text.js';

/*
 * The rules of fields as class-validator decorators, for the input classes generated from the schema. Each rule reports
 * one kind of fault and accepts values that another rule reports: absent and null, a wrong type, texts that cannot be
 * stored. A message follows the name of the field, gives an example of the accepted form and never the rejected value.
 */

/** The order in which several faults of one field are reported. */
export const CONSTRAINT_ORDER = [
  'required',
  'atLeastOne',
  'isText',
  'isStorable',
  'maxLength',
  'maxBytes',
  'oneOf',
  'isHttpUrl',
  'isTimestamp',
  'isJsonObject',
  'hasFiniteNumbers',
  'maxJsonDepth',
  'maxJsonBytes',
] as const;
type ConstraintName = (typeof CONSTRAINT_ORDER)[number];

function rule(
  name: ConstraintName,
  reason: RejectionReason,
  problem: string,
  validate: (value: unknown, args: ValidationArguments) => boolean,
): PropertyDecorator {
  return ValidateBy(
    { name, validator: { validate: (value, args) => validate(value, args as ValidationArguments) } },
    { message: problem, context: { reason } },
  );
}

/** A rule for texts that can be stored. */
function textRule(
  name: ConstraintName,
  reason: RejectionReason,
  problem: string,
  validate: (text: string) => boolean,
): PropertyDecorator {
  return rule(
    name,
    reason,
    problem,
    (value) => typeof value !== 'string' || !isStorable(value) || validate(value),
  );
}

/** The value must be neither absent nor null. */
export function Required(): PropertyDecorator {
  return rule('required', 'missing_field', 'is required', (value) => value !== undefined && value !== null);
}

/** This field or one of `others` must be neither absent nor null. */
export function AtLeastOne(others: readonly string[]): PropertyDecorator {
  return rule('atLeastOne', 'missing_field', `or ${others.join(' or ')} is required`, (value, { object }) => {
    const values = [value, ...others.map((other) => (object as Record<string, unknown>)[other])];
    return values.some((candidate) => candidate !== undefined && candidate !== null);
  });
}

export function IsText(): PropertyDecorator {
  return rule(
    'isText',
    'invalid_type',
    'must be a string',
    (value) => value === undefined || value === null || typeof value === 'string',
  );
}

export function IsStorable(): PropertyDecorator {
  return rule(
    'isStorable',
    'invalid_format',
    'must not contain NUL characters or unpaired surrogates',
    (value) => typeof value !== 'string' || isStorable(value),
  );
}

/** `max` is in Unicode code points. */
export function MaxLength(max: number): PropertyDecorator {
  return textRule('maxLength', 'too_long', `must have at most ${max} characters`, (text) =>
    fitsLength(text, max),
  );
}

/** `max` is in bytes of UTF-8. */
export function MaxBytes(max: number): PropertyDecorator {
  return textRule('maxBytes', 'too_long', `must have at most ${max} bytes in UTF-8`, (text) =>
    fitsBytes(text, max),
  );
}

/** The value must be one of `names`, which are in lower case. Case and surrounding white space are ignored. */
export function OneOf(names: readonly string[]): PropertyDecorator {
  return rule(
    'oneOf',
    'invalid_enum',
    `must be one of ${names.map((name) => `\`${name}\``).join(', ')}`,
    (value) => typeof value !== 'string' || names.includes(foldName(value)),
  );
}

export function IsHttpUrl(): PropertyDecorator {
  return textRule(
    'isHttpUrl',
    'invalid_format',
    'must be an absolute http or https URL, such as `https://ci.example.com/deploys/12345`',
    isHttpUrl,
  );
}

export function IsTimestamp(): PropertyDecorator {
  return rule(
    'isTimestamp',
    'invalid_timestamp',
    'must be an RFC 3339 date and time with an offset, such as `2026-06-14T14:35:00Z`',
    (value) => typeof value !== 'string' || !Number.isNaN(parseTimestamp(value)),
  );
}

export interface JsonBounds {
  readonly maxBytes: number;
  readonly maxDepth: number;
}

/** A JSON object within its bounds. class-validator itself does not inspect the content. */
export function IsJsonObject({ maxBytes, maxDepth }: JsonBounds): PropertyDecorator {
  // The four rules below share one walk through a value, which can be megabytes.
  const judged = new WeakMap<object, JsonFault>();
  const judge = (value: unknown): JsonFault => {
    if (value === undefined || value === null) return null;
    if (typeof value !== 'object') return 'type';
    const known = judged.get(value);
    if (known !== undefined) return known;
    const { fault } = judgeJsonObject(value, maxBytes, maxDepth);
    judged.set(value, fault);
    return fault;
  };
  const jsonRule = (name: ConstraintName, reason: RejectionReason, problem: string, fault: JsonFault) =>
    rule(name, reason, problem, (value) => judge(value) !== fault);
  const rules = [
    jsonRule('isJsonObject', 'invalid_type', 'must be a JSON object', 'type'),
    jsonRule('hasFiniteNumbers', 'invalid_format', 'must contain only finite numbers', 'number'),
    jsonRule('maxJsonDepth', 'too_large', `must have at most ${maxDepth} levels of nesting`, 'depth'),
    jsonRule('maxJsonBytes', 'too_large', `must have at most ${maxBytes} bytes as compact JSON`, 'bytes'),
  ];
  return (target, property) => {
    for (const decorate of rules) decorate(target, property);
  };
}
