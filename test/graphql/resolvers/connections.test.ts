import { expect } from 'chai';
import fc from 'fast-check';
import { startTestApp, type TestApp } from '../../support/app.js';
import { askGraphql, ingest } from '../../support/graphql.js';

const PAGE =
  'edges { cursor node { id } } nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }';

interface Page {
  readonly ids: string[];
  readonly cursors: string[];
  readonly pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor: string | null;
    endCursor: string | null;
  };
}

describe('pages of a connection', () => {
  let app: TestApp;

  beforeEach(async () => {
    app = await startTestApp({ config: { rateLimitPerMinute: 1e9 } });
  });

  afterEach(() => app.close());

  async function page(field: string, args: string, headers = {}): Promise<Page> {
    const { data, errors } = await askGraphql(app, `{ list: ${field}${args} { ${PAGE} } }`, {}, headers);
    expect(errors).to.deep.equal([]);
    const { edges, nodes, pageInfo } = data.list;
    const ids = nodes.map(({ id }: { id: string }) => id);
    expect(edges.map(({ node }: { node: { id: string } }) => node.id)).to.deep.equal(ids);
    return { ids, cursors: edges.map(({ cursor }: { cursor: string }) => cursor), pageInfo };
  }

  /** Reads a list page by page and returns its ids. */
  async function walk(field: string, first: number, filter = ''): Promise<string[]> {
    const ids: string[] = [];
    for (let after = ''; ; ) {
      const { ids: some, pageInfo } = await page(field, `(first: ${first}${filter}${after})`);
      ids.push(...some);
      if (!pageInfo.hasNextPage) return ids;
      after = `, after: "${pageInfo.endCursor}"`;
    }
  }

  const refusal = async (query: string) => {
    const { codes, status } = await askGraphql(app, query);
    return [status, codes];
  };

  it('lists the newest entries first for every page size', async () => {
    const { issueIds } = await ingest(
      app,
      Array.from({ length: 30 }, () => ({})),
    );
    const newestFirst = issueIds.toReversed();
    for (const first of [1, 7, 29, 30, 31, 100])
      expect(await walk('issues', first)).to.deep.equal(newestFirst);
    const byDefault = await page('issues', '');
    expect(byDefault.ids).to.deep.equal(newestFirst.slice(0, 25));
    expect(byDefault.pageInfo).to.deep.equal({
      hasNextPage: true,
      hasPreviousPage: false,
      startCursor: byDefault.cursors[0],
      endCursor: byDefault.cursors[24],
    });
  });

  it('reports the last page and an empty list', async () => {
    expect((await page('issues', '')).pageInfo).to.deep.equal({
      hasNextPage: false,
      hasPreviousPage: false,
      startCursor: null,
      endCursor: null,
    });
    await ingest(app, [{}, {}]);
    const second = await page(
      'issues',
      `(first: 1, after: "${(await page('issues', '(first: 1)')).cursors[0]}")`,
    );
    expect(second.pageInfo).to.include({ hasNextPage: false, hasPreviousPage: true });
  });

  it('neither skips nor repeats an entry while others are written', async () => {
    const { issueIds } = await ingest(
      app,
      Array.from({ length: 6 }, () => ({})),
    );
    const first = await page('issues', '(first: 3)');
    await ingest(app, [{ externalId: 'new' }, { externalId: 'K-0', title: 'changed' }]);
    const second = await page('issues', `(first: 3, after: "${first.pageInfo.endCursor}")`);
    expect([...first.ids, ...second.ids]).to.deep.equal(issueIds.toReversed());
    expect(second.pageInfo.hasNextPage).to.equal(false);
  });

  it('refuses a first that is out of bounds', async () => {
    for (const list of ['issues', 'jobs', 'patterns'])
      for (const first of [0, -1, 101, 2147483647])
        expect(await refusal(`{ ${list}(first: ${first}) { nodes { id } } }`)).to.deep.equal([
          200,
          ['VALIDATION_ERROR'],
        ]);
    expect(await refusal('{ issues(first: null) { nodes { id } } }')).to.deep.equal([200, []]);
  });

  it("refuses a cursor that does not decode to an id of the list's kind", async () => {
    await ingest(app, [{}, {}, {}]);
    const own = (await page('issues', '(first: 1)')).pageInfo.endCursor as string;
    const ofJobs = (await page('jobs', '(first: 1)')).pageInfo.endCursor as string;
    const id = Buffer.from(own, 'base64url').toString();
    const encoded = (text: string) => Buffer.from(text).toString('base64url');
    const wrong = [
      ofJobs,
      '',
      'x',
      `${own}=`,
      own.slice(1),
      `${own}A`,
      `${own.slice(0, 8)}.${own.slice(8)}`,
      id,
      encoded(id.toUpperCase()),
      encoded(`${id}0`),
      encoded(id.replace(/.$/, 'u')),
    ];
    for (const cursor of wrong)
      expect(await refusal(`{ issues(after: "${cursor}") { nodes { id } } }`), cursor).to.deep.equal([
        200,
        ['VALIDATION_ERROR'],
      ]);
    expect(await refusal(`{ issues(after: "${own}") { nodes { id } } }`)).to.deep.equal([200, []]);
  });

  it('refuses a random text as a cursor', async () => {
    await fc.assert(
      fc.asyncProperty(fc.base64String(), fc.string(), async (base64, text) => {
        const query = 'query ($after: String) { issues(after: $after) { nodes { id } } }';
        for (const after of [base64, text]) {
          const { status, codes } = await askGraphql(app, query, { after });
          expect([status, codes]).to.deep.equal([200, ['VALIDATION_ERROR']]);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('continues after the cursor of another list with the same kind of entry', async () => {
    const { issueIds, jobId } = await ingest(app, [{}, {}, {}]);
    const { data } = await askGraphql(
      app,
      `{ job(id: "${jobId}") { issues(first: 1) { pageInfo { endCursor } } } }`,
    );
    const after = data.job.issues.pageInfo.endCursor;
    expect((await page('issues', `(after: "${after}")`)).ids).to.deep.equal([issueIds[1], issueIds[0]]);
  });

  it("contains only the caller's own entries after a cursor of another workspace", async () => {
    const { issueIds } = await ingest(app, [{}, {}]);
    const other = await app.newWorkspace('other');
    const headers = { authorization: `Bearer ${await other.token()}` };
    const { issueIds: foreignIds } = await ingest(app, [{}, {}], headers);
    const foreign = (await page('issues', '(first: 1)', headers)).pageInfo.endCursor as string;
    const own = (await page('issues', '(first: 1)')).pageInfo.endCursor as string;
    expect((await page('issues', `(after: "${foreign}")`)).ids).to.deep.equal(issueIds.toReversed());
    expect((await page('issues', `(after: "${foreign}")`, headers)).ids).to.deep.equal([foreignIds[0]]);
    expect((await page('issues', `(after: "${own}")`, headers)).ids).to.deep.equal([]);
  });

  it('continues after a cursor of another replica', async () => {
    const { issueIds } = await ingest(app, [{}, {}]);
    const cursor = (await page('issues', '(first: 1)')).pageInfo.endCursor;
    const replica = await startTestApp({ config: { databaseUrl: app.databaseUrl } });
    try {
      const { data } = await askGraphql(replica, `{ issues(after: "${cursor}") { nodes { id } } }`);
      expect(data.issues.nodes).to.deep.equal([{ id: issueIds[0] }]);
    } finally {
      await replica.close();
    }
  });
});
