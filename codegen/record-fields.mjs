/** @import { PluginFunction } from '@graphql-codegen/plugin-helpers' */
/** @import { Field } from './model.mjs' */
import { HEADER } from './header.mjs';
import { literal, recordInputs } from './model.mjs';

/** The fields that identify an issue. The domain resolves them; the others are copied as accepted. */
const KEY_FIELDS = ['externalId', 'source'];

/**
 * Generates the fields of a record as types and as a list, so that a new field is validated and normalised without a
 * change outside the schema. Faults are reported in the order of the fields in the schema.
 *
 * @type {PluginFunction}
 */
export const plugin = (schema) => {
  const [{ fields }] = recordInputs(schema);
  const content = fields.filter(({ name }) => !KEY_FIELDS.includes(name));
  return `${HEADER}import type { RecordKey } from '../domain/record-key.js';

/** The fields of a record, in the order in which their faults are reported. */
export const RECORD_FIELDS = [
${fields.map(({ name }) => `  ${literal(name)},`).join('\n')}
] as const;
export type RecordField = (typeof RECORD_FIELDS)[number];

/**
 * The fields of a record that breaks no rule. \`undefined\` means absent, null that null was sent. Timestamps are epoch
 * milliseconds, JSON objects are compact JSON text.
 */
export interface AcceptedFields {
${fields.map((field) => `  readonly ${field.name}: ${acceptedType(field)};`).join('\n')}
}

/** The fields of a record besides its key. */
export type RecordContent = Omit<AcceptedFields, ${KEY_FIELDS.map(literal).join(' | ')}>;

/** Joins a resolved key and the accepted fields. An object literal, because a spread costs 3 µs a record. */
export function joinRecord(key: RecordKey, fields: AcceptedFields): RecordKey & RecordContent {
  return {
    source: key.source,
    sourceRaw: key.sourceRaw,
    externalId: key.externalId,
${content.map(({ name }) => `    ${name}: fields.${name},`).join('\n')}
  };
}
`;
};

/** @param {Field} field */
function acceptedType(field) {
  const union = (field.oneOf ?? []).map(literal).join(' | ');
  const value = union || (field.rules.format === 'TIMESTAMP' ? 'number' : 'string');
  return `${value}${field.rules.nullAsAbsent ? '' : ' | null'} | undefined`;
}
