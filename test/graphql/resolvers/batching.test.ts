import { expect } from 'chai';
import { startTestApp, type TestApp } from '../../support/app.js';
import { askGraphql, ingest } from '../../support/graphql.js';
import { insertPattern } from '../../support/patterns.js';
import { readStatements } from '../../support/statements.js';

const JOBS = 100;
const ISSUES_EACH = 30;

describe('reads of a GraphQL query', () => {
  let app: TestApp;

  before(async function () {
    this.timeout(120_000);
    app = await startTestApp({ config: { rateLimitPerMinute: 1e9 } });
    for (let job = 0; job < JOBS; job++) {
      const { issueIds } = await ingest(
        app,
        Array.from({ length: ISSUES_EACH }, (_, i) => ({
          externalId: `${job}-${i}`,
          body: 'text',
          metadata: { job },
        })),
      );
      await insertPattern(app.app.database, 1, { name: `Pattern ${job}`, issueIds });
    }
  });

  after(() => app.close());

  /** Runs a query and returns its data and its SQL statements. */
  async function statementsOf(query: string) {
    let answer: Awaited<ReturnType<typeof askGraphql>> | undefined;
    const statements = await readStatements(app.app.database, async () => {
      answer = await askGraphql(app, query);
    });
    expect(answer?.errors).to.deep.equal([]);
    return { count: statements.length, data: answer?.data, statements };
  }

  it('needs as many SQL statements for 1 job as for 100 jobs with their issues and patterns', async () => {
    const query = (first: number) => `{ jobs(first: ${first}) { nodes {
      id status
      issues { nodes { id title pattern { id name } patternLink { slotValues } } }
      records { outcome }
    } } }`;
    const one = await statementsOf(query(1));
    const hundred = await statementsOf(query(100));
    expect(hundred.data.jobs.nodes).to.have.length(JOBS);
    const issues = hundred.data.jobs.nodes.flatMap(
      ({ issues: list }: { issues: { nodes: object[] } }) => list.nodes,
    );
    expect(issues).to.have.length(JOBS * 25);
    expect(new Set(issues.map(({ pattern }: { pattern: { id: string } }) => pattern.id)).size).to.equal(JOBS);
    expect(hundred.count).to.equal(one.count);
    expect(hundred.count).to.be.at.most(8);
  });

  it('needs as many SQL statements for 10 entries as for 100 with bodies, records and issues of patterns', async () => {
    const queries = [
      (first: number) => `{ jobs(first: ${first}) { nodes { records { issue { id body metadata } } } } }`,
      (first: number) =>
        `{ patterns(first: ${first}) { nodes { issues(first: 20) { nodes { id title pattern { id } } } } } }`,
      (first: number) =>
        `{ issues(first: ${first}) { nodes { body metadata sourceRaw pattern { issues(first: 3) { nodes { id body } } } } } }`,
    ];
    for (const query of queries) {
      const ten = await statementsOf(query(10));
      const hundred = await statementsOf(query(100));
      expect(hundred.count, query(100)).to.equal(ten.count);
      expect(hundred.count).to.be.at.most(10);
    }
  });

  it('reads no body that the query does not select', async () => {
    const { statements } = await statementsOf('{ issues { nodes { id title team } } }');
    expect(statements.join('\n')).not.to.match(/\bi?\.?body\b(?! *,? *NULL)(?<!NULL AS body)/);
  });

  it('needs no SQL statement for a settled job that was read before', async () => {
    await app.app.runner.runUntilEmpty();
    const { data } = await askGraphql(app, '{ jobs(first: 1) { nodes { id } } }');
    const query = `{ job(id: "${data.jobs.nodes[0].id}") { id status progress } }`;
    await askGraphql(app, query);
    const { count, data: again } = await statementsOf(query);
    expect(again.job.status).to.equal('SUCCEEDED');
    expect(count).to.equal(0);
  });
});

describe('a page of issues with large bodies', () => {
  it('returns VALIDATION_ERROR when the bodies are too large together and succeeds with a smaller page', async () => {
    const app = await startTestApp({ config: { rateLimitPerMinute: 1e9 } });
    try {
      const body = 'x'.repeat(1_000_000);
      for (let i = 0; i < 9; i++)
        await ingest(
          app,
          Array.from({ length: 4 }, (_, n) => ({ externalId: `${i}-${n}`, body })),
        );
      const all = await askGraphql(app, '{ issues(first: 100) { nodes { id body } } }');
      expect(new Set(all.codes)).to.deep.equal(new Set(['VALIDATION_ERROR']));
      expect(all.data.issues.nodes).to.have.length(36);
      const some = await askGraphql(app, '{ issues(first: 20) { nodes { body } } }');
      expect([some.errors, some.data.issues.nodes[0].body]).to.deep.equal([[], body]);
    } finally {
      await app.close();
    }
  });
});
