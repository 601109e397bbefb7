import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { expect } from 'chai';
import type { LightMyRequestResponse } from 'fastify';
import { LIMITS } from '../../src/domain/limits.js';
import { SOURCE_PATHS } from '../../src/domain/source.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { expectAccepted } from './answers.js';
import { BATCH, EVENTS, newSender, REPRESENTATION, type Sender } from './sender.js';

interface Response {
  readonly content?: Readonly<Record<string, { readonly schema: object; readonly example?: unknown }>>;
  readonly headers?: Readonly<Record<string, unknown>>;
}
interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: Response;
  readonly responses: Readonly<Record<string, Response>>;
}
type Paths = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

describe('GET /openapi.json', () => {
  let test: TestApp;
  let sender: Sender;
  let document: Record<string, unknown>;
  /** With every reference resolved. */
  let paths: Paths;
  before(async () => {
    test = await startTestApp({ config: { rateLimitPerMinute: 60, anonymousLimitPerMinute: 3 } });
    sender = await newSender(test);
    const response = await test.get('/openapi.json', { authorization: undefined });
    expect(response.statusCode).to.equal(200);
    expect(response.headers['content-type']).to.match(/^application\/json/);
    document = response.json();
    const validator = new Validator();
    const { valid, errors } = await validator.validate(structuredClone(document));
    expect(valid, JSON.stringify(errors)).to.equal(true);
    expect(validator.version).to.equal('3.1');
    paths = (validator.resolveRefs() as { paths: Paths }).paths;
  });
  after(() => test?.close());

  const ajv = new Ajv2020({ strict: false, allErrors: true });
  (formats as unknown as (ajv: Ajv2020) => void)(ajv);

  function validatorOf(schema: object): ValidateFunction {
    return ajv.compile(schema);
  }
  function expectValid(schema: object, value: unknown, name: string): void {
    const validate = validatorOf(schema);
    expect(validate(value), `${name}: ${JSON.stringify(validate.errors)}`).to.equal(true);
  }

  /** The documented operation of a request. */
  function operationOf(method: string, path: string): Operation {
    const [found] = Object.keys(paths).filter((template) =>
      new RegExp(`^${template.replace(/{\w+}/g, '[^/]+')}$`).test(path.split('?')[0] as string),
    );
    const operation = paths[found ?? '']?.[method.toLowerCase()];
    expect(operation, `${method} ${path}`).to.be.an('object');
    return operation as Operation;
  }

  function expectDescribed(method: string, path: string, response: LightMyRequestResponse): void {
    const { responses } = operationOf(method, path);
    const name = `${method} ${path} ${response.statusCode}`;
    const described = responses[String(response.statusCode)];
    expect(described, name).to.be.an('object');
    const [type = ''] = String(response.headers['content-type']).split(';');
    const content = described?.content?.[type];
    expect(content, `${name} ${type}`).to.be.an('object');
    if (type === 'application/json') expectValid(content?.schema ?? {}, response.json(), name);
    const documented = Object.keys(described?.headers ?? {}).map((header) => header.toLowerCase());
    for (const header of [
      'location',
      'retry-after',
      'www-authenticate',
      'idempotency-replayed',
      'preference-applied',
      'x-request-id',
    ])
      if (header in response.headers) expect(documented, `${name} ${header}`).to.include(header);
  }

  it('is valid OpenAPI 3.1 with a license, tags and a security scheme', () => {
    expect(document.openapi).to.match(/^3\.1\./);
    expect(document).to.have.nested.property('info.license.identifier', 'Apache-2.0');
    expect(document).to.have.nested.property('components.securitySchemes.token.scheme', 'bearer');
  });

  it('describes every route of the server except those of GraphQL', () => {
    const described = Object.entries(paths).map(
      ([path, methods]) => `${path} ${Object.keys(methods).join().toUpperCase()}`,
    );
    const served = routesOf(test.app.server.printRoutes({ commonPrefix: false }));
    // GraphQL describes itself, the files of a page belong to it, and a slash at the end changes nothing.
    const own = /^\/(?:graphql|schema\.graphql|explorer|docs\/.*)\b|.\/ /;
    const ofRest = served.filter((route) => !own.test(route));
    expect(served.length).to.be.greaterThan(ofRest.length);
    expect(described).to.have.members(ofRest);
  });

  it('has an operationId, a summary and the security of every operation', () => {
    const ids = new Set<string>();
    for (const methods of Object.values(paths))
      for (const operation of Object.values(methods)) {
        expect(operation.summary).to.be.a('string').and.not.empty;
        expect(operation.security).to.be.an('array');
        ids.add(operation.operationId);
      }
    const count = Object.values(paths).flatMap((methods) => Object.values(methods)).length;
    expect(ids.size).to.equal(count);
    for (const path of [EVENTS, BATCH, '/v1/ingest/{source}/issues'])
      expect(paths[path]?.post?.security).to.deep.equal([{ token: ['ingest:write'] }]);
  });

  it('has examples that are valid against its schemas', () => {
    for (const [path, methods] of Object.entries(paths))
      for (const { requestBody, responses } of Object.values(methods))
        for (const part of [requestBody, ...Object.values(responses)])
          for (const { schema, example } of Object.values(part?.content ?? {}))
            if (example !== undefined) expectValid(schema, example, path);
  });

  it('has examples that the gateway accepts', async () => {
    for (const [path, methods] of Object.entries(paths)) {
      const example = methods.post?.requestBody?.content?.['application/json']?.example;
      if (example === undefined) continue;
      expectAccepted(await sender.post(path.replace('{source}', 'jira'), example));
    }
  });

  it('describes the status, body and headers of every response', async () => {
    const other = await newSender(test);
    const readOnly = await test.app.access.createToken({
      workspaceId: other.workspaceId,
      scopes: ['issues:read'],
    });
    const noScope = { authorization: `Bearer ${readOnly.token}` };
    const record = { external_id: 'JIRA-1', source: 'jira', title: 'Disk full' };
    const push = '/v1/ingest/jira/issues';
    const keyed = { 'idempotency-key': 'a' };
    const { job_id } = expectAccepted(await other.post(EVENTS, record));
    const status = `/v1/ingest/status/${job_id}`;
    const seen = new Set<number>();
    const check = async (method: 'GET' | 'POST', path: string, response: Promise<LightMyRequestResponse>) => {
      const answer = await response;
      seen.add(answer.statusCode);
      expectDescribed(method, path, answer);
    };
    const bodies = { [EVENTS]: record, [BATCH]: { records: [record, {}] }, [push]: record };
    for (const [path, body] of Object.entries(bodies)) {
      await check('POST', path, other.post(path, body));
      await check('POST', path, other.post(path, body, REPRESENTATION));
      await check('POST', path, other.post(path, body, keyed));
      await check('POST', path, other.post(path, body, keyed));
      await check('POST', path, other.post(path, { ...body, more: 1 }, keyed));
      await check('POST', path, other.post(path, '{'));
      await check('POST', path, other.post(path, { title: 1 }));
      await check('POST', path, other.post(path, body, { authorization: 'Bearer nobody' }));
      await check('POST', path, other.post(path, body, noScope));
      await check('POST', path, other.post(path, body, { 'content-type': 'text/plain' }));
      await check('POST', path, other.post(path, body, { 'content-length': '5242881' }));
    }
    await check('POST', push, other.post('/v1/ingest/nagios/issues', record));
    await check('GET', status, other.get(status));
    await test.app.runner.runUntilEmpty();
    await check('GET', status, other.get(status));
    await check('GET', status, other.get(`${status}?include=records`));
    await check('GET', status, other.get(`${status}?include=x`));
    await check('GET', status, other.get(`${status}x`));
    await check('GET', status, other.get(status, noScope));
    for (let i = 0; i < 4; i++) await check('GET', status, other.get(status, { authorization: undefined }));
    while ((await other.get(status)).statusCode !== 429);
    await check('GET', status, other.get(status));
    for (const path of Object.keys(bodies)) await check('POST', path, other.post(path, '{'));
    for (const path of ['/health', '/ready', '/metrics', '/openapi.json', '/docs'])
      await check('GET', path, test.get(path, { authorization: undefined }));
    await test.app.database.write((tx) => tx.execute('DROP TABLE ingest_job', []));
    await check('GET', status, sender.get(status));
    await check('POST', EVENTS, sender.post(EVENTS, record));
    expect([...seen].sort()).to.deep.equal([200, 202, 400, 401, 403, 404, 413, 415, 422, 429, 500]);
    for (const path of ['/v1/ingest/events', '/v1/ingest/batch', '/v1/ingest/{source}/issues'])
      expect(paths[path]?.post?.responses).to.include.keys('409', '503');
  });

  it('states the limits of the gateway', () => {
    const { components } = document as { components: Record<string, Record<string, Described>> };
    interface Described {
      readonly description?: string;
      readonly schema?: Readonly<Record<string, unknown>>;
      readonly properties?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    }
    const { parameters, responses, schemas } = components;
    expect(schemas?.IngestBatchInput?.properties?.records).to.deep.include({
      minItems: 1,
      maxItems: LIMITS.batchRecords,
    });
    expect(paths[BATCH]?.post?.summary).to.equal(`Push 1 to ${LIMITS.batchRecords} records`);
    expect(parameters?.IdempotencyKey?.schema).to.include({ maxLength: LIMITS.idempotencyKeyChars });
    expect(parameters?.IdempotencyKey?.description).to.contain(`For ${LIMITS.idempotencyHours} hours`);
    expect(parameters?.RequestId?.schema?.pattern).to.contain(`{1,${LIMITS.traceIdChars}}`);
    for (const part of [parameters?.ContentEncoding, responses?.PayloadTooLarge])
      expect(part?.description).to.contain(`${LIMITS.bodyBytes} bytes`);
    expect(paths['/v1/ingest/status/{job_id}']?.get?.description).to.contain(
      `${LIMITS.jobRetentionDays} days`,
    );
    expect(schemas?.SourcePath)
      .to.have.property('enum')
      .that.has.members([...SOURCE_PATHS]);
  });

  it('has request schemas that allow what the gateway accepts', () => {
    const input = (path: string) =>
      paths[path]?.post?.requestBody?.content?.['application/json']?.schema ?? {};
    const record = { external_id: 'JIRA-1', source: 'grafana', title: 'Disk full', body: null, team: null };
    expectValid(input(EVENTS), { title: 'Disk full' }, 'an event without an id');
    expectValid(input(BATCH), { records: [record] }, 'a batch with an unknown source');
    expectValid(
      input('/v1/ingest/{source}/issues'),
      { external_id: '1', title: 'a', severity: 'Highest' },
      'native',
    );
    expect(validatorOf(input(BATCH))({ records: [] })).to.equal(false);
    expect(validatorOf(input(EVENTS))({ title: 'x'.repeat(301) })).to.equal(false);
  });
});

