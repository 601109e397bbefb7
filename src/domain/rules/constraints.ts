import { ValidateBy, type ValidationArguments } from 'class-validator';
import type { RejectionReason } from '../record.js';
import { isHttpUrl } from './http-url.js';
import { type JsonFault, judgeJsonObject } from './json-object.js';
import { parseTimestamp } from './rfc3339.js';
import { fitsBytes, fitsLength, foldName, isStorable } from './text.js';

/*
 * The rules of fields as class-validator decorators, for the input classes generated from the schema. Each is about
 * one thing and lets pass what another one reports: absent and null, the wrong type, texts that cannot be stored.
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

/** A rule that only texts that can be stored are judged by. */
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

/** Neither absent nor null. */
export function Required(): PropertyDecorator {
  return rule('required', 'missing_field', 'is required', (value) => value !== undefined && value !== null);
}

/** This field or one of `others` is neither absent nor null. */
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

/** In Unicode code points. */
export function MaxLength(max: number): PropertyDecorator {
  return textRule('maxLength', 'too_long', `must have at most ${max} characters`, (text) =>
    fitsLength(text, max),
  );
}

/** In bytes of UTF-8. */
export function MaxBytes(max: number): PropertyDecorator {
  return textRule('maxBytes', 'too_long', `must have at most ${max} bytes in UTF-8`, (text) =>
    fitsBytes(text, max),
  );
}

/** One of `names`, in any case and with white space around it. */
export function OneOf(names: readonly string[], orNativeNames = false): PropertyDecorator {
  const native = orNativeNames ? " or a name of the source's own scale" : '';
  return rule(
    'oneOf',
    'invalid_enum',
    `must be one of ${names.join(', ')}${native}`,
    (value) => typeof value !== 'string' || names.includes(foldName(value)),
  );
}

export function IsHttpUrl(): PropertyDecorator {
  return textRule('isHttpUrl', 'invalid_format', 'must be an absolute http or https URL', isHttpUrl);
}

export function IsTimestamp(): PropertyDecorator {
  return rule(
    'isTimestamp',
    'invalid_timestamp',
    'must be an RFC 3339 date and time with an offset, such as 2026-06-14T14:35:00Z',
    (value) => typeof value !== 'string' || !Number.isNaN(parseTimestamp(value)),
  );
}

/** Bounds of a JSON object, which class-validator itself never looks into. */
export function IsJsonObject({
  maxBytes,
  maxDepth,
}: {
  maxBytes: number;
  maxDepth: number;
}): PropertyDecorator {
  // The rules share one look at a value, which may be megabytes.
  const known = new WeakMap<object, JsonFault>();
  const judge = (value: unknown): JsonFault => {
    if (value === undefined || value === null) return null;
    if (typeof value !== 'object') return 'type';
    const fault = known.has(value) ? known.get(value) : judgeJsonObject(value, maxBytes, maxDepth).fault;
    known.set(value, fault ?? null);
    return fault ?? null;
  };
  const jsonRule = (name: ConstraintName, reason: RejectionReason, problem: string, fault: JsonFault) =>
    rule(name, reason, problem, (value) => judge(value) !== fault);
  const rules = [
    jsonRule('isJsonObject', 'invalid_type', 'must be a JSON object', 'type'),
    jsonRule('hasFiniteNumbers', 'invalid_format', 'must have only finite numbers', 'number'),
    jsonRule('maxJsonDepth', 'too_large', `must have at most ${maxDepth} levels`, 'depth'),
    jsonRule('maxJsonBytes', 'too_large', `must have at most ${maxBytes} bytes as compact JSON`, 'bytes'),
  ];
  return (target, property) => {
    for (const decorate of rules) decorate(target, property);
  };
}
