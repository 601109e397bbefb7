import { expect } from 'chai';
import { startTestApp, type TestApp, type TestWorkspace } from '../support/app.js';
import { insertPattern } from '../support/patterns.js';
import { expectError } from './answers.js';
import { BATCH } from './sender.js';

describe('reads over REST', () => {
  let test: TestApp;
  let workspace: TestWorkspace;
  let headers: { authorization: string };
  let issueIds: string[];
  let jobId: string;
  let patternId: string;
  before(async () => {
    test = await startTestApp();
    workspace = await test.newWorkspace('reads');
    headers = { authorization: `Bearer ${await workspace.token()}` };
    const records = [0, 1, 2, 3, 4].map((i) => ({
      external_id: `R-${i}`,
      source: i < 2 ? 'custom_api' : 'email',
      title: `Disk full on db-${i}`,
      severity: i === 0 ? 'p1' : 'p3',
      team: 'storage',
      body: 'long text',
      metadata: { z: 1, a: [null] },
      source_created_at: '2026-06-14T14:35:00Z',
    }));
    ({ issue_ids: issueIds, job_id: jobId } = (await test.post(BATCH, { records }, headers)).json());
    patternId = await insertPattern(test.app.database, workspace.workspaceId, {
      issueIds: issueIds.slice(0, 2),
    });
  });
  after(() => test?.close());

  const read = async (path: string) => {
    const response = await test.get(path, headers);
    expect(response.statusCode, response.body).to.equal(200);
    return response.json();
  };
  const ids = ({ data }: { data: { id: string }[] }): string[] => data.map(({ id }) => id);

  it('list issues newest first, page by page', async () => {
    const newestFirst = issueIds.toReversed();
    const first = await read('/v1/issues?limit=2');
    expect(ids(first)).to.deep.equal(newestFirst.slice(0, 2));
    const second = await read(`/v1/issues?limit=3&cursor=${first.next_cursor}`);
    expect(ids(second)).to.deep.equal(newestFirst.slice(2));
    expect(second.next_cursor).to.equal(null);
    expect(first.data[0]).to.include({ external_id: 'R-4', severity: 'p3', status: 'open', team: 'storage' });
    expect(first.data[0]).to.not.have.any.keys('body', 'metadata');
  });

  it('filter issues as GraphQL does', async () => {
    for (const [query, expected] of [
      ['source=email', 3],
      ['source=EMAIL,custom_api', 5],
      ['source=email&source=custom_api', 5],
      ['severity=P1', 1],
      ['status=resolved', 0],
      ['team=storage&search=DB-3', 1],
      ['team=none', 0],
      [`pattern_id=${patternId}`, 2],
      ['pattern_id=pat_unknown', 0],
    ] as const)
      expect((await read(`/v1/issues?${query}`)).data, query).to.have.lengthOf(expected);
  });

  it('return one issue with its long texts', async () => {
    const issue = await read(`/v1/issues/${issueIds[0]}`);
    expect(issue).to.deep.include({
      id: issueIds[0],
      body: 'long text',
      metadata: { z: 1, a: [null] },
      source_raw: null,
    });
    expect(issue.source_created_at).to.equal('2026-06-14T14:35:00.000Z');
  });

  it('list and return patterns', async () => {
    expect(ids(await read('/v1/patterns'))).to.deep.equal([patternId]);
    expect((await read('/v1/patterns?min_confidence=1&status=watching')).data).to.have.lengthOf(0);
    const pattern = await read(`/v1/patterns/${patternId}`);
    expect(pattern).to.include.keys('template', 'confidence', 'issue_count', 'examples', 'slots');
  });

  it('list jobs with the keys of a status', async () => {
    const { data } = await read('/v1/jobs?kind=batch&status=pending&created_after=2020-01-01T00:00:00Z');
    expect(data).to.have.lengthOf(1);
    expect(data[0]).to.deep.equal(await read(`/v1/ingest/status/${jobId}`));
  });

  it('refuse unknown parameters and values, and name the accepted ones', async () => {
    for (const [path, named] of [
      ['/v1/issues?sevrity=p1', 'severity'],
      ['/v1/issues?severity=p9', 'p1, p2, p3, p4'],
      ['/v1/issues?limit=0', '1 to 100'],
      ['/v1/issues?limit=101', '1 to 100'],
      ['/v1/issues?cursor=nonsense', 'cursor'],
      ['/v1/issues?search=%20', 'search'],
      ['/v1/issues?team=a&team=b', 'once'],
      ['/v1/patterns?min_confidence=2', '0 to 1'],
      ['/v1/jobs?created_after=yesterday', 'RFC 3339'],
    ] as const)
      expect(expectError(await test.get(path, headers), 400, 'validation_error').message, path).to.contain(
        named,
      );
  });

  it('require the scope of the type and find nothing of another workspace', async () => {
    const stranger = await test.newWorkspace('stranger');
    const foreign = { authorization: `Bearer ${await stranger.token()}` };
    const paths = [`/v1/issues/${issueIds[0]}`, `/v1/patterns/${patternId}`];
    for (const path of paths) expectError(await test.get(path, foreign), 404, 'not_found');
    for (const path of ['/v1/issues', '/v1/patterns', '/v1/jobs'])
      expect((await test.get(path, foreign)).json()).to.deep.equal({ data: [], next_cursor: null });
    for (const [path, scope] of [
      ['/v1/issues', 'issues:read'],
      [paths[0] ?? '', 'issues:read'],
      ['/v1/patterns', 'patterns:read'],
      [paths[1] ?? '', 'patterns:read'],
      ['/v1/jobs', 'ingest:read'],
    ] as const) {
      const lacking = { authorization: `Bearer ${await workspace.token('connectors:write')}` };
      expect(expectError(await test.get(path, lacking), 403, 'forbidden').details).to.include({
        required_scope: scope,
      });
      const only = { authorization: `Bearer ${await workspace.token(scope)}` };
      expect((await test.get(path, only)).statusCode, path).to.equal(200);
    }
  });
});
