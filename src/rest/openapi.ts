import { LIMITS } from '../domain/limits.js';
import { SOURCE_PATHS } from '../domain/source.js';
import { OPENAPI_SCHEMAS } from '../generated/openapi-components.js';

/*
 * What OpenAPI 3.1 says of the routes. Records and answers are described in schema/*.graphql and generated from
 * there; here is only what HTTP adds.
 */

type Json = Record<string, unknown>;

const schemaRef = (name: keyof typeof OPENAPI_SCHEMAS): Json => ({ $ref: `#/components/schemas/${name}` });
const parameterRef = (name: keyof typeof PARAMETERS): Json => ({ $ref: `#/components/parameters/${name}` });
const responseRef = (name: string): Json => ({ $ref: `#/components/responses/${name}` });
const headerRefs = (...names: readonly (keyof typeof HEADERS)[]): Json =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));

const text = (description: string): Json => ({ description, schema: { type: 'string' } });
const whole = (description: string): Json => ({ description, schema: { type: 'integer', minimum: 0 } });

const HEADERS = {
  'X-Request-Id': text(
    'Identifies this request in logs; `trace_id` of errors. A valid one of the caller is kept.',
  ),
  'X-RateLimit-Limit': whole('Requests of the workspace in one window.'),
  'X-RateLimit-Remaining': whole('What is left in this window.'),
  'X-RateLimit-Reset': whole('Seconds until the window ends.'),
  RateLimit: text('The same, as in the IETF draft: `"default";r=999;t=60`.'),
  'RateLimit-Policy': text('The limit and its window: `"default";q=1000;w=60`.'),
  'Retry-After': whole('Seconds after which a repeat is worth it.'),
  'WWW-Authenticate': text('What is wrong with the token, as in RFC 6750.'),
  Location: text('Where the status of the job is.'),
  'Idempotency-Replayed': {
    description: 'There when this is the stored answer of an earlier request with the same Idempotency-Key.',
    schema: { type: 'string', enum: ['true'] },
  },
  'Preference-Applied': text('`return=representation` when it was asked for.'),
  Allow: text('The methods that the path takes.'),
} as const;

const CUSTOMARY = [
  'X-Request-Id',
  'X-RateLimit-Limit',
  'X-RateLimit-Remaining',
  'X-RateLimit-Reset',
  'RateLimit',
  'RateLimit-Policy',
] as const;

const PARAMETERS = {
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    description: `Makes a repeat safe: for ${LIMITS.idempotencyHours} hours the same key and body get the same answer, and nothing is stored again.`,
    schema: { type: 'string', minLength: 1, maxLength: LIMITS.idempotencyKeyChars },
  },
  Prefer: {
    name: 'Prefer',
    in: 'header',
    description: '`return=representation` adds `records`: what became of every record.',
    schema: { type: 'string' },
    example: 'return=representation',
  },
  RequestId: {
    name: 'X-Request-Id',
    in: 'header',
    description: 'Your own identifier of this request.',
    schema: { type: 'string', pattern: `^[A-Za-z0-9._:-]{1,${LIMITS.traceIdChars}}$` },
  },
  ContentEncoding: {
    name: 'Content-Encoding',
    in: 'header',
    description: `How the body is compressed. The limit of ${LIMITS.bodyBytes} bytes is measured after decompression.`,
    schema: { type: 'string', enum: ['gzip', 'deflate', 'br'] },
  },
} as const;

const ERRORS = {
  BadRequest: {
    status: 400,
    description:
      'Not JSON, a wrong envelope, or an invalid single record, whose faults are in `details.errors`. Nothing was stored.',
  },
  Unauthorized: {
    status: 401,
    description: 'No, malformed, unknown, revoked or expired token.',
    headers: ['WWW-Authenticate'],
  },
  Forbidden: {
    status: 403,
    description: 'The token lacks the scope in `details.required_scope`.',
    headers: ['WWW-Authenticate'],
  },
  NotFound: { status: 404, description: 'No such route, source path or job in this workspace.' },
  MethodNotAllowed: { status: 405, description: 'The path does not take this method.', headers: ['Allow'] },
  Conflict: {
    status: 409,
    description: 'The first request with this Idempotency-Key still runs.',
    headers: ['Retry-After'],
  },
  PayloadTooLarge: {
    status: 413,
    description: `The body has more than ${LIMITS.bodyBytes} bytes after decompression.`,
  },
  UnsupportedMediaType: { status: 415, description: 'Not JSON, or an unknown Content-Encoding.' },
  IdempotencyKeyReuse: { status: 422, description: 'The Idempotency-Key was used with another body.' },
  RateLimited: { status: 429, description: 'Too many requests.', headers: ['Retry-After'] },
  Internal: { status: 500, description: 'Our fault; logged under the trace id.' },
  Unavailable: {
    status: 503,
    description: 'The database cannot be reached or too much waits. Nothing was promised: repeat.',
    headers: ['Retry-After'],
  },
} as const;
type ErrorName = keyof typeof ERRORS;

