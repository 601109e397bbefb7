import { expect } from 'chai';
import { startTestApp, type TestApp } from '../../support/app.js';
import { askGraphql, ingest } from '../../support/graphql.js';
import { insertPattern } from '../../support/patterns.js';

describe('filters of issues', () => {
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

  it('selects issues that match all of them', async () => {
    expect(await keys('{}')).to.equal('3210');
    expect(await keys('{ source: [JIRA, SLACK] }')).to.equal('320');
    expect(await keys('{ severity: P1 }')).to.equal('30');
    expect(await keys('{ source: JIRA, severity: [P1, P2] }')).to.equal('0');
    expect(await keys('{ status: OPEN }')).to.equal('3210');
    expect(await keys('{ status: [RESOLVED] }')).to.equal('');
    expect(await keys('{ severity: [] }')).to.equal('');
    expect(await keys('{ severity: [P1, P1, P1, P1, P1, P2] }')).to.equal('310');
  });

  it('compares the team byte by byte', async () => {
    expect(await keys('{ team: "a" }')).to.equal('0');
    expect(await keys('{ team: "A" }')).to.equal('1');
    expect(await keys('{ team: "a " }')).to.equal('2');
    // JSON variables can hold an unpaired surrogate; literals cannot.
    const query = 'query ($team: String) { issues(filter: { team: $team }) { nodes { id } } }';
    expect((await askGraphql(app, query, { team: '\ud800' })).data.issues.nodes).to.deep.equal([]);
  });

  it('searches titles without regard to case and without wildcards', async () => {
    expect(await keys('{ search: "LOGIN" }')).to.equal('10');
    expect(await keys('{ search: "failed for" }')).to.equal('0');
    expect(await keys('{ search: "überlauf_IM" }')).to.equal('2');
    expect(await keys('{ search: "%" }')).to.equal('1');
    expect(await keys('{ search: "_" }')).to.equal('2');
    expect(await keys('{ search: "\\\\" }')).to.equal('3');
    expect(await keys('{ search: "nothing" }')).to.equal('');
    expect(await keys('{ search: "login", severity: P2 }')).to.equal('1');
  });

  it('refuses a search that is blank or too long', async () => {
    for (const search of ['', '  ', 'x'.repeat(201)]) {
      const { codes } = await askGraphql(
        app,
        'query ($s: String) { issues(filter: { search: $s }) { nodes { id } } }',
        { s: search },
      );
      expect(codes).to.deep.equal(['VALIDATION_ERROR']);
    }
  });

  it('selects the issues of a pattern by its id or by the id of a pattern merged into it', async () => {
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

describe('selective filter of issues', () => {
  it('returns an empty page with hasNextPage and a cursor when it stops before the first match', async () => {
    const { LIMITS } = await import('../../../src/domain/limits.js');
    const app = await startTestApp({ config: { rateLimitPerMinute: 1e9 } });
    const limits = LIMITS as { scanRows: number };
    const scanRows = limits.scanRows;
    // The first stretch of 500 rows reaches the bound.
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
