import { isEnumType } from 'graphql';
import { HEADER } from './header.mjs';
import { enumNames, recordInputs, snakeCase } from './model.mjs';

/**
 * The schemas of OpenAPI 3.1 for what REST takes and answers. Inputs follow from their rules. REST's answers have
 * keys of their own; what a key means is taken from the field of the schema that it presents.
 */
export const plugin = (schema) => {
  const components = {
    ...Object.fromEntries(recordInputs(schema).map((input) => [input.name, inputSchema(input)])),
    ...Object.fromEntries(ENUMS.map((name) => [name, enumSchema(schema, name)])),
    ...Object.fromEntries(Object.keys(ANSWERS).map((name) => [name, answerSchema(schema, name)])),
  };
  return `${HEADER}
/** Schemas for \`components.schemas\` of an OpenAPI 3.1 document, by the names of the contract. */
export const OPENAPI_SCHEMAS = ${JSON.stringify(components, null, 2)};
`;
};

/** The kinds of values that REST answers with or that a path has. */
const ENUMS = ['Source', 'SourcePath', 'Severity', 'JobStatus', 'Outcome', 'RejectionReason'];

/**
 * By schema of an answer: its keys and the fields that they present. A key that ends in `?` may be missing, `[]`
 * is a list, `|null` may be null; a target that is no field is another schema.
 */
const ANSWERS = {
  RejectedRecord: { from: 'RejectedRecord', keys: { index: 'index', code: 'code', message: 'message' } },
  RecordOutcome: {
    from: 'RecordOutcome',
    keys: {
      index: 'index',
      outcome: 'outcome',
      'issue_id?': 'issue',
      'field?': 'RejectedRecord.field',
      'reason?': 'RejectedRecord.reason',
      'errors?': {
        type: 'array',
        items: { $ref: '#/components/schemas/FieldError' },
        description: 'All faults of a rejected record that has several.',
      },
    },
  },
  FieldError: {
    from: 'RejectedRecord',
    description: 'One thing that is wrong with one field.',
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
  },
  IngestJobResult: {
    from: 'IngestJob',
    description: 'How many records were accepted and rejected.',
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
        description: 'Null before a terminal state.',
      },
      created_at: 'createdAt',
      finished_at: 'finishedAt',
      'records?': 'records',
    },
  },
};

function answerSchema(schema, name) {
  const { from, keys, description } = ANSWERS[name];
  const properties = Object.entries(keys).map(([key, source]) => [
    key.replace('?', ''),
    typeof source === 'string'
      ? presented(schema, source.includes('.') ? source : `${from}.${source}`)
      : source,
  ]);
  return {
    type: 'object',
    description: description ?? schema.getType(from).description,
    required: Object.keys(keys).filter((key) => !key.endsWith('?')),
    properties: Object.fromEntries(properties),
  };
}

/** The JSON schema of a field as REST presents it: other objects by their id, enums in lower case. */
function presented(schema, place) {
  const [owner, name] = place.split('.');
  const field = schema.getType(owner)?.getFields()[name];
  if (field === undefined) throw new Error(`The schema has no field ${place}.`);
  // Scopes are those of GraphQL; REST states its own with each route.
  const description = field.description.replace(/ Needs `.*$/s, '');
  return { ...typeSchema(schema, String(field.type), place), description };
}

const SCALARS = {
  ID: { type: 'string' },
  String: { type: 'string' },
  Int: { type: 'integer', minimum: 0 },
  Float: { type: 'number', minimum: 0, maximum: 1 },
  DateTime: { type: 'string', format: 'date-time' },
};
const BY_ID = new Set(['Issue', 'IngestJob']);
/** What an answer of REST always has although GraphQL, which also answers for rejected records, does not. */
const ALWAYS = new Set([
  'IngestEventPayload.issue',
  'IngestEventPayload.job',
  'RecordOutcome.issue',
  'RejectedRecord.field',
]);

function typeSchema(schema, text, place) {
  if (!text.endsWith('!') && !ALWAYS.has(place)) {
    const inner = typeSchema(schema, `${text}!`, place);
    return inner.$ref === undefined
      ? { ...inner, type: [inner.type, 'null'] }
      : { anyOf: [inner, { type: 'null' }] };
  }
  const bare = text.replace(/!$/, '');
  const list = /^\[(.*)\]$/.exec(bare)?.[1];
  if (list !== undefined) return { type: 'array', items: typeSchema(schema, list, place) };
  if (BY_ID.has(bare)) return SCALARS.ID;
  return SCALARS[bare] ?? { $ref: `#/components/schemas/${bare}` };
}

function enumSchema(schema, name) {
  const type = schema.getType(name);
  if (!isEnumType(type)) throw new Error(`The schema has no enum ${name}.`);
  const values = type.getValues().map((value) => `* \`${value.name.toLowerCase()}\`: ${value.description}`);
  return {
    type: 'string',
    description: `${type.description}\n\n${values.join('\n')}`,
    enum: enumNames(schema, name),
  };
}

function inputSchema({ description, fields, atLeastOne }) {
  const required = fields.filter((field) => field.rules.required).map((field) => field.wire);
  return {
    type: 'object',
    description,
    ...(required.length > 0 ? { required } : {}),
    ...(atLeastOne ? { anyOf: atLeastOne.map((name) => ({ required: [snakeCase(name)] })) } : {}),
    properties: Object.fromEntries(fields.map((field) => [field.wire, fieldSchema(field)])),
  };
}

function fieldSchema({ kind, description, rules, oneOf }) {
  const type = kind === 'json' ? 'object' : 'string';
  const schema = { type: rules.required ? type : [type, 'null'], description };
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
  if (oneOf !== undefined) schema[rules.orNativeNames ? 'examples' : 'enum'] = enumFor(oneOf, rules);
  if (kind === 'json') schema.additionalProperties = true;
  return schema;
}

/** A closed list has to name null too, when null may be sent. */
const enumFor = (names, rules) => (rules.required || rules.orNativeNames ? names : [...names, null]);
