import { expect } from 'chai';
import { startTestApp, type TestApp } from '../../support/app.js';
import { askGraphql, ingest } from '../../support/graphql.js';

describe('limits of a GraphQL document', () => {
  let app: TestApp;

  before(async () => {
    app = await startTestApp({ config: { rateLimitPerMinute: 1e9 } });
    await ingest(app, [{}]);
  });

  after(() => app.close());

  /** Expects a refusal without any execution. */
  const refuses = async (query: string, message: RegExp, variables = {}) => {
    const { status, codes, errors, data } = await askGraphql(app, query, variables);
    expect(status, query.slice(0, 80)).to.equal(400);
    expect(data).to.equal(undefined);
    expect(codes[0]).to.match(/^GRAPHQL_(PARSE|VALIDATION)_FAILED$/);
    expect(errors[0]?.message).to.match(message);
    expect(errors.length).to.be.lessThan(25);
  };

  const many = (count: number, part: (n: number) => string) =>
    Array.from({ length: count }, (_, n) => part(n)).join(' ');

  it('accepts 100 aliases and refuses 101', async () => {
    const aliased = (count: number) => `{ ${many(count, (n) => `a${n}: __typename`)} }`;
    expect((await askGraphql(app, aliased(100))).status).to.equal(200);
    await refuses(aliased(101), /101 aliases/);
    await refuses(aliased(10_000), /tokens|aliases/);
  });

  it('refuses 5,000 repetitions of one field before validation compares them', async () => {
    await refuses(`{ jobs { nodes { ${many(5_000, () => 'id')} } } }`, /5002 selections/);
  });

  it('refuses a document with too many tokens or characters', async () => {
    await refuses(`{ jobs { nodes { ${many(30_000, () => 'id')} } } }`, /tokens/);
    await refuses(`# ${'x'.repeat(300_000)}\n{ __typename }`, /262144 characters/);
  });

  it('refuses fields that are nested more than 15 levels deep', async () => {
    const nested = (levels: number) =>
      `{ job(id: "x") { ${'issues { nodes { pattern { '.repeat(levels)} id ${'} } } '.repeat(levels)} } }`;
    expect((await askGraphql(app, nested(3))).status).to.equal(200);
    await refuses(nested(5), /17 levels of fields/);
    await refuses(nested(50), /nested levels/);
    await refuses(nested(2_000), /tokens|nested/);
  });

  it('refuses argument values that are nested too deeply', async () => {
    const event = (metadata: string) =>
      `mutation { ingestEvent(input: { title: "t", metadata: ${metadata} }) { accepted } }`;
    const levels = (count: number) => `${'{ a: '.repeat(count)}1${' }'.repeat(count)}`;
    expect((await askGraphql(app, event(levels(20)))).data.ingestEvent.accepted).to.equal(1);
    expect((await askGraphql(app, event(levels(21)))).data.ingestEvent.accepted).to.equal(0);
    await refuses(event(levels(200)), /nested levels/);
    await refuses(event(`${'['.repeat(9_000)}${']'.repeat(9_000)}`), /nested/);
  });

  it('refuses fragments that spread themselves or each other', async () => {
    await refuses('{ ...A } fragment A on Query { ...A }', /Cannot spread fragment "A" within itself/);
    await refuses('{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }', /Cannot spread/);
  });

  it('measures fragments that spread each other twice without expanding them', async () => {
    const doubling = (type: string, field: string, start: string) =>
      `${start} ${many(40, (n) => `fragment F${n} on ${type} { ...F${n + 1} ...F${n + 1} }`)} fragment F40 on ${type} { ${field} }`;
    expect((await askGraphql(app, doubling('Query', '__typename', '{ ...F0 }'))).status).to.equal(200);
    const issues = await askGraphql(app, doubling('IssueConnection', 'nodes { id }', '{ issues { ...F0 } }'));
    expect(issues.data.issues.nodes).not.to.have.length(0);
    const nested = `{ issues { nodes { ...F0 } } } ${many(3, (n) => `fragment F${n} on Issue { a: pattern { issues { nodes { ...F${n + 1} } } } b: pattern { issues { nodes { ...F${n + 1} } } } }`)} fragment F3 on Issue { id }`;
    await refuses(nested, /more than 300000 values/);
  });

  it('refuses an operation whose page sizes multiply to too many values', async () => {
    const query = `query ($jobs: Int, $issues: Int) {
      jobs(first: $jobs) { nodes { issues(first: $issues) { nodes { id title pattern { id issues { nodes { id } } } } } } }
    }`;
    expect((await askGraphql(app, query, { jobs: 10, issues: 10 })).status).to.equal(200);
    expect((await askGraphql(app, query, { jobs: 1, issues: 100 })).status).to.equal(200);
    await refuses(query, /more than 300000 values/, { jobs: 100, issues: 100 });
    await refuses(
      query
        .replaceAll('$jobs)', '100)')
        .replaceAll('$issues)', '100)')
        .replace(/query [^{]*/, ''),
      /values/,
    );
  });

  it('accepts 100 jobs with 100 issues and their patterns each', async () => {
    const query = `{ jobs(first: 100) { nodes { id status rejected { message }
      issues(first: 100) { nodes { id source title severity status createdAt pattern { id name confidence } } } } } }`;
    expect((await askGraphql(app, query)).status).to.equal(200);
  });

  it('refuses introspection that recurses through types', async () => {
    const circle = `{ __schema { types { ${'fields { type { '.repeat(6)} name ${'} } '.repeat(6)} } } }`;
    await refuses(circle, /Maximum introspection depth exceeded/);
  });

  it('refuses too many aliases from a caller without a token', async () => {
    const { status } = await askGraphql(
      app,
      `{ ${many(500, (n) => `a${n}: __typename`)} }`,
      {},
      { authorization: undefined },
    );
    expect(status).to.equal(400);
  });
});
