/** @import { PluginFunction } from '@graphql-codegen/plugin-helpers' */
/** @import { GraphQLSchema } from 'graphql' */
/** @import { Field, Input } from './model.mjs' */
import { readFileSync } from 'node:fs';
import { isObjectType } from 'graphql';
import { parse } from 'yaml';
import { HEADER } from './header.mjs';
import { enumNames, enumType, recordInputs, snakeCase } from './model.mjs';

/** @typedef {Record<string, unknown>} JsonSchema */

const DOCUMENT = 'schema/openapi.yaml';

/**
 * Generates the OpenAPI document: the hand-written one, with component schemas that follow from the contract. The schemas of
 * request bodies follow from the rules of the inputs. Responses have keys of their own; the meaning of a key is that of the
 * GraphQL field that it presents. The result is embedded on one line, so that the program needs no file beside its code.
 *
 * @type {PluginFunction}
 */
export const plugin = (schema) => {
  const schemas = {
    ...Object.fromEntries(recordInputs(schema).map((input) => [input.name, inputSchema(input)])),
    ...Object.fromEntries(ENUMS.map((name) => [name, enumSchema(schema, name)])),
    ...Object.fromEntries(
      Object.entries(RESPONSES).map(([name, response]) => [name, responseSchema(schema, response)]),
    ),
  };
  const document = parse(readFileSync(DOCUMENT, 'utf8'));
  // One version number for everything.
  document.info.version = JSON.parse(readFileSync('package.json', 'utf8')).version;
  Object.assign(document.components, { schemas: { ...schemas, ...document.components.schemas } });
  return `${HEADER}
/** The OpenAPI 3.1 document: \`${DOCUMENT}\` with the schemas of the contract. */
export const OPENAPI = ${JSON.stringify(document)};
`;
};

/** The enums that appear in responses or paths. */
const ENUMS = [
  'Source',
  'SourcePath',
  'Severity',
  'IssueStatus',
  'PatternStatus',
  'JobStatus',
  'JobKind',
  'Outcome',
  'RejectionReason',
];

/**
 * A schema of a response. `from` is the GraphQL type that it presents. `keys` maps each key to the field that it presents,
 * of `from` or of another type (`Type.field`), or to a schema written here. A key that ends in `?` is optional.
 * `descriptions` has texts for the keys whose meaning is narrower in REST.
 *
 * @typedef {object} Response
 * @property {string} from
 * @property {string} [description]
 * @property {Record<string, string | JsonSchema>} keys
 * @property {Record<string, string>} [descriptions]
 */

const ALL_OUTCOMES = 'Outcome of each record, in the order of the request. Present only if requested.';

/** The keys of an issue in a list. */
const ISSUE_KEYS = {
  id: 'id',
  source: 'source',
  external_id: 'externalId',
  title: 'title',
  severity: 'severity',
  status: 'status',
  team: 'team',
  assignee: 'assignee',
  external_url: 'externalUrl',
  occurrence_count: 'occurrenceCount',
  source_created_at: 'sourceCreatedAt',
  source_updated_at: 'sourceUpdatedAt',
  first_seen_at: 'firstSeenAt',
  last_seen_at: 'lastSeenAt',
  created_at: 'createdAt',
  updated_at: 'updatedAt',
};
/** The keys of a pattern in a list. */
const PATTERN_KEYS = {
  id: 'id',
  name: 'name',
  template: 'template',
  status: 'status',
  confidence: 'confidence',
  issue_count: 'issueCount',
  first_seen_at: 'firstSeenAt',
  last_seen_at: 'lastSeenAt',
};

