import { expect } from 'chai';
import { startTestApp, type TestApp, type TestWorkspace } from '../../support/app.js';
import { askGraphql, ingest } from '../../support/graphql.js';
import { insertPattern } from '../../support/patterns.js';

const NODE = `query ($id: ID!) {
  node(id: $id) {
    id
    __typename
    ... on Issue { title }
    ... on IngestJob { total }
    ... on Pattern { issueCount }
  }
}`;

describe('Query.node', () => {
  let test: TestApp;
  let workspace: TestWorkspace;
  let issueId: string;
  let jobId: string;
  let patternId: string;
  before(async () => {
    test = await startTestApp();
    workspace = await test.newWorkspace('nodes');
    const known = await ingest(test, [{ title: 'Disk full' }], bearer(await workspace.token()));
    issueId = known.issueIds[0] as string;
    jobId = known.jobId;
    patternId = await insertPattern(test.app.database, workspace.workspaceId, { issueIds: known.issueIds });
  });
  after(() => test?.close());
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

  it('returns an object of each type by its id, and null for an unknown id', async () => {
    const token = bearer(await workspace.token());
    const read = async (id: string) => (await askGraphql(test, NODE, { id }, token)).data.node;
    expect(await read(issueId)).to.deep.equal({ id: issueId, __typename: 'Issue', title: 'Disk full' });
    expect(await read(jobId)).to.deep.equal({ id: jobId, __typename: 'IngestJob', total: 1 });
    expect(await read(patternId)).to.include({ id: patternId, __typename: 'Pattern' });
    for (const id of ['', 'x', 'iss_unknown', 'tok_01hx5f6g7h8j9kamnbpcqdresf'])
      expect(await read(id)).to.equal(null);
  });

  it('requires the scope of the type, and finds nothing of another workspace', async () => {
    const reader = bearer(await workspace.token('issues:read'));
    expect((await askGraphql(test, NODE, { id: issueId }, reader)).codes).to.deep.equal([]);
    for (const id of [jobId, patternId]) {
      const { data, codes } = await askGraphql(test, NODE, { id }, reader);
      expect([data.node, codes]).to.deep.equal([null, ['FORBIDDEN']]);
    }
    for (const id of [issueId, jobId, patternId])
      expect((await askGraphql(test, NODE, { id })).data.node, id).to.equal(null);
  });

  it('counts what its fragments select against the limits of a document', async () => {
    const nested =
      'issues(first: 100) { nodes { pattern { issues(first: 100) { nodes { id title body } } } } }';
    const query = `query ($id: ID!) { node(id: $id) { ... on Pattern { ${nested} } } }`;
    const { status, codes } = await askGraphql(test, query, { id: patternId });
    expect([status, codes]).to.deep.equal([200, []]);
    const twelve = Array.from({ length: 12 }, (_, i) => `a${i}: ${nested}`).join(' ');
    const excessive = await askGraphql(test, `{ node(id: "x") { ... on Pattern { ${twelve} } } }`);
    expect(excessive.codes).to.deep.equal(['GRAPHQL_VALIDATION_FAILED']);
  });
});

describe('root fields', () => {
  it('leave the rest of the answer when the token lacks the scope of one list', async () => {
    const test = await startTestApp();
    try {
      const workspace = await test.newWorkspace('partly');
      const headers = { authorization: `Bearer ${await workspace.token('issues:read')}` };
      const query = '{ issues { nodes { id } } patterns { nodes { id } } jobs { nodes { id } } }';
      const { data, codes } = await askGraphql(test, query, {}, headers);
      expect(data).to.deep.equal({ issues: { nodes: [] }, patterns: null, jobs: null });
      expect(codes).to.deep.equal(['FORBIDDEN', 'FORBIDDEN']);
    } finally {
      await test.close();
    }
  });

  it('can be queried with GET and an Authorization header alone, and the page can read the rate limit', async () => {
    const test = await startTestApp({ config: { corsOrigins: ['https://app.example'] } });
    try {
      const path = `/graphql?query=${encodeURIComponent('{ issues { nodes { id } } }')}`;
      const response = await test.get(path, { origin: 'https://app.example' });
      expect(response.json()).to.deep.equal({ data: { issues: { nodes: [] } } });
      const exposed = String(response.headers['access-control-expose-headers']).split(', ');
      expect(exposed).to.include.members([
        'x-ratelimit-remaining',
        'ratelimit',
        'ratelimit-policy',
        'retry-after',
      ]);
      const bare = await test.get(path, { authorization: undefined });
      expect(bare.statusCode).to.be.oneOf([400, 401]);
      const forged = await test.get('/graphql?query={__typename}', { authorization: undefined });
      expect(forged.statusCode).to.equal(400);
    } finally {
      await test.close();
    }
  });
});