const errorResponses = (...names: readonly ErrorName[]): Json =>
  Object.fromEntries(names.map((name) => [String(ERRORS[name].status), responseRef(name)]));

const WRITE_ERRORS = errorResponses(
  'BadRequest',
  'Unauthorized',
  'Forbidden',
  'Conflict',
  'PayloadTooLarge',
  'UnsupportedMediaType',
  'IdempotencyKeyReuse',
  'RateLimited',
  'Internal',
  'Unavailable',
);

const ERROR_SCHEMA = {
  type: 'object',
  description: 'The body of every error.',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['code', 'message', 'trace_id', 'details'],
      properties: {
        code: { type: 'string', description: 'For programs; never changes its meaning.' },
        message: { type: 'string', description: 'For people; says what to do.' },
        trace_id: { type: 'string', description: "The answer's X-Request-Id." },
        details: {
          type: 'object',
          description: 'More for programs; empty when there is nothing to add.',
          properties: {
            errors: { type: 'array', items: schemaRef('FieldError') },
            required_scope: { type: 'string' },
          },
          additionalProperties: true,
        },
      },
    },
  },
};

const BATCH_SCHEMA = {
  type: 'object',
  description: 'Records are independent: a rejected one does not affect the others.',
  required: ['records'],
  properties: {
    records: {
      type: 'array',
      minItems: 1,
      maxItems: LIMITS.batchRecords,
      items: schemaRef('IngestRecordInput'),
    },
  },
};

const JOB_ID = 'ing_job_01hx5e5f6g7h8j9kamnbpcqdre';
const ISSUE_ID = 'iss_01hx5f6g7h8j9kamnbpcqdresf';

const EVENT = {
  source: 'custom_api',
  external_id: 'DEPLOY-2026-06-14-001',
  title: 'Deployment failed: payment-service v2.3.1',
  body: 'Health check timed out after 30s on 3/5 replicas.',
  severity: 'p1',
  external_url: 'https://ci.example.com/deploys/12345',
};
const BATCH = {
  records: [
    {
      external_id: 'JIRA-1234',
      source: 'jira',
      title: 'API gateway returning 503 on /checkout',
      body: 'Started after deploy at 14:32 UTC. Affects ~12% of requests.',
      severity: 'p1',
      team: 'platform',
      source_created_at: '2026-06-14T14:35:00Z',
    },
    {
      external_id: 'JIRA-1235',
      source: 'jira',
      title: 'Cart service memory leak under sustained load',
      severity: 'p2',
      team: 'backend',
      source_created_at: '2026-06-14T14:40:00Z',
    },
  ],
};
const SOURCE_ISSUE = {
  external_id: 'JIRA-9999',
  title: 'Login failing for SSO users',
  severity: 'p1',
  team: 'auth',
};
const EVENT_ANSWER = { accepted: 1, rejected: [], issue_id: ISSUE_ID, job_id: JOB_ID };
const BATCH_ANSWER = {
  accepted: 1,
  rejected: [{ index: 1, code: 'processing_error', message: 'title is required' }],
  job_id: JOB_ID,
  issue_ids: [ISSUE_ID],
};
const JOB_ANSWER = {
  job_id: JOB_ID,
  status: 'succeeded',
  progress: 1,
  result: { accepted: 2, rejected_count: 0, total: 2 },
  created_at: '2026-06-14T15:00:00.000Z',
  finished_at: '2026-06-14T15:00:03.000Z',
};

const json = (schema: Json, example: unknown): Json => ({ 'application/json': { schema, example } });

interface Write {
  readonly id: string;
  readonly summary: string;
  readonly description: string;
  readonly parameters?: readonly Json[];
  readonly body: Json;
  readonly example: unknown;
  readonly answer: Json;
  readonly answerExample: unknown;
}

function writeOperation(write: Write): Json {
  const extra = write.parameters === undefined ? {} : errorResponses('NotFound');
  return {
    operationId: write.id,
    tags: ['Ingest'],
    summary: write.summary,
    description: write.description,
    security: [{ token: ['ingest:write'] }],
    parameters: [
      ...(write.parameters ?? []),
      parameterRef('IdempotencyKey'),
      parameterRef('Prefer'),
      parameterRef('ContentEncoding'),
      parameterRef('RequestId'),
    ],
    requestBody: { required: true, content: json(write.body, write.example) },
    responses: {
      202: {
        description: 'Accepted and on disk: the ids are real and can be read at once.',
        headers: headerRefs(...CUSTOMARY, 'Location', 'Idempotency-Replayed', 'Preference-Applied'),
        content: json(write.answer, write.answerExample),
      },
      ...WRITE_ERRORS,
      ...extra,
    },
  };
}

