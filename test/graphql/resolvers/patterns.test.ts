import { expect } from 'chai';
import { startTestApp, type TestApp } from '../../support/app.js';
import { askGraphql, ingest } from '../../support/graphql.js';
import { insertPattern } from '../../support/patterns.js';

describe('patterns query', () => {
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

  it('returns no patterns before anything has recurred', async () => {
    await ingest(app, [{}]);
    expect(await names('')).to.deep.equal([]);
    const { data } = await askGraphql(app, '{ issues { nodes { pattern { id } patternLink { score } } } }');
    expect(data.issues.nodes).to.deep.equal([{ pattern: null, patternLink: null }]);
  });

  it('lists visible patterns newest first and omits candidates and merged ones', async () => {
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

  it('returns the issues of a pattern with the link of each', async () => {
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
