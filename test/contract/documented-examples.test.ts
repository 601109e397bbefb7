import { expect } from 'chai';
import { expectAccepted, expectError } from '../rest/answers.js';
import { BATCH, EVENTS, newSender, type Sender, UNLIMITED } from '../rest/sender.js';
import { startTestApp, type TestApp } from '../support/app.js';

/* Every example and number of the published Ingestion API page. */

const EVENT = {
  source: 'custom_api',
  external_id: 'DEPLOY-2026-06-14-001',
  title: 'Deployment failed: payment-service v2.3.1',
  body: 'Health check timed out after 30s on 3/5 replicas.',
  severity: 'p1',
  external_url: 'https://ci.example.com/deploys/12345',
};
const CHECKOUT = {
  external_id: 'JIRA-1234',
  source: 'jira',
  title: 'API gateway returning 503 on /checkout',
  body: 'Started after deploy at 14:32 UTC. Affects ~12% of requests.',
  severity: 'p1',
  team: 'platform',
  source_created_at: '2026-06-14T14:35:00Z',
};
const CART = {
  external_id: 'JIRA-1235',
  source: 'jira',
  title: 'Cart service memory leak under sustained load',
  severity: 'p2',
  team: 'backend',
  source_created_at: '2026-06-14T14:40:00Z',
};
const LOGIN = {
  external_id: 'JIRA-9999',
  title: 'Login failing for SSO users',
  severity: 'p1',
  team: 'auth',
};
const SOURCE_PATHS = [
  'jira',
  'servicenow',
  'github',
  'pagerduty',
  'opsgenie',
  'linear',
  'zendesk',
  'custom_api',
];
const SOURCES = [...SOURCE_PATHS.slice(0, -1), 'slack', 'email', 'database', 'custom_api'];

const PUSHED_IDS: Readonly<Record<string, string>> = {
  servicenow: 'INC0010180',
  github: 'owner/repository#12',
  zendesk: '35436',
};

const ISSUE_ID = /^iss_[0-9a-z]+$/;
const JOB_ID = /^ing_job_[0-9a-z]+$/;
const UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;

