import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { getIntrospectionQuery } from 'graphql';
import { auditServer } from 'graphql-http';
import { startTestApp, type TestApp } from '../../support/app.js';
import { askGraphql, graphqlAnswer, ingest } from '../../support/graphql.js';

const GRAPHQL_JSON = 'application/graphql-response+json';

/** Deliberate deviations from the audit. A notice concerns a MAY of the specification, a warning a SHOULD. */
const EXPLAINED: Readonly<Record<string, string>> = {
  // CSRF prevention: pages of other sites can send such a GET, but not the header that is required.
  '5A70': 'notice: a GET without apollo-require-preflight is refused',
  D6D5: 'notice: a GET without apollo-require-preflight is refused',
  '6A70': 'notice: a GET without apollo-require-preflight is refused',
  // curl -f, proxies and metrics see only the status, so a document that was not executed must not look like a success.
  '572B': 'warn: 400 when a document cannot be parsed, also as application/json',
  FDE2: 'warn: 400 when a document is not valid, also as application/json',
  '7B9B': 'warn: 400 when variables do not fit, also as application/json',
};

describe('POST /graphql', () => {
  let app: TestApp;

  beforeEach(async () => {
    app = await startTestApp();
  });

  afterEach(() => app.close());

  it('passes the audit of graphql-http except for the documented deviations', async () => {
    const url = `${await app.listen()}/graphql`;
    const results = await auditServer({ url });
    const remarks = results.filter(({ status }) => status !== 'ok');
    expect(results.length).to.be.greaterThan(50);
    expect(
      remarks.filter(({ status }) => status === 'error').map(({ id, name }) => `${id} ${name}`),
    ).to.deep.equal([]);
    const unexplained = remarks.filter(({ id, status }) => !EXPLAINED[id]?.startsWith(`${status}:`));
    expect(unexplained.map(({ id, status, name }) => `${status} ${id} ${name}`)).to.deep.equal([]);
  });

  it('returns the full introspection without a token and with an invalid one', async () => {
    const query = getIntrospectionQuery({ inputValueDeprecation: true, schemaDescription: true });
    for (const authorization of [undefined, 'Bearer wrong']) {
      const { status, data } = await askGraphql(app, query, {}, { authorization });
      expect(status).to.equal(200);
      expect(data.__schema.types.length).to.be.greaterThan(30);
    }
  });

  it('refuses other operations without a valid token with 401 and a challenge', async () => {
    const cases: [string | undefined, string][] = [
      [undefined, 'Bearer realm="causeloop"'],
      ['Bearer wrong', 'error="invalid_token"'],
    ];
    for (const [authorization, challenge] of cases) {
      const { status, codes, data, headers } = await askGraphql(
        app,
        '{ __typename jobs { nodes { id } } }',
        {},
        { authorization },
      );
      expect([status, codes, data]).to.deep.equal([401, ['UNAUTHENTICATED'], undefined]);
      expect(headers['www-authenticate']).to.contain(challenge);
      expect(headers['x-request-id']).to.be.a('string');
      expect(headers['x-ratelimit-limit']).to.equal(undefined);
    }
  });

  it('responds in the media type that the client accepts', async () => {
    const types: [string | undefined, string][] = [
      [undefined, 'application/json; charset=utf-8'],
      ['*/*', 'application/json; charset=utf-8'],
      [GRAPHQL_JSON, `${GRAPHQL_JSON}; charset=utf-8`],
      [`${GRAPHQL_JSON}, application/json;q=0.5`, `${GRAPHQL_JSON}; charset=utf-8`],
    ];
    for (const [accept, type] of types)
      for (const query of ['{ jobs { nodes { id } } }', '{ nothing }', '{'])
        expect(
          (await askGraphql(app, query, {}, { accept })).headers['content-type'],
          `${accept} ${query}`,
        ).to.equal(type);
    expect(
      (await app.post('/graphql', { query: '{ __typename }' }, { accept: 'text/csv' })).statusCode,
    ).to.equal(406);
  });

  it('refuses each kind of malformed request with its own status and code', async () => {
    const post = async (body: unknown, headers = {}) =>
      graphqlAnswer(await app.post('/graphql', body, headers));
    const cases: [string, Promise<{ status: number; codes: readonly unknown[] }>, number, string][] = [
      ['a body that is not JSON', post('{"query":'), 400, 'VALIDATION_ERROR'],
      ['an empty body', post(''), 400, 'VALIDATION_ERROR'],
      ['no query', post({}), 400, 'BAD_REQUEST'],
      ['a query that is not a string', post({ query: 5 }), 400, 'BAD_REQUEST'],
      ['several operations in a list', post([{ query: '{ __typename }' }]), 400, 'BAD_REQUEST'],
      [
        'variables that are not an object',
        post({ query: '{ __typename }', variables: [] }),
        400,
        'BAD_REQUEST',
      ],
      [
        'another type',
        post('{ __typename }', { 'content-type': 'application/graphql' }),
        415,
        'UNSUPPORTED_MEDIA_TYPE',
      ],
      [
        'a form',
        post('query=x', { 'content-type': 'application/x-www-form-urlencoded' }),
        415,
        'UNSUPPORTED_MEDIA_TYPE',
      ],
      ['an unknown coding', post('{}', { 'content-encoding': 'zstd' }), 415, 'UNSUPPORTED_MEDIA_TYPE'],
      [
        'a body over 5 MiB',
        post({ query: `{ __typename } #${'x'.repeat(5_242_880)}` }),
        413,
        'PAYLOAD_TOO_LARGE',
      ],
      ['a syntax error', post({ query: '{ jobs' }), 400, 'GRAPHQL_PARSE_FAILED'],
      ['an unknown field', post({ query: '{ jobz { id } }' }), 400, 'GRAPHQL_VALIDATION_FAILED'],
      [
        'variables that do not fit',
        post({ query: 'query ($i: Int!) { jobs(first: $i) { nodes { id } } }', variables: { i: 'x' } }),
        400,
        'BAD_USER_INPUT',
      ],
      [
        'an unknown operation',
        post({ query: 'query A { __typename }', operationName: 'B' }),
        400,
        'OPERATION_RESOLUTION_FAILURE',
      ],
      [
        'a choice of operations',
        post({ query: 'query A { __typename } query B { __typename }' }),
        400,
        'OPERATION_RESOLUTION_FAILURE',
      ],
      ['a subscription', post({ query: 'subscription { jobCompleted { id } }' }), 400, 'BAD_REQUEST'],
    ];
    for (const [what, answer, status, code] of cases) {
      const { status: got, codes } = await answer;
      expect([got, codes], what).to.deep.equal([status, [code]]);
    }
  });

  it('accepts a body that is compressed with gzip', async () => {
    const body = gzipSync(JSON.stringify({ query: '{ jobs { nodes { id } } }' }));
    const response = await app.post('/graphql', body, { 'content-encoding': 'gzip' });
    expect(response.json()).to.deep.equal({ data: { jobs: { nodes: [] } } });
  });

  it('omits suggestions, stack traces and sent values from errors in every NODE_ENV', async () => {
    const previous = process.env.NODE_ENV;
    const apps: TestApp[] = [];
    try {
      for (const env of ['development', 'production', undefined]) {
        if (env === undefined) delete process.env.NODE_ENV;
        else process.env.NODE_ENV = env;
        const other = await startTestApp();
        apps.push(other);
        for (const body of LEAKY) {
          const text = (await other.post('/graphql', body)).body;
          expect(text).to.contain('"errors"');
          expect(text, JSON.stringify(body).slice(0, 200)).not.to.match(
            /Did you mean|stacktrace|hunter2|\.js:/,
          );
          expect(text.length).to.be.lessThan(1_000);
        }
      }
    } finally {
      if (previous === undefined) delete process.env.NODE_ENV;
      else process.env.NODE_ENV = previous;
      for (const other of apps) await other.close();
    }
  });
});