/** @type {Record<string, Response>} */
const RESPONSES = {
  IssueSummary: {
    from: 'Issue',
    description: 'An issue in a list, without its long texts.',
    keys: ISSUE_KEYS,
  },
  Issue: {
    from: 'Issue',
    keys: {
      ...ISSUE_KEYS,
      source_raw: 'sourceRaw',
      body: 'body',
      metadata: {
        type: ['object', 'null'],
        description: 'The metadata as sent.',
        additionalProperties: true,
      },
    },
  },
  PatternSummary: { from: 'Pattern', description: 'A pattern in a list.', keys: PATTERN_KEYS },
  PatternSlot: { from: 'PatternSlot', keys: { prefix: 'prefix', suffix: 'suffix', examples: 'examples' } },
  Pattern: { from: 'Pattern', keys: { ...PATTERN_KEYS, examples: 'examples', slots: 'slots' } },
  RejectedRecord: { from: 'RejectedRecord', keys: { index: 'index', code: 'code', message: 'message' } },
  RecordOutcome: {
    from: 'RecordOutcome',
    keys: {
      index: 'index',
      outcome: 'outcome',
      'issue_id?': 'issue',
      'field?': {
        type: 'string',
        description: 'Name of the first invalid field. Absent if the record itself is not a JSON object.',
      },
      'reason?': 'RejectedRecord.reason',
      'errors?': {
        type: 'array',
        items: { $ref: '#/components/schemas/FieldError' },
        description: 'All faults of a rejected record. Present only if it has several.',
      },
      'external_id?': {
        type: 'string',
        description: 'The `external_id` that was sent. Only in the response to a write.',
      },
      'warnings?': {
        type: 'array',
        items: { $ref: '#/components/schemas/Warning' },
        description: 'Unknown keys that are close to a known one. Only in the response to a write.',
      },
    },
    descriptions: {
      issue_id:
        'Identifier of the issue that the record created or updated. Absent if the record was rejected.',
      reason: 'Reason for the rejection. Present only if the record was rejected.',
    },
  },
  FieldError: {
    from: 'RejectedRecord',
    description: 'A fault of one field.',
    keys: { field: 'field', message: 'message', reason: 'reason' },
  },
  IngestEventPayload: {
    from: 'IngestEventPayload',
    keys: {
      accepted: 'accepted',
      rejected: 'rejected',
      issue_id: 'issue',
      job_id: 'job',
      'records?': 'IngestBatchPayload.records',
    },
    descriptions: {
      accepted: 'Number of accepted records. Always 1: an invalid record is answered with an error.',
      rejected: 'Always empty.',
      issue_id: 'Identifier of the issue that was created or updated.',
      job_id: 'Identifier of the job that processes the record.',
      records: ALL_OUTCOMES,
    },
  },
  IngestBatchPayload: {
    from: 'IngestBatchPayload',
    keys: {
      accepted: 'accepted',
      rejected: 'rejected',
      job_id: 'job',
      issue_ids: 'issueIds',
      'records?': 'records',
    },
    descriptions: {
      job_id: 'Identifier of the job that processes the accepted records.',
      records: ALL_OUTCOMES,
    },
  },
  IngestJobResult: {
    from: 'IngestJob',
    description: 'Numbers of accepted and rejected records.',
    keys: { accepted: 'accepted', rejected_count: 'rejectedCount', total: 'total' },
  },
  IngestJob: {
    from: 'IngestJob',
    keys: {
      job_id: 'id',
      status: 'status',
      progress: 'progress',
      result: {
        anyOf: [{ $ref: '#/components/schemas/IngestJobResult' }, { type: 'null' }],
        description: 'Numbers of accepted and rejected records. Null until the job is terminal.',
      },
      created_at: 'createdAt',
      finished_at: 'finishedAt',
      'records?': 'records',
    },
    descriptions: { records: ALL_OUTCOMES },
  },
};

/**
 * @param {GraphQLSchema} schema
 * @param {Response} response
 * @returns {JsonSchema}
 */
function responseSchema(schema, { from, keys, description, descriptions = {} }) {
  const properties = Object.entries(keys).map(([optionalKey, source]) => {
    const key = optionalKey.replace('?', '');
    const property =
      typeof source === 'string'
        ? presentedField(schema, source.includes('.') ? source : `${from}.${source}`)
        : source;
    return [key, key in descriptions ? { ...property, description: descriptions[key] } : property];
  });
  return {
    type: 'object',
    description: description ?? restText(schema.getType(from)?.description),
    required: Object.keys(keys).filter((key) => !key.endsWith('?')),
    properties: Object.fromEntries(properties),
  };
}

/**
 * The schema of a GraphQL field as REST presents it: objects by their id, enums in lower case.
 *
 * @param {GraphQLSchema} schema
 * @param {string} place `Type.field`
 * @returns {JsonSchema}
 */
function presentedField(schema, place) {
  const [owner = '', name = ''] = place.split('.');
  const type = schema.getType(owner);
  const field = isObjectType(type) ? type.getFields()[name] : undefined;
  if (field === undefined) throw new Error(`The schema has no field ${place}.`);
  return { ...typeSchema(String(field.type), place), description: restText(field.description) };
}

