import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse, validate } from 'graphql';
import { startTestApp, type TestApp } from '../../support/app.js';
import { askGraphql, INGEST_BATCH } from '../../support/graphql.js';
import { insertPattern } from '../../support/patterns.js';

const FOLDER = join(process.cwd(), 'schema', 'operations');
const operation = (name: string): string => readFileSync(join(FOLDER, `${name}.graphql`), 'utf8');

describe('operations in schema/operations', () => {
  let app: TestApp;

  before(async () => {
    app = await startTestApp();
  });

  after(() => app.close());

  async function run(name: string, variables: Record<string, unknown> = {}) {
    const { data, errors } = await askGraphql(app, operation(name), variables);
    expect(errors).to.deep.equal([]);
    return data;
  }

  it('ingest-event stores an event or returns the rejection', async () => {
    const { ingestEvent } = await run('ingest-event', {
      input: { title: 'Deployment failed: v2', severity: 'p1' },
    });
    expect(ingestEvent).to.deep.include({ accepted: 1, rejected: [] });
    expect(ingestEvent.issue).to.include({
      title: 'Deployment failed: v2',
      severity: 'P1',
      occurrenceCount: 1,
    });
    expect(ingestEvent.job.status).to.equal('PENDING');
    const rejected = await run('ingest-event', { input: {} });
    expect(rejected.ingestEvent).to.deep.equal({
      accepted: 0,
      rejected: [
        { message: 'externalId or title is required', reason: 'MISSING_FIELD', field: 'externalId' },
      ],
      issue: null,
      job: null,
    });
  });

  it('ingest-batch stores the valid records and returns the rejected one', async () => {
    const records = [
      { externalId: 'JIRA-1234', source: 'jira', title: 'API gateway returning 503 on /checkout' },
      { externalId: 'JIRA-1235', source: 'jira' },
    ];
    const { ingestBatch } = await run('ingest-batch', { records });
    expect(ingestBatch.accepted).to.equal(1);
    expect(ingestBatch.issueIds).to.have.length(1);
    expect(ingestBatch.rejected).to.deep.equal([
      { index: 1, message: 'title is required', reason: 'MISSING_FIELD', field: 'title' },
    ]);
  });

  it('failed-jobs lists jobs with rejected records', async () => {
    await app.app.runner.runUntilEmpty();
    const { jobs } = await run('failed-jobs');
    expect(jobs.nodes.map(({ status }: { status: string }) => status)).to.deep.equal(['PARTIAL']);
    expect(jobs.nodes[0].rejected[0].message).to.equal('title is required');
  });

  it('make-connector and browse-deliveries show a delivery of the new connector', async () => {
    const { createConnector } = await run('make-connector', { input: { source: 'OPSGENIE', name: 'ours' } });
    const { connector, secret } = createConnector;
    expect(connector).to.include({ source: 'OPSGENIE', name: 'ours' });
    const body = { action: 'Create', alert: { alertId: 'a-1', message: 'Latency' } };
    await app.post(`/v1/webhooks/inbound/${connector.id}`, body, { 'x-webhook-secret': secret });
    const browsed = await run('browse-deliveries', { connectorId: connector.id });
    const [delivery] = browsed.connector.deliveries.nodes;
    expect(delivery).to.deep.include({ outcome: 'ACCEPTED', event: 'Create' });
    expect(delivery.issue).to.include({ externalId: 'a-1', title: 'Latency' });
  });

  it('browse-issues and browse-patterns lead from an issue to its pattern and back', async () => {
    const { issues } = await run('browse-issues', { filter: { search: 'gateway' }, first: 5 });
    expect(issues.nodes.map(({ externalId }: { externalId: string }) => externalId)).to.deep.equal([
      'JIRA-1234',
    ]);
    const id = await insertPattern(app.app.database, 1, { issueIds: [issues.nodes[0].id] });
    const { patterns } = await run('browse-patterns');
    expect(patterns.nodes).to.have.length(1);
    expect(patterns.nodes[0].issues.nodes[0].id).to.equal(issues.nodes[0].id);
    const again = await run('browse-issues', { filter: { patternId: id } });
    expect(again.issues.nodes[0].pattern.id).to.equal(id);
  });

  it('show-issue and show-job return one object with its parts', async () => {
    const pushed = await run('ingest-event', { input: { title: 'One of its kind', body: 'long' } });
    const { issue, job } = pushed.ingestEvent;
    expect((await run('show-issue', { id: issue.id })).issue).to.include({
      title: 'One of its kind',
      body: 'long',
    });
    const shown = (await run('show-job', { id: job.id })).job;
    expect(shown.records).to.deep.equal([
      { index: 0, outcome: 'CREATED', issue: { id: issue.id, title: 'One of its kind' } },
    ]);
  });

  it('link-issue, unlink-issue, merge-patterns and rename-pattern correct patterns', async () => {
    const records = ['Alpha is down', 'Alpha is down', 'Beta cannot start', 'Beta cannot start'].map(
      (title, i) => ({
        externalId: `correct-${i}`,
        source: 'jira',
        title,
      }),
    );
    const { ingestBatch } = await run('ingest-batch', { records });
    await app.app.runner.runUntilEmpty();
    const patternOf = async (index: number) =>
      (await run('show-issue', { id: ingestBatch.issueIds[index] })).issue.pattern;
    const [alpha, beta] = [await patternOf(0), await patternOf(2)];
    const { renamePattern } = await run('rename-pattern', { id: alpha.id, name: 'Outages' });
    expect(renamePattern).to.include({ id: alpha.id, name: 'Outages' });
    const { mergePatterns } = await run('merge-patterns', { from: beta.id, into: alpha.id });
    expect(mergePatterns).to.include({ id: alpha.id, issueCount: 4 });
    const { unlinkIssue } = await run('unlink-issue', { issueId: ingestBatch.issueIds[2] });
    expect(unlinkIssue.id).to.equal(alpha.id);
    const { linkIssue } = await run('link-issue', { issueId: ingestBatch.issueIds[2], patternId: alpha.id });
    expect(linkIssue.id).to.equal(alpha.id);
  });

  it('follow-job streams the state of a job until it ends', async () => {
    const url = await app.listen();
    const { data } = await askGraphql(app, INGEST_BATCH, {
      records: [{ externalId: 'x', source: 'jira', title: 't' }],
    });
    const response = await fetch(`${url}/graphql/stream`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${app.token}`,
        'content-type': 'application/json',
        accept: 'text/event-stream',
      },
      body: JSON.stringify({ query: operation('follow-job'), variables: { id: data.ingestBatch.job.id } }),
    });
    await app.app.runner.runUntilEmpty();
    const events = [...(await response.text()).matchAll(/^data: ?(\{.*\})$/gm)].map(([, text]) =>
      JSON.parse(text ?? ''),
    );
    expect(events.map((event) => event.data.jobUpdated.status).at(-1)).to.equal('SUCCEEDED');
    expect(events.length).to.be.greaterThan(0);
  });

  for (const file of readdirSync(FOLDER))
    it(`${file} is valid against the contract`, () => {
      const document = parse(readFileSync(join(FOLDER, file), 'utf8'));
      expect(validate(app.app.graphql.schema, document)).to.deep.equal([]);
    });
});