/** Requests whose errors would contain suggestions or values in the words of graphql-js. */
const LEAKY = [
  { query: '{ job(id: "x") { statu } }' },
  { query: `{ ${'a'.repeat(200_000)} }` },
  { query: 'mutation { ingestEvent(input: { titel: "x" }) { accepted } }' },
  { query: 'mutation { ingestEvent(input: { title: { secret: "hunter2" } }) { accepted } }' },
  {
    query: 'mutation ($i: IngestEventInput!) { ingestEvent(input: $i) { accepted } }',
    variables: { i: { title: { secret: 'hunter2' } } },
  },
  {
    query: 'query ($s: Source!) { issueByExternalId(source: $s, externalId: "x") { id } }',
    variables: { s: 'hunter2' },
  },
];

describe('GET /graphql', () => {
  let app: TestApp;

  beforeEach(async () => {
    app = await startTestApp();
  });

  afterEach(() => app.close());

  const url = (query: string, variables?: unknown) =>
    `/graphql?${new URLSearchParams({ query, ...(variables === undefined ? {} : { variables: JSON.stringify(variables) }) })}`;
  const preflight = { 'apollo-require-preflight': '1' };

  it('runs a query with the preflight header or a token and refuses one without either', async () => {
    const { jobId } = await ingest(app, [{}]);
    const query = 'query ($id: ID!) { job(id: $id) { id } }';
    const answer = graphqlAnswer(await app.get(url(query, { id: jobId }), preflight));
    expect(answer.data).to.deep.equal({ job: { id: jobId } });
    const blocked = graphqlAnswer(await app.get(url('{ __typename }'), { authorization: undefined }));
    expect([blocked.status, blocked.codes]).to.deep.equal([400, ['BAD_REQUEST']]);
  });

  it('refuses a mutation with 405', async () => {
    const mutation = 'mutation { ingestEvent(input: { title: "x" }) { accepted } }';
    const answer = graphqlAnswer(await app.get(url(mutation), preflight));
    expect([answer.status, answer.headers.allow]).to.deep.equal([405, 'POST']);
    expect((await askGraphql(app, '{ issues { nodes { id } } }')).data.issues.nodes).to.deep.equal([]);
  });
});

