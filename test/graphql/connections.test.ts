import { expect } from 'chai';
import fc from 'fast-check';
import { startTestApp, type TestApp } from '../support/app.js';
import { askGraphql, ingest } from '../support/graphql.js';
import { insertPattern } from '../support/patterns.js';

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

describe('a connection', () => {
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

  /** Goes through a list page by page. */
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

  it('lists newest first, in whatever pages it is read', async () => {
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

  it('says that there is nothing more, and nothing at all', async () => {
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

  it('is stable while more is written and what was read changes', async () => {
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

  it('refuses a cursor that no list of this kind of entry has returned', async () => {
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

  it("shows only the caller's own entries after a cursor of another workspace", async () => {
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

  it('takes cursors of before a restart and of another replica', async () => {
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

describe('the filters of jobs', () => {
  let app: TestApp;

  before(async () => {
    app = await startTestApp({ config: { rateLimitPerMinute: 1e9 } });
  });

  after(() => app.close());

  const kinds = async (filter: string) => {
    const { data, errors } = await askGraphql(
      app,
      `{ jobs(filter: ${filter}) { nodes { kind status total } } }`,
    );
    expect(errors).to.deep.equal([]);
    return data.jobs.nodes.map(
      ({ kind, status, total }: Record<string, string>) => `${kind} ${status} ${total}`,
    );
  };

  it('let through what has one of the states and kinds, made in the time', async () => {
    const at = (minutes: number) => new Date(app.clock.now() + minutes * 60_000).toISOString();
    await askGraphql(app, 'mutation { ingestEvent(input: { title: "t" }) { accepted } }');
    await askGraphql(app, 'mutation { ingestBatch(records: [{}, {}]) { accepted } }');
    await ingest(app, [{}, { title: null }, {}]);
    await app.app.runner.runUntilEmpty();
    app.clock.advance(60_000);
    await askGraphql(
      app,
      'mutation { ingestSourceIssue(source: JIRA, input: { title: "t", externalId: "A-1" }) { accepted } }',
    );
    const [source, partial, failed, event] = [
      'SOURCE PENDING 1',
      'BATCH PARTIAL 3',
      'BATCH FAILED 2',
      'EVENT SUCCEEDED 1',
    ];
    expect(await kinds('{}')).to.deep.equal([source, partial, failed, event]);
    expect(await kinds('{ status: [FAILED, PARTIAL] }')).to.deep.equal([partial, failed]);
    expect(await kinds('{ status: FAILED, kind: null }')).to.deep.equal([failed]);
    expect(await kinds('{ status: [] }')).to.deep.equal([]);
    expect(await kinds('{ kind: [EVENT, SOURCE] }')).to.deep.equal([source, event]);
    expect(await kinds('{ kind: BATCH, status: [SUCCEEDED] }')).to.deep.equal([]);
    expect(await kinds(`{ createdAfter: "${at(0)}" }`)).to.deep.equal([source]);
    expect(await kinds(`{ createdBefore: "${at(0)}" }`)).to.deep.equal([partial, failed, event]);
    expect(await kinds(`{ createdAfter: "${at(-1)}", createdBefore: "${at(0)}" }`)).to.deep.equal([
      partial,
      failed,
      event,
    ]);
    expect(await kinds(`{ createdAfter: "2026-06-14T17:01:00.001+02:00" }`)).to.deep.equal([]);
  });

  it('refuse a time without an offset', async () => {
    const { codes, status } = await askGraphql(
      app,
      'query ($at: DateTime) { jobs(filter: { createdAfter: $at }) { nodes { id } } }',
      {
        at: '2026-06-14',
      },
    );
    expect([status, codes]).to.deep.equal([400, ['BAD_USER_INPUT']]);
  });
});

describe('the filters of issues', () => {
  let app: TestApp;
  let patternId: string;

  before(async () => {
    app = await startTestApp({ config: { rateLimitPerMinute: 1e9 } });
    const { issueIds } = await ingest(app, [
      { source: 'jira', severity: 'p1', team: 'a', title: 'Login FAILED for user' },
      { source: 'github', severity: 'p2', team: 'A', title: '100% of logins' },
      { source: 'jira', severity: 'p3', team: 'a ', title: 'ÜBERLAUF_im Speicher' },
      { source: 'slack', severity: 'p1', title: 'o\\o' },
    ]);
    patternId = await insertPattern(app.app.database, 1, {
      issueIds: [issueIds[0], issueIds[2]] as string[],
    });
  });

  after(() => app.close());

  const keys = async (filter: string) => {
    const { data, errors } = await askGraphql(app, `{ issues(filter: ${filter}) { nodes { externalId } } }`);
    expect(errors, filter).to.deep.equal([]);
    return data.issues.nodes.map(({ externalId }: { externalId: string }) => externalId.slice(2)).join('');
  };

  it('let through what fits each of them', async () => {
    expect(await keys('{}')).to.equal('3210');
    expect(await keys('{ source: [JIRA, SLACK] }')).to.equal('320');
    expect(await keys('{ severity: P1 }')).to.equal('30');
    expect(await keys('{ source: JIRA, severity: [P1, P2] }')).to.equal('0');
    expect(await keys('{ status: OPEN }')).to.equal('3210');
    expect(await keys('{ status: [RESOLVED] }')).to.equal('');
    expect(await keys('{ severity: [] }')).to.equal('');
    expect(await keys('{ severity: [P1, P1, P1, P1, P1, P2] }')).to.equal('310');
  });

  it('compare teams byte for byte', async () => {
    expect(await keys('{ team: "a" }')).to.equal('0');
    expect(await keys('{ team: "A" }')).to.equal('1');
    expect(await keys('{ team: "a " }')).to.equal('2');
    // The parser takes no unpaired surrogate in a literal, but JSON has them.
    const query = 'query ($team: String) { issues(filter: { team: $team }) { nodes { id } } }';
    expect((await askGraphql(app, query, { team: '\ud800' })).data.issues.nodes).to.deep.equal([]);
  });

  it('find a text anywhere in the title, without case and without wildcards', async () => {
    expect(await keys('{ search: "LOGIN" }')).to.equal('10');
    expect(await keys('{ search: "failed for" }')).to.equal('0');
    expect(await keys('{ search: "überlauf_IM" }')).to.equal('2');
    expect(await keys('{ search: "%" }')).to.equal('1');
    expect(await keys('{ search: "_" }')).to.equal('2');
    expect(await keys('{ search: "\\\\" }')).to.equal('3');
    expect(await keys('{ search: "nothing" }')).to.equal('');
    expect(await keys('{ search: "login", severity: P2 }')).to.equal('1');
  });

  it('refuse a search that is blank or too long', async () => {
    for (const search of ['', '  ', 'x'.repeat(201)]) {
      const { codes } = await askGraphql(
        app,
        'query ($s: String) { issues(filter: { search: $s }) { nodes { id } } }',
        { s: search },
      );
      expect(codes).to.deep.equal(['VALIDATION_ERROR']);
    }
  });

  it('know the issues of a pattern, and of one that was merged into it', async () => {
    const merged = await insertPattern(app.app.database, 1, { mergedInto: patternId });
    for (const id of [patternId, merged]) {
      expect(await keys(`{ patternId: "${id}" }`)).to.equal('20');
      expect(await keys(`{ patternId: "${id}", severity: P3 }`)).to.equal('2');
      expect(await keys(`{ patternId: "${id}", search: "login" }`)).to.equal('0');
    }
    expect(await keys('{ patternId: "pat_00000000000000000000000000" }')).to.equal('');
    expect(await keys('{ patternId: "x" }')).to.equal('');
  });
});

describe('a filter that lets little through', () => {
  it('says where it stopped looking, so that a caller can go on', async () => {
    const { LIMITS } = await import('../../src/domain/limits.js');
    const app = await startTestApp({ config: { rateLimitPerMinute: 1e9 } });
    const limits = LIMITS as { scanRows: number };
    const scanRows = limits.scanRows;
    // 500 rows are looked at first; then the bound is met.
    limits.scanRows = 500;
    try {
      await ingest(
        app,
        Array.from({ length: 500 }, (_, i) => ({ externalId: `A-${i}`, title: i === 0 ? 'needle' : 'hay' })),
      );
      await ingest(
        app,
        Array.from({ length: 500 }, (_, i) => ({ externalId: `B-${i}`, title: 'hay' })),
      );
      const query =
        'query ($after: String) { issues(filter: { search: "needle" }, after: $after) { nodes { title } pageInfo { hasNextPage endCursor } } }';
      const first = (await askGraphql(app, query)).data.issues;
      expect(first.nodes).to.deep.equal([]);
      expect(first.pageInfo.hasNextPage).to.equal(true);
      const second = (await askGraphql(app, query, { after: first.pageInfo.endCursor })).data.issues;
      expect(second.nodes).to.deep.equal([{ title: 'needle' }]);
    } finally {
      limits.scanRows = scanRows;
      await app.close();
    }
  });
});

describe('patterns over GraphQL', () => {
  let app: TestApp;

  beforeEach(async () => {
    app = await startTestApp({ config: { rateLimitPerMinute: 1e9 } });
  });

  afterEach(() => app.close());

  const names = async (args: string) => {
    const { data, errors } = await askGraphql(app, `{ patterns${args} { nodes { name } } }`);
    expect(errors).to.deep.equal([]);
    return data.patterns.nodes.map(({ name }: { name: string }) => name);
  };

  it('are none as long as nothing has recurred', async () => {
    await ingest(app, [{}]);
    expect(await names('')).to.deep.equal([]);
    const { data } = await askGraphql(app, '{ issues { nodes { pattern { id } patternLink { score } } } }');
    expect(data.issues.nodes).to.deep.equal([{ pattern: null, patternLink: null }]);
  });

  it('are listed newest first, without candidates and those that were merged', async () => {
    const { database } = app.app;
    const a = await insertPattern(database, 1, { name: 'A Disk full', status: 'watching', confidence: 0.6 });
    await insertPattern(database, 1, { name: 'B', template: 'disk <*>', status: 'active', confidence: 0.9 });
    await insertPattern(database, 1, { name: 'C', status: 'resolved', confidence: 0.7 });
    const candidate = await insertPattern(database, 1, { name: 'D', status: 'candidate' });
    const merged = await insertPattern(database, 1, { name: 'E', mergedInto: a });
    expect(await names('')).to.deep.equal(['C', 'B', 'A Disk full']);
    expect(await names('(first: 1)')).to.deep.equal(['C']);
    expect(await names('(filter: { status: [ACTIVE, WATCHING] })')).to.deep.equal(['B', 'A Disk full']);
    expect(await names('(filter: { minConfidence: 0.7 })')).to.deep.equal(['C', 'B']);
    expect(await names('(filter: { search: "DISK" })')).to.deep.equal(['B', 'A Disk full']);
    const one = async (id: string) =>
      (await askGraphql(app, `{ pattern(id: "${id}") { id name } }`)).data.pattern;
    expect(await one(candidate)).to.equal(null);
    expect(await one(merged)).to.deep.equal({ id: a, name: 'A Disk full' });
    expect(await one('pat_x')).to.equal(null);
  });

  it('lead to their issues and back, with the reason', async () => {
    const titles = ['cart v1', 'web v2', 'db v3'].map((name) => `Deployment failed: ${name}`);
    const { issueIds } = await ingest(
      app,
      titles.map((title) => ({ title })),
    );
    const id = await insertPattern(app.app.database, 1, { issueIds: issueIds.slice(0, 2), confidence: 0.75 });
    const { data } = await askGraphql(
      app,
      `{ pattern(id: "${id}") { id name template status confidence issueCount firstSeenAt lastSeenAt
         issues { nodes { id pattern { id } patternLink { step template slotValues score algorithm linkedAt } } pageInfo { hasNextPage } } }
         issue(id: "${issueIds[2]}") { pattern { id } } }`,
    );
    const template = 'Deployment failed: <*>';
    const link = (value: string) => ({
      step: 'KNOWN',
      template,
      slotValues: [value],
      score: 0.9,
      algorithm: 1,
      linkedAt: '2026-06-14T15:00:00.000Z',
    });
    expect(data.issue).to.deep.equal({ pattern: null });
    expect(data.pattern).to.deep.equal({
      id,
      name: template,
      template,
      status: 'WATCHING',
      confidence: 0.75,
      issueCount: 2,
      firstSeenAt: '2026-06-14T15:00:00.000Z',
      lastSeenAt: '2026-06-14T15:00:00.001Z',
      issues: {
        nodes: [
          { id: issueIds[1], pattern: { id }, patternLink: link('web v2') },
          { id: issueIds[0], pattern: { id }, patternLink: link('cart v1') },
        ],
        pageInfo: { hasNextPage: false },
      },
    });
  });
});