/**
 * A description as REST needs it. Names in backquotes are spelled as on the wire, and scopes are left out: those of a
 * GraphQL field need not be those of the route.
 *
 * @param {string | null | undefined} description
 */
function restText(description) {
  return (description ?? '')
    .replace(/\s*Requires\s+`.*$/s, '')
    .replace(/`[A-Z][A-Z_0-9]+`/g, (name) => name.toLowerCase())
    .replace(/`[a-z]+(?:[A-Z][a-z]+)+`/g, snakeCase);
}

/** @type {Record<string, JsonSchema>} */
const SCALARS = {
  ID: { type: 'string' },
  String: { type: 'string' },
  Int: { type: 'integer', minimum: 0 },
  Float: { type: 'number', minimum: 0, maximum: 1 },
  DateTime: { type: 'string', format: 'date-time' },
};
/** The types that REST presents by their id. */
const BY_ID = new Set(['Issue', 'IngestJob']);
/** Fields that are nullable in GraphQL, which reports rejected events in the same type, but never null in REST. */
const NEVER_NULL = new Set(['IngestEventPayload.issue', 'IngestEventPayload.job', 'RecordOutcome.issue']);

/**
 * @param {string} type as SDL writes it
 * @param {string} place `Type.field`
 * @returns {JsonSchema}
 */
function typeSchema(type, place) {
  if (!type.endsWith('!') && !NEVER_NULL.has(place)) {
    const inner = typeSchema(`${type}!`, place);
    return inner.$ref === undefined
      ? { ...inner, type: [inner.type, 'null'] }
      : { anyOf: [inner, { type: 'null' }] };
  }
  const bare = type.replace(/!$/, '');
  const item = /^\[(.*)\]$/.exec(bare)?.[1];
  if (item !== undefined) return { type: 'array', items: typeSchema(item, place) };
  return SCALARS[BY_ID.has(bare) ? 'ID' : bare] ?? { $ref: `#/components/schemas/${bare}` };
}

/**
 * @param {GraphQLSchema} schema
 * @param {string} name
 * @returns {JsonSchema}
 */
function enumSchema(schema, name) {
  const type = enumType(schema, name);
  const values = type
    .getValues()
    .map((value) => `* \`${value.name.toLowerCase()}\`: ${restText(value.description)}`);
  return {
    type: 'string',
    description: `${restText(type.description)}\n\n${values.join('\n')}`,
    enum: enumNames(schema, name),
  };
}

/**
 * @param {Input} input
 * @returns {JsonSchema}
 */
function inputSchema({ description, fields }) {
  const required = fields.filter((field) => field.rules.required).map((field) => field.wire);
  return {
    type: 'object',
    description: restText(description),
    ...(required.length > 0 ? { required } : {}),
    properties: Object.fromEntries(fields.map((field) => [field.wire, fieldSchema(field)])),
  };
}

/**
 * @param {Field} field
 * @returns {JsonSchema}
 */
function fieldSchema({ kind, description, rules, oneOf }) {
  const type = kind === 'json' ? 'object' : 'string';
  /** @type {JsonSchema} */
  const schema = { type: rules.required ? type : [type, 'null'], description: restText(description) };
  if (rules.required) schema.minLength = 1;
  if (rules.maxLength !== undefined) schema.maxLength = rules.maxLength;
  if (rules.maxBytes !== undefined) {
    // A text never has more characters than bytes, so the bound is true of both.
    if (kind === 'text') schema.maxLength = rules.maxBytes;
    schema['x-max-bytes'] = rules.maxBytes;
  }
  if (rules.maxDepth !== undefined) schema['x-max-depth'] = rules.maxDepth;
  if (rules.format === 'URI') schema.format = 'uri';
  if (rules.format === 'TIMESTAMP') schema.format = 'date-time';
  if (oneOf !== undefined) {
    schema.examples = oneOf;
    // Not an enum: names are accepted in any case, and generated types would refuse `P1`.
    if (!rules.orNativeNames) schema.pattern = anyCase(oneOf);
  }
  if (kind === 'json') schema.additionalProperties = true;
  return schema;
}

/**
 * A pattern that is true of the names in any case, with white space around them.
 *
 * @param {string[]} names
 */
function anyCase(names) {
  const letters = names.map((name) =>
    name.replace(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`),
  );
  return `^\\s*(?:${letters.join('|')})\\s*$`;
}