function statusOperation(): Json {
  return {
    operationId: 'getJobStatus',
    tags: ['Ingest'],
    summary: 'Follow a job',
    description: `A job is readable as soon as its 202 is sent, and kept for ${LIMITS.jobRetentionDays} days unless the operator chose otherwise.`,
    security: [{ token: ['ingest:read'] }, { token: ['ingest:write'] }],
    parameters: [
      {
        name: 'job_id',
        in: 'path',
        required: true,
        description: 'As `job_id` in the answer to a write.',
        schema: { type: 'string' },
        example: JOB_ID,
      },
      {
        name: 'include',
        in: 'query',
        description: 'Adds `records`: what became of every record.',
        schema: { type: 'string', enum: ['records'] },
      },
      parameterRef('RequestId'),
    ],
    responses: {
      200: {
        description: 'The job as it is now.',
        headers: headerRefs(...CUSTOMARY),
        content: json(schemaRef('IngestJob'), JOB_ANSWER),
      },
      ...errorResponses(
        'BadRequest',
        'Unauthorized',
        'Forbidden',
        'NotFound',
        'RateLimited',
        'Internal',
        'Unavailable',
      ),
    },
  };
}

function openOperation(id: string, summary: string, media: string, status503?: string): Json {
  return {
    operationId: id,
    tags: ['Operations'],
    summary,
    security: [],
    responses: {
      200: {
        description: 'As asked.',
        headers: headerRefs('X-Request-Id'),
        content: { [media]: { schema: {} } },
      },
      ...(status503 === undefined
        ? {}
        : {
            503: {
              description: status503,
              headers: headerRefs('X-Request-Id'),
              content: { [media]: { schema: {} } },
            },
          }),
    },
  };
}

const SOURCE_PARAMETER = {
  name: 'source',
  in: 'path',
  required: true,
  description: 'Whose forms of ids and severities apply.',
  schema: { type: 'string', enum: SOURCE_PATHS },
  example: 'jira',
};

function paths(): Json {
  return {
    '/v1/ingest/events': {
      post: writeOperation({
        id: 'ingestEvent',
        summary: 'Push one event',
        description: 'Makes an issue of it, or updates the one with the same `source` and `external_id`.',
        body: schemaRef('IngestEventInput'),
        example: EVENT,
        answer: schemaRef('IngestEventPayload'),
        answerExample: EVENT_ANSWER,
      }),
    },
    '/v1/ingest/batch': {
      post: writeOperation({
        id: 'ingestBatch',
        summary: `Push 1 to ${LIMITS.batchRecords} records`,
        description: 'Each record is judged by itself; the answer is 202 even when all of them are rejected.',
        body: BATCH_SCHEMA,
        example: BATCH,
        answer: schemaRef('IngestBatchPayload'),
        answerExample: BATCH_ANSWER,
      }),
    },
    '/v1/ingest/{source}/issues': {
      post: writeOperation({
        id: 'ingestSourceIssue',
        summary: 'Push an issue of a known source',
        description:
          'The source decides the forms of `external_id`, and its own names of severities are understood: `Highest`, `1 - Critical`, `urgent`.',
        parameters: [SOURCE_PARAMETER],
        body: schemaRef('SourceIssueInput'),
        example: SOURCE_ISSUE,
        answer: schemaRef('IngestEventPayload'),
        answerExample: EVENT_ANSWER,
      }),
    },
    '/v1/ingest/status/{job_id}': { get: statusOperation() },
    '/health': { get: openOperation('health', 'Whether the process is up', 'application/json') },
    '/ready': {
      get: openOperation('ready', 'Whether it can serve', 'application/json', 'It cannot serve now.'),
    },
    '/metrics': { get: openOperation('metrics', 'Figures for Prometheus', 'text/plain') },
    '/openapi.json': { get: openOperation('openapi', 'This document', 'application/json') },
    '/docs': { get: openOperation('docs', 'This document as a page', 'text/html') },
  };
}

/** The whole document. It never changes while the process runs. */
export function openApiDocument(): Json {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Causeloop ingestion API',
      version: '1.0.0',
      description:
        'Any system pushes raw signals; each becomes a deduplicated issue. A 202 means it is on disk, every record has a fate that can be queried, and a retry never duplicates.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: './' }],
    tags: [
      { name: 'Ingest', description: 'Push signals and follow what becomes of them.' },
      { name: 'Operations', description: 'For load balancers, monitoring and readers.' },
    ],
    paths: paths(),
    components: {
      schemas: { ...OPENAPI_SCHEMAS, Error: ERROR_SCHEMA },
      parameters: PARAMETERS,
      headers: HEADERS,
      responses: Object.fromEntries(
        Object.entries(ERRORS).map(([name, error]) => [
          name,
          {
            description: error.description,
            headers: headerRefs('X-Request-Id', ...('headers' in error ? error.headers : [])),
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
          },
        ]),
      ),
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'An access token of one workspace.' },
      },
    },
  };
}