describe('GET /docs', () => {
  let test: TestApp;
  before(async () => {
    test = await startTestApp();
  });
  after(() => test?.close());

  it('returns a page that loads nothing from other sites', async () => {
    const { body, headers } = await test.get('/docs', { authorization: undefined });
    expect(headers['content-type']).to.match(/^text\/html; charset=utf-8/);
    const loaded = [...body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => String(address));
    expect(loaded).not.to.be.empty;
    for (const address of loaded) expect(address).not.to.match(/^(?:https?:)?\/\//);
    const policy = String(headers['content-security-policy']);
    expect(policy)
      .to.match(/default-src 'none'/)
      .and.not.match(/https?:|\*|unsafe-eval|script-src[^;]*unsafe-inline/);
    for (const address of loaded.filter((candidate) => !candidate.startsWith('data:'))) {
      const file = await test.get(`/${address}`, { authorization: undefined });
      expect(file.statusCode, address).to.equal(200);
      expect(file.headers['content-type'], address).to.match(
        /^text\/(?:css|javascript)|^application\/javascript/,
      );
      expect(file.body.length).to.be.greaterThan(50);
    }
    expect((await test.get('/docs/start.js', { authorization: undefined })).body).to.contain('openapi.json');
  });

  it('answers 304 for a file that the browser has cached', async () => {
    const first = await test.get('/docs/swagger-ui.css', { authorization: undefined });
    const again = await test.get('/docs/swagger-ui.css', {
      authorization: undefined,
      'if-none-match': String(first.headers.etag),
    });
    expect(again.statusCode).to.equal(304);
    expect(again.body).to.equal('');
  });
});

/** Reads the framework's tree of routes: `PATH METHODS` with the names of parameters in the document. HEAD is implied by GET. */
function routesOf(tree: string): string[] {
  const open: string[] = [];
  return tree.split('\n').flatMap((line) => {
    const [, indent = '', part = '', methods = ''] = /^([│ ]*)[├└]── (\S+) \((.+)\)$/.exec(line) ?? [];
    if (part === '') return [];
    const depth = indent.length / 4;
    open.splice(depth, open.length, part);
    const path = open
      .join('')
      .replace(
        /:(\w+)/g,
        (_, name: string) => `{${name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}}`,
      );
    return [`${path} ${methods.replace(', HEAD', '')}`];
  });
}
