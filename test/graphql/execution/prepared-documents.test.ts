import { expect } from 'chai';
import { startTestApp, type TestApp } from '../../support/app.js';
import { askGraphql, ingest } from '../../support/graphql.js';

/** The first request prepares a document; the others find it prepared. */
const TIMES = 3;

describe('a GraphQL document that is sent repeatedly', () => {
  let app: TestApp;
  let jobId: string;

  before(async () => {
    app = await startTestApp({ config: { rateLimitPerMinute: 1e9 } });
    ({ jobId } = await ingest(app, [{}, { title: '' }]));
  });

  after(() => app.close());

  it('is executed with the variables of each request', async () => {
    const query =
      'query ($id: ID!, $full: Boolean = false) { job(id: $id) { id total @include(if: $full) } }';
    for (let i = 0; i < TIMES; i++) {
      const short = await askGraphql(app, query, { id: jobId });
      expect(short.data).to.deep.equal({ job: { id: jobId } });
      const full = await askGraphql(app, query, { id: jobId, full: true });
      expect(full.data).to.deep.equal({ job: { id: jobId, total: 2 } });
      expect((await askGraphql(app, query, { id: 'unknown' })).data).to.deep.equal({ job: null });
    }
  });

  it('runs the operation that each request names', async () => {
    const query = 'query A { a: __typename } query B { b: __typename }';
    for (let i = 0; i < TIMES; i++)
      for (const name of ['a', 'b']) {
        const response = await app.post('/graphql', { query, operationName: name.toUpperCase() });
        expect(response.json()).to.deep.equal({ data: { [name]: 'Query' } });
      }
  });

  it('reports invalid variables only to the request that sent them', async () => {
    const query = 'query ($first: Int) { jobs(first: $first) { nodes { id } } }';
    for (let i = 0; i < TIMES; i++) {
      const refused = await askGraphql(app, query, { first: 'ten' });
      expect([refused.status, refused.codes]).to.deep.equal([400, ['BAD_USER_INPUT']]);
      const answered = await askGraphql(app, query, { first: 10 });
      expect([answered.status, answered.codes]).to.deep.equal([200, []]);
    }
  });

  it('clears a field that is null and keeps a field that is absent', async () => {
    const query =
      'mutation ($r: [IngestRecordInput!]!) { ingestBatch(records: $r) { records { issue { team body } } } }';
    const send = async (fields: object) => {
      const { data } = await askGraphql(app, query, {
        r: [{ externalId: 'null', source: 'jira', title: 't', ...fields }],
      });
      return data.ingestBatch.records[0].issue;
    };
    for (let i = 0; i < TIMES; i++) {
      expect(await send({ team: 'a', body: 'b' })).to.deep.equal({ team: 'a', body: 'b' });
      expect(await send({ team: null })).to.deep.equal({ team: null, body: 'b' });
      expect(await send({})).to.deep.equal({ team: null, body: 'b' });
    }
  });
});
