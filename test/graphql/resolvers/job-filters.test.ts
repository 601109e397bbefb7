import { expect } from 'chai';
import { startTestApp, type TestApp } from '../../support/app.js';
import { askGraphql, ingest } from '../../support/graphql.js';

describe('filters of jobs', () => {
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

  it('selects by status, kind and time of creation', async () => {
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

  it('refuses a time of creation without an offset', async () => {
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