describe('PUT /graphql', () => {
  it('returns 405 with the allowed methods', async () => {
    const app = await startTestApp();
    const response = await app.app.server.inject({ method: 'PUT', url: '/graphql' });
    expect(response.statusCode).to.equal(405);
    expect(response.headers.allow).to.match(/GET/).and.match(/POST/);
    await app.close();
  });
});

describe('rate limit of GraphQL operations', () => {
  const EVENT = (n: number) => `e${n}: ingestEvent(input: { title: "t" }) { accepted }`;
  const mutation = (events: number) =>
    `mutation { ${Array.from({ length: events }, (_, n) => EVENT(n)).join(' ')} }`;

  it('counts each ingest field of an operation and refuses an operation that does not fit as a whole', async () => {
    const app = await startTestApp({ config: { rateLimitPerMinute: 10 } });
    const remaining = async (query: string) => {
      const { status, headers } = await askGraphql(app, query);
      return [status, headers['x-ratelimit-remaining']];
    };
    expect(await remaining('{ jobs { nodes { id } } }')).to.deep.equal([200, '9']);
    expect(await remaining(mutation(3))).to.deep.equal([200, '6']);
    // The same response key twice is one field; fields of a fragment count.
    expect(await remaining(`mutation { ${EVENT(0)} ${EVENT(0)} }`)).to.deep.equal([200, '5']);
    expect(
      await remaining(`mutation { ...F } fragment F on Mutation { ${EVENT(0)} ${EVENT(1)} }`),
    ).to.deep.equal([200, '3']);
    const refused = await askGraphql(app, mutation(4));
    expect([refused.status, refused.codes, refused.data]).to.deep.equal([429, ['RATE_LIMITED'], undefined]);
    expect(refused.headers['retry-after']).to.equal('60');
    expect(refused.headers['x-ratelimit-remaining']).to.equal('3');
    // Invalid requests count as well.
    expect(await remaining('{ nothing }')).to.deep.equal([400, '2']);
    expect((await app.post('/graphql', 'no json')).headers['x-ratelimit-remaining']).to.equal('1');
    expect((await app.get('/v1/ingest/status/x')).headers['x-ratelimit-remaining']).to.equal('0');
    expect(await remaining('{ jobs { nodes { id } } }')).to.deep.equal([429, '0']);
    app.clock.advance(60_000);
    const stored = await askGraphql(app, '{ issues { nodes { id } } }');
    expect(stored.data.issues.nodes).to.have.length(6);
    await app.close();
  });

  it('counts requests without a token by address', async () => {
    const app = await startTestApp({ config: { anonymousLimitPerMinute: 2 } });
    const statuses = [];
    for (let i = 0; i < 3; i++)
      statuses.push((await askGraphql(app, '{ __typename }', {}, { authorization: undefined })).status);
    expect(statuses).to.deep.equal([200, 200, 429]);
    expect((await askGraphql(app, '{ __typename }')).status).to.equal(200);
    await app.close();
  });
});
