import { expect } from 'chai';
import type { Scope } from '../../../src/access/scopes.js';
import { startTestApp, type TestApp, type TestWorkspace } from '../../support/app.js';
import { askGraphql, ingest } from '../../support/graphql.js';
import { insertPattern } from '../../support/patterns.js';

describe('scopes of a token over GraphQL', () => {
  let app: TestApp;
  let workspace: TestWorkspace;
  let known: { issueIds: string[]; jobId: string };
  let patternId: string;

  before(async () => {
    app = await startTestApp({ config: { rateLimitPerMinute: 1e9 } });
    workspace = await app.newWorkspace('scoped');
    known = await ingest(app, [{}, {}], bearer(await workspace.token()));
    patternId = await insertPattern(app.app.database, workspace.workspaceId, { issueIds: known.issueIds });
  });

  after(() => app.close());

  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  const ask = async (scopes: readonly Scope[], query: string) =>
    askGraphql(app, query, {}, bearer(await workspace.token(...scopes)));

  it('allows each root field only with one of its scopes', async () => {
    const fields: [string, readonly Scope[]][] = [
      [`job(id: "${'x'}") { id }`, ['ingest:read', 'ingest:write']],
      ['jobs { nodes { id } }', ['ingest:read', 'ingest:write']],
      ['issue(id: "x") { id }', ['issues:read']],
      ['issueByExternalId(source: JIRA, externalId: "x") { id }', ['issues:read']],
      ['issues { nodes { id } }', ['issues:read']],
      ['pattern(id: "x") { id }', ['patterns:read']],
      ['patterns { nodes { id } }', ['patterns:read']],
    ];
    for (const scope of ['ingest:write', 'ingest:read', 'issues:read', 'patterns:read'] as const)
      for (const [field, scopes] of fields) {
        const { codes, errors, status } = await ask([scope], `{ ${field} }`);
        expect(status).to.equal(200);
        expect(codes, `${scope} ${field}`).to.deep.equal(scopes.includes(scope) ? [] : ['FORBIDDEN']);
        if (codes.length > 0) expect(errors[0]?.extensions.requiredScope).to.equal(scopes[0]);
      }
  });

  it('refuses every ingest mutation without ingest:write', async () => {
    const writes = [
      'ingestEvent(input: { title: "t" }) { accepted }',
      'ingestBatch(records: [{ title: "t" }]) { accepted }',
      'ingestSourceIssue(source: JIRA, input: { title: "t", externalId: "A-1" }) { accepted }',
    ];
    for (const write of writes) {
      const { codes, data } = await ask(
        ['ingest:read', 'issues:read', 'patterns:read'],
        `mutation { ${write} }`,
      );
      expect(codes, write).to.deep.equal(['FORBIDDEN']);
      expect(Object.values(data)).to.deep.equal([null]);
    }
  });

  it('returns null for nested issues without issues:read and the rest of the job', async () => {
    const query = `{ job(id: "${known.jobId}") { id issues { nodes { id } } records { issue { id } } } }`;
    const { data, codes, errors } = await ask(['ingest:read'], query);
    expect(data.job).to.deep.equal({
      id: known.jobId,
      issues: null,
      records: [{ issue: null }, { issue: null }],
    });
    expect(codes).to.deep.equal(['FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN']);
    expect(errors.map(({ path }) => path?.join('.'))).to.have.members([
      'job.issues',
      'job.records.0.issue',
      'job.records.1.issue',
    ]);
  });

  it('returns null for nested patterns without patterns:read', async () => {
    const query = `{ issue(id: "${known.issueIds[0]}") { id pattern { id } patternLink { score } } }`;
    const closed = await ask(['issues:read'], query);
    expect(closed.data.issue).to.deep.equal({ id: known.issueIds[0], pattern: null, patternLink: null });
    expect(closed.codes).to.deep.equal(['FORBIDDEN', 'FORBIDDEN']);
    const open = await ask(['issues:read', 'patterns:read'], query);
    expect(open.data.issue.pattern).to.deep.equal({ id: patternId });
    const back = await ask(
      ['patterns:read'],
      `{ pattern(id: "${patternId}") { id issues { nodes { id } } } }`,
    );
    expect([back.data.pattern, back.codes]).to.deep.equal([{ id: patternId, issues: null }, ['FORBIDDEN']]);
  });

  it('returns the issues of a mutation payload with ingest:write alone, but no patterns', async () => {
    const query = `mutation { ingestBatch(records: [{ title: "t", source: "jira", externalId: "own" }]) {
      issueIds
      records { issue { title body } }
      job { id status issues { nodes { id title } } records { issue { id } } }
    } one: ingestEvent(input: { title: "u" }) { issue { title pattern { id } } job { id } } }`;
    const { data, codes, errors } = await ask(['ingest:write'], query);
    expect(data.ingestBatch.records).to.deep.equal([{ issue: { title: 't', body: null } }]);
    expect(data.ingestBatch.job.issues.nodes).to.deep.equal([
      { id: data.ingestBatch.issueIds[0], title: 't' },
    ]);
    expect(data.one.issue).to.deep.equal({ title: 'u', pattern: null });
    expect([codes, errors[0]?.path]).to.deep.equal([['FORBIDDEN'], ['one', 'issue', 'pattern']]);
  });

  it('returns no object of another workspace', async () => {
    const query = `{
      job(id: "${known.jobId}") { id }
      issue(id: "${known.issueIds[0]}") { id }
      issueByExternalId(source: CUSTOM_API, externalId: "K-0") { id }
      pattern(id: "${patternId}") { id }
      jobs { nodes { id } } issues { nodes { id } } patterns { nodes { id } }
      linked: issues(filter: { patternId: "${patternId}" }) { nodes { id } }
    }`;
    const none = { nodes: [] };
    expect((await askGraphql(app, query)).data).to.deep.equal({
      job: null,
      issue: null,
      issueByExternalId: null,
      pattern: null,
      jobs: none,
      issues: none,
      patterns: none,
      linked: none,
    });
  });
});