describe('the published examples of the Ingestion API', () => {
  let test: TestApp;
  let sender: Sender;
  before(async () => {
    test = await startTestApp({ config: UNLIMITED });
  });
  beforeEach(async () => {
    sender = await newSender(test);
  });
  after(() => test?.close());

  it('returns exactly the documented keys for a single event', async () => {
    const response = await sender.post(EVENTS, EVENT);
    const body = expectAccepted(response);
    expect(response.headers['content-type']).to.match(/^application\/json/);
    expect(body).to.have.all.keys('accepted', 'rejected', 'issue_id', 'job_id');
    expect(body).to.include({ accepted: 1 });
    expect(body.rejected).to.deep.equal([]);
    expect(body.issue_id).to.match(ISSUE_ID);
    expect(body.job_id).to.match(JOB_ID);
    expect(await sender.issue(body.issue_id)).to.include({
      source: 'custom_api',
      sourceRaw: null,
      externalId: EVENT.external_id,
      title: EVENT.title,
      body: EVENT.body,
      severity: 'p1',
      externalUrl: EVENT.external_url,
      occurrenceCount: 1,
    });
  });

  it('returns exactly the documented keys for a batch', async () => {
    const body = expectAccepted(await sender.post(BATCH, { records: [CHECKOUT, CART] }));
    expect(body).to.have.all.keys('accepted', 'rejected', 'job_id', 'issue_ids');
    expect(body).to.include({ accepted: 2 });
    expect(body.rejected).to.deep.equal([]);
    expect(body.job_id).to.match(JOB_ID);
    expect(body.issue_ids).to.have.lengthOf(2);
    const [checkout, cart] = await Promise.all(body.issue_ids.map((id) => sender.issue(id)));
    expect(checkout).to.include({
      externalId: 'JIRA-1234',
      source: 'jira',
      title: CHECKOUT.title,
      body: CHECKOUT.body,
      severity: 'p1',
      team: 'platform',
      sourceCreatedAt: Date.UTC(2026, 5, 14, 14, 35),
    });
    expect(cart).to.include({ externalId: 'JIRA-1235', title: CART.title, body: null, severity: 'p2' });
  });

  it('reports an invalid record of a batch with the documented index, code and message', async () => {
    const { title: _, ...untitled } = CART;
    const body = expectAccepted(await sender.post(BATCH, { records: [CHECKOUT, untitled] }));
    expect(body).to.have.all.keys('accepted', 'rejected', 'job_id', 'issue_ids');
    expect(body.accepted).to.equal(1);
    expect(body.rejected).to.deep.equal([
      { index: 1, code: 'processing_error', message: 'title is required' },
    ]);
    expect(body.issue_ids).to.have.lengthOf(1);
    expect(body.issue_ids[0]).to.match(ISSUE_ID);
  });

  it('returns the keys of a single event for a source-specific push', async () => {
    const body = expectAccepted(await sender.post('/v1/ingest/jira/issues', LOGIN));
    expect(body).to.have.all.keys('accepted', 'rejected', 'issue_id', 'job_id');
    expect(await sender.issue(body.issue_id)).to.include({
      source: 'jira',
      externalId: 'JIRA-9999',
      title: LOGIN.title,
      severity: 'p1',
      team: 'auth',
    });
  });

  it('returns exactly the documented keys for a pending and for a succeeded job', async () => {
    const { job_id } = expectAccepted(await sender.post(BATCH, { records: [CHECKOUT, CART] }));
    const keys = ['job_id', 'status', 'progress', 'result', 'created_at', 'finished_at'];
    const before = await sender.get(`/v1/ingest/status/${job_id}`);
    expect(before.statusCode).to.equal(200);
    expect(before.json()).to.have.all.keys(keys);
    expect(before.json()).to.deep.include({
      job_id,
      status: 'pending',
      progress: 0,
      result: null,
      finished_at: null,
    });

    await test.app.runner.runUntilEmpty();
    const after = (await sender.get(`/v1/ingest/status/${job_id}`)).json();
    expect(after).to.have.all.keys(keys);
    expect(after).to.deep.include({
      job_id,
      status: 'succeeded',
      progress: 1,
      result: { accepted: 2, rejected_count: 0, total: 2 },
    });
    expect(after.created_at).to.match(UTC);
    expect(after.finished_at).to.match(UTC);
  });

  it('updates the existing issue if external_id and source are the same', async () => {
    const first = await sender.event(EVENT);
    const second = await sender.event({ ...EVENT, severity: 'p2' });
    expect(second.issue_id).to.equal(first.issue_id);
    expect(await sender.issue(first.issue_id)).to.include({ severity: 'p2', occurrenceCount: 2 });
  });

  it('uses the defaults external_id as title, p3 as severity and custom_api as source', async () => {
    const { issue_id } = await sender.event({ external_id: 'only-an-id' });
    expect(await sender.issue(issue_id)).to.include({
      title: 'only-an-id',
      severity: 'p3',
      source: 'custom_api',
    });
  });

  it('stores metadata exactly as sent', async () => {
    const metadata = { 'deploy.id': 12345, tags: ['a', null, true, 1.5], nested: { z: 1, a: 2 } };
    const { issue_id } = await sender.event({ ...EVENT, metadata });
    expect((await sender.issue(issue_id)).metadata).to.equal(JSON.stringify(metadata));
  });

  for (const source of SOURCES)
    it(`stores the source ${source} under its own name`, async () => {
      const { issue_ids } = await sender.batch([{ ...CART, source }]);
      expect(await sender.issue(issue_ids[0] as string)).to.include({ source, sourceRaw: null });
    });

  it('stores an unknown source as custom_api and keeps its name', async () => {
    const { issue_ids } = await sender.batch([{ ...CART, source: 'grafana' }]);
    expect(await sender.issue(issue_ids[0] as string)).to.include({
      source: 'custom_api',
      sourceRaw: 'grafana',
    });
  });

  for (const path of SOURCE_PATHS)
    it(`accepts a push to /v1/ingest/${path}/issues`, async () => {
      const external_id = PUSHED_IDS[path] ?? 'ENG-123';
      const response = await sender.post(`/v1/ingest/${path}/issues`, { external_id, title: 'Login fails' });
      expect((await sender.issue(expectAccepted(response).issue_id)).source).to.equal(path);
    });

  it('accepts a batch of 500 records and rejects one of 501', async () => {
    const records = Array.from({ length: 501 }, (_, i) => ({ ...CART, external_id: `JIRA-${i}` }));
    expect((await sender.batch(records.slice(0, 500))).accepted).to.equal(500);
    expectError(await sender.post(BATCH, { records }), 400, 'validation_error');
  });

  it('accepts a title of 300 characters and rejects one of 301', async () => {
    const { accepted, rejected } = await sender.batch([
      { ...CART, title: 'x'.repeat(300) },
      { ...CART, title: 'x'.repeat(301) },
    ]);
    expect(accepted).to.equal(1);
    expect(rejected.map(({ index }) => index)).to.deep.equal([1]);
  });

  it('allows 1,000 requests per minute and workspace', async () => {
    const limited = await startTestApp();
    try {
      const response = await limited.post(EVENTS, EVENT);
      expect(response.headers['x-ratelimit-limit']).to.equal('1000');
      expect(response.headers['x-ratelimit-remaining']).to.equal('999');
      expect(response.headers['ratelimit-policy']).to.equal('"default";q=1000;w=60');
    } finally {
      await limited.close();
    }
  });
});
