import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { Webhook } from 'standardwebhooks';
import { LIMITS } from '../../src/domain/limits.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { deliverTo, GITHUB_ISSUES, githubIssue, newConnector } from '../support/deliveries.js';
import { recordLogs } from '../support/logs.js';
import { hmac, secretFor, signed } from '../support/webhooks.js';

describe('POST /v1/webhooks/inbound/{connector_id}', () => {
  let test: TestApp;

  beforeEach(async () => {
    test = await startTestApp();
  });
  afterEach(() => test.close());

  it('creates an issue and a job for a verified delivery', async () => {
    const github = await newConnector(test, 'github');
    const answer = await github.deliver(githubIssue('opened'), GITHUB_ISSUES);
    expect(answer.statusCode).to.equal(202);
    const { delivery_id, outcome, job_id, issue_ids } = answer.json();
    expect(outcome).to.equal('accepted');
    expect(answer.headers.location).to.equal(`/v1/ingest/status/${job_id}`);
    expect((await test.get(`/v1/ingest/status/${job_id}`)).json()).to.include({ job_id, status: 'pending' });
    const issue = await github.issue('acme/shop#12');
    expect(issue).to.include({
      id: issue_ids[0],
      title: 'Checkout answers 503',
      severity: 'p1',
      status: 'open',
      connectorId: github.id,
      sourceUpdatedAt: Date.UTC(2026, 5, 14, 14, 40),
    });
    const [logged] = await github.log();
    expect(logged).to.include({
      id: delivery_id,
      outcome: 'accepted',
      event: 'issues.opened',
      sourceDeliveryId: 'a-guid',
      jobId: job_id,
      issueId: issue_ids[0],
    });
  });

  it('resolves, reopens and removes issues', async () => {
    const github = await newConnector(test, 'github');
    const at = (minute: number) => `2026-06-14T14:${minute}:00Z`;
    const status = async (action: string, minute: number) => {
      const answer = await github.deliver(githubIssue(action, { updatedAt: at(minute) }), GITHUB_ISSUES);
      expect(answer.statusCode).to.equal(202);
      return (await github.issue('acme/shop#12'))?.status;
    };
    expect(await status('opened', 10)).to.equal('open');
    expect(await status('closed', 20)).to.equal('resolved');
    expect(await status('edited', 15)).to.equal('resolved');
    expect(await status('reopened', 30)).to.equal('open');
    expect(await status('deleted', 30)).to.equal('resolved');
    expect((await github.issue('acme/shop#12'))?.occurrenceCount).to.equal(5);
  });

  it('keeps the digits of long numeric ids, so that distinct alerts stay distinct', async () => {
    const fieldAliases = { externalId: 'alert.id', title: 'alert.name' };
    const connector = await newConnector(test, 'custom_api', { settings: { fieldAliases } });
    for (const id of ['9007199254740993', '9007199254740992'])
      expect((await connector.deliver(`{"alert":{"id":${id},"name":"Disk ${id}"}}`)).statusCode).to.equal(
        202,
      );
    expect((await connector.issue('9007199254740993'))?.title).to.equal('Disk 9007199254740993');
    expect((await connector.issue('9007199254740992'))?.title).to.equal('Disk 9007199254740992');
    const zendesk = await newConnector(test, 'zendesk');
    await zendesk.deliver('{"ticket":{"id":12345678901234567891,"subject":"Mail"}}');
    expect((await zendesk.issue('12345678901234567891'))?.title).to.equal('Mail');
  });

  it('orders aliased deliveries by times in any usual form, and logs those that cannot be read', async () => {
    const { logger, lines } = recordLogs();
    const logged = await startTestApp({ logger });
    const fieldAliases = { externalId: 'id', title: 'name', status: 'state', sourceUpdatedAt: 'at' };
    const settings = { fieldAliases, timezone: 'Europe/Berlin' };
    const connector = await newConnector(logged, 'custom_api', { settings });
    const send = (name: string, at: unknown) => connector.deliver({ id: 'a', name, state: 'open', at });
    await send('first', '2026-06-14 17:00:00');
    await send('second', 1_781_449_260);
    await send('late', 'Sun, 14 Jun 2026 15:00:30 GMT');
    expect(await connector.issue('a')).to.include({
      title: 'second',
      sourceUpdatedAt: Date.UTC(2026, 5, 14, 15, 1),
    });
    expect(lines.join()).to.not.contain('could not be read');
    await send('undated', 's3cret time');
    expect((await connector.issue('a'))?.title).to.equal('undated');
    const warning = lines.map((line) => JSON.parse(line)).find(({ fields }) => fields !== undefined);
    expect(warning).to.deep.include({ fields: ['sourceUpdatedAt'], connectorId: connector.id });
    expect(lines.join()).to.not.contain('s3cret');
    await logged.close();
  });

  it('stores every alert of a group, each with its own status', async () => {
    const settings = {
      items: 'alerts',
      fieldAliases: { externalId: 'fingerprint', title: 'labels.alertname', status: 'status' },
    };
    const connector = await newConnector(test, 'custom_api', { settings });
    const alert = (fingerprint: string, status: string) => ({
      fingerprint,
      status,
      labels: { alertname: 'Disk' },
    });
    const answer = await connector.deliver({ alerts: [alert('a', 'firing'), alert('b', 'resolved')] });
    expect(answer.json().issue_ids).to.have.lengthOf(2);
    expect((await connector.issue('a'))?.status).to.equal('open');
    expect((await connector.issue('b'))?.status).to.equal('resolved');
  });

  it('stores several records of one delivery and reports the invalid ones', async () => {
    const connector = await newConnector(test, 'custom_api');
    const valid = { external_id: 'a', title: 'Disk full' };
    for (const body of [[valid, { title: 5 }], { records: [{ ...valid, external_id: 'b' }, null] }]) {
      const answer = await connector.deliver(body);
      expect(answer.statusCode).to.equal(202);
      expect(answer.json().issue_ids).to.have.lengthOf(1);
      expect(answer.json().rejected).to.have.lengthOf(1);
      expect(answer.json().rejected[0]).to.include({ index: 1, code: 'processing_error' });
    }
    expect((await connector.issue('b'))?.title).to.equal('Disk full');
    const refused = await connector.deliver([{ title: 5 }, { title: 6 }]);
    expect(refused.statusCode).to.equal(400);
    expect(refused.json().error.details.errors[0]).to.include({ field: 'title', reason: 'invalid_type' });
  });

  it('answers a body that is not a record with 400 and the reason', async () => {
    const connector = await newConnector(test, 'custom_api');
    const answer = await connector.deliver({ titel: 's3cret' });
    expect(answer.statusCode).to.equal(400);
    expect(answer.json().error.message).to.contain('external_id').and.not.contain('s3cret');
    expect((await connector.log())[0]).to.include({ outcome: 'refused', reason: 'not_a_record' });
    expect((await connector.deliver([])).statusCode).to.equal(400);
  });

  it('accepts a slash at the end of the address', async () => {
    const github = await newConnector(test, 'github');
    const body = JSON.stringify(githubIssue('opened'));
    const headers = { ...GITHUB_ISSUES, ...signed('github', github.secret, body, test.clock.now()) };
    const answer = await test.post(`/v1/webhooks/inbound/${github.id}/`, body, {
      authorization: undefined,
      ...headers,
    });
    expect(answer.statusCode).to.equal(202);
  });

  it('accepts the secret in the URL for a source without a format of its own, if the connector allows it', async () => {
    const send = async (secretInUrl: boolean, encode: (text: string) => string) => {
      const { id, secret } = await newConnector(test, 'custom_api', { settings: { secretInUrl } });
      const path = `${id}?secret=${encode(secret)}`;
      return (await deliverTo(test, path, { external_id: 'a', title: 't' })).statusCode;
    };
    expect(await send(true, encodeURIComponent)).to.equal(202);
    expect(await send(true, (secret) => secret)).to.equal(202);
    expect(await send(true, () => 'wrong-secret')).to.equal(401);
    expect(await send(false, encodeURIComponent)).to.equal(401);
  });

  it('verifies Standard Webhooks with a secret in the form v1,whsec_', async () => {
    const secret = secretFor('custom_api');
    const connector = await newConnector(test, 'custom_api', { secret: `v1,${secret}` });
    const body = JSON.stringify({ external_id: 'a', title: 't' });
    const at = new Date(test.clock.now());
    const headers = {
      'webhook-id': 'msg_1',
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign('msg_1', at, body),
    };
    expect((await deliverTo(test, connector.id, body, headers)).statusCode).to.equal(202);
  });

  it('keeps an acknowledgement while the source only says that the issue is not closed', async () => {
    const github = await newConnector(test, 'github');
    await github.deliver(githubIssue('opened'), GITHUB_ISSUES);
    const push = { external_id: 'acme/shop#12', source: 'github', status: 'acknowledged', assignee: 'Ada' };
    await test.post('/v1/ingest/events', push);
    const edited = githubIssue('edited', { title: 'Checkout fails', updatedAt: '2026-06-14T14:45:00Z' });
    await github.deliver(edited, GITHUB_ISSUES);
    const expected = { title: 'Checkout fails', status: 'acknowledged', assignee: 'Ada' };
    expect(await github.issue('acme/shop#12')).to.include(expected);
    await github.deliver(githubIssue('reopened', { updatedAt: '2026-06-14T14:50:00Z' }), GITHUB_ISSUES);
    expect((await github.issue('acme/shop#12'))?.status).to.equal('open');
  });

  it('creates a resolved issue if the resolution arrives first, and a late creation does not reopen it', async () => {
    const github = await newConnector(test, 'github');
    await github.deliver(githubIssue('closed', { updatedAt: '2026-06-14T14:50:00Z' }), GITHUB_ISSUES);
    expect(await github.issue('acme/shop#12')).to.include({ status: 'resolved', severity: 'p1' });
    await github.deliver(githubIssue('opened'), GITHUB_ISSUES);
    expect(await github.issue('acme/shop#12')).to.include({ status: 'resolved', occurrenceCount: 2 });
  });

  it('does not create an issue for the removal of an unknown one, and accepts a later creation', async () => {
    const github = await newConnector(test, 'github');
    const answer = await github.deliver(githubIssue('deleted'), GITHUB_ISSUES);
    expect(answer.statusCode).to.equal(200);
    expect(answer.json()).to.include({ outcome: 'ignored', reason: 'unknown_issue', job_id: null });
    expect(await github.issue('acme/shop#12')).to.equal(null);
    await github.deliver(githubIssue('opened'), GITHUB_ISSUES);
    expect((await github.deliver(githubIssue('deleted'), GITHUB_ISSUES)).json().outcome).to.equal('accepted');
    expect(await github.issue('acme/shop#12')).to.include({
      status: 'resolved',
      title: 'Checkout answers 503',
    });
  });

  it('keeps stored values that a partial payload does not contain', async () => {
    const opsgenie = await newConnector(test, 'opsgenie');
    const alert = { alertId: 'a-1', message: 'Latency', updatedAt: 1_781_449_200_000 };
    const whole = { ...alert, description: 'p99', priority: 'P1', team: 'edge', tinyId: '7' };
    await opsgenie.deliver({ action: 'Create', alert: whole });
    await opsgenie.deliver({ action: 'Acknowledge', alert: { ...alert, updatedAt: 1_781_449_260_000 } });
    const issue = await opsgenie.issue('a-1');
    expect(issue).to.include({ body: 'p99', severity: 'p1', team: 'edge', status: 'acknowledged' });
    expect(JSON.parse(issue?.metadata ?? '')).to.include({
      tiny_id: '7',
      priority: 'P1',
      action: 'Acknowledge',
    });
    await opsgenie.deliver({ action: 'Close', alert: { ...alert, updatedAt: 1_781_449_230_000 } });
    expect(await opsgenie.issue('a-1')).to.include({ body: 'p99', severity: 'p1', status: 'resolved' });
  });

  it('responds with 2xx to events that do not concern an issue and stores nothing', async () => {
    const github = await newConnector(test, 'github');
    for (const [event, body] of [
      ['ping', { zen: 'Keep it simple.' }],
      ['push', { ref: 'refs/heads/main' }],
      ['issues', githubIssue('pinned')],
      ['issues', []],
      ['issues', null],
      ['issues', '"a text"'],
      ['issues', { issue: 7 }],
    ] as const) {
      const answer = await github.deliver(body, { 'x-github-event': event });
      expect(answer.statusCode, JSON.stringify(body)).to.equal(200);
      expect(answer.json()).to.include({ outcome: 'ignored', job_id: null });
    }
    expect(await github.issue('acme/shop#12')).to.equal(null);
    expect(new Set((await github.log()).map(({ outcome }) => outcome))).to.deep.equal(new Set(['ignored']));
  });

  it('returns the challenge of Slack after verification', async () => {
    const slack = await newConnector(test, 'slack');
    const body = {
      type: 'url_verification',
      token: 'x',
      challenge: '3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P',
    };
    const answer = await slack.deliver(body);
    expect(answer.statusCode).to.equal(200);
    expect(answer.json()).to.deep.equal({ challenge: body.challenge });
    expect((await deliverTo(test, slack.id, body)).statusCode).to.equal(401);
  });

  it('responds with 200 to Linear', async () => {
    const linear = await newConnector(test, 'linear');
    const body = {
      action: 'create',
      type: 'Issue',
      data: { identifier: 'ENG-1', title: 'T', priority: 2 },
      webhookTimestamp: test.clock.now(),
    };
    const answer = await linear.deliver(body);
    expect([answer.statusCode, answer.json().outcome]).to.deep.equal([200, 'accepted']);
  });

  it('accepts forms from GitHub', async () => {
    const github = await newConnector(test, 'github');
    const form = new URLSearchParams({ payload: JSON.stringify(githubIssue('opened')) }).toString();
    const headers = { ...GITHUB_ISSUES, 'content-type': 'application/x-www-form-urlencoded' };
    expect((await github.deliver(form, headers)).statusCode).to.equal(202);
    expect(await github.issue('acme/shop#12')).to.include({ title: 'Checkout answers 503' });
  });

  it('accepts compressed bodies that were signed before or after compression', async () => {
    const github = await newConnector(test, 'github');
    const plain = Buffer.from(JSON.stringify(githubIssue('opened')));
    const headers = { ...GITHUB_ISSUES, 'content-encoding': 'gzip' };
    const before = { ...headers, ...signed('github', github.secret, plain, 0) };
    expect((await deliverTo(test, github.id, gzipSync(plain), before)).statusCode).to.equal(202);
    const after = { ...headers, ...signed('github', github.secret, gzipSync(plain), 0) };
    const again = await deliverTo(test, github.id, gzipSync(plain), after);
    expect([again.statusCode, again.json().outcome]).to.deep.equal([202, 'accepted']);
    const broken = await deliverTo(test, github.id, plain, before);
    expect(broken.statusCode).to.equal(400);
  });

  it('accepts records signed by the official Standard Webhooks client', async () => {
    const custom = await newConnector(test, 'custom_api');
    const record = {
      external_id: 'DEPLOY-1',
      title: 'Deploy failed',
      severity: 'P1',
      connector_id: 'con_other',
    };
    const body = JSON.stringify({ type: 'deploy.failed', timestamp: '2026-06-14T15:00:00Z', data: record });
    const at = new Date(test.clock.now());
    const answer = await deliverTo(test, custom.id, body, {
      'webhook-id': 'msg_1',
      'webhook-timestamp': String(at.getTime() / 1000),
      'webhook-signature': new Webhook(custom.secret).sign('msg_1', at, body),
    });
    expect(answer.statusCode).to.equal(202);
    expect(await custom.issue('DEPLOY-1')).to.include({ severity: 'p1', connectorId: custom.id });
    const resolved = await custom.deliver({ ...record, status: 'resolved' });
    expect(resolved.statusCode).to.equal(202);
    expect((await custom.issue('DEPLOY-1'))?.status).to.equal('resolved');
  });

  it('uses the source of the connector for records without a source', async () => {
    const email = await newConnector(test, 'email');
    await email.deliver({ external_id: 'a', title: 'T' });
    await email.deliver({ external_id: 'b', title: 'T', source: ' ' });
    await email.deliver({ external_id: 'c', title: 'T', source: 'Grafana' });
    expect(await email.issue('a')).to.include({ source: 'email' });
    expect(await email.issue('b')).to.include({ source: 'email' });
    expect(await test.app.issues.findByKey(1, 'custom_api', 'c')).to.include({ sourceRaw: 'Grafana' });
  });

  it('responds with validation details to an invalid record in the own format', async () => {
    const custom = await newConnector(test, 'custom_api');
    const answer = await custom.deliver({ external_id: 'a', title: 'x'.repeat(301), severity: 'whatever' });
    expect(answer.statusCode).to.equal(400);
    expect(answer.json().error.details.errors.map(({ field }: { field: string }) => field)).to.deep.equal([
      'title',
      'severity',
    ]);
    expect((await custom.log())[0]).to.include({ outcome: 'refused', reason: 'invalid_record' });
  });

  it('refuses a verified body that cannot be parsed', async () => {
    const github = await newConnector(test, 'github');
    const unreadable = [
      '',
      '{',
      '{"a":1}}',
      'payload=%7B%7D',
      Buffer.from([0x22, 0xff, 0x22]),
      Buffer.alloc(10_000, '['),
    ];
    for (const body of unreadable) {
      const answer = await github.deliver(body, GITHUB_ISSUES);
      expect(answer.statusCode).to.equal(400);
      expect(answer.json().error.code).to.equal('validation_error');
    }
    const log = await github.log();
    expect(log).to.have.lengthOf(unreadable.length);
    expect(log[0]).to.include({ outcome: 'refused', reason: 'invalid_body', event: null });
  });

  it('refuses a body of more than 5 MiB first and accepts the largest allowed one', async () => {
    const github = await newConnector(test, 'github');
    const filled = (bytes: number) => {
      const start = JSON.stringify(githubIssue('opened')).slice(0, -1);
      return `${start},"pad":"${'x'.repeat(bytes - start.length - 10)}"}`;
    };
    expect((await github.deliver(filled(LIMITS.bodyBytes), GITHUB_ISSUES)).statusCode).to.equal(202);
    const answer = await github.deliver(filled(LIMITS.bodyBytes + 1), GITHUB_ISSUES);
    expect([answer.statusCode, answer.json().error.code]).to.deep.equal([413, 'payload_too_large']);
    const bomb = await deliverTo(test, github.id, gzipSync(Buffer.alloc(LIMITS.bodyBytes + 1)), {
      'content-encoding': 'gzip',
    });
    expect(bomb.statusCode).to.equal(413);
  });

  it('accepts only POST and known content encodings', async () => {
    const github = await newConnector(test, 'github');
    const get = await test.get(`/v1/webhooks/inbound/${github.id}`);
    expect([get.statusCode, get.headers.allow]).to.deep.equal([405, 'POST']);
    expect((await github.deliver('{}', { 'content-encoding': 'zstd' })).statusCode).to.equal(415);
  });

  it('stores the records of a ServiceNow delivery together', async () => {
    const servicenow = await newConnector(test, 'servicenow');
    const record = (n: number) => ({ number: `INC${n}`, short_description: 'Mail', priority: '2' });
    const answer = await servicenow.deliver({ records: [record(1), record(2)] });
    expect(answer.json().issue_ids).to.have.lengthOf(2);
    expect(await servicenow.issue('INC2')).to.include({ severity: 'p2' });
    const many = await servicenow.deliver({ records: Array.from({ length: 501 }, (_, i) => record(i)) });
    expect(many.statusCode).to.equal(400);
    expect((await servicenow.log())[0]).to.include({ outcome: 'refused', reason: 'too_many_records' });
  });

  it('is documented in /openapi.json', async () => {
    const { paths } = (await test.get('/openapi.json')).json();
    expect(paths['/v1/webhooks/inbound/{connector_id}'].post.security).to.deep.equal([]);
  });

  it('neither requires nor accepts an access token', async () => {
    const github = await newConnector(test, 'github');
    const headers = { authorization: `Bearer ${test.token}`, ...GITHUB_ISSUES };
    expect((await deliverTo(test, github.id, githubIssue('opened'), headers)).statusCode).to.equal(401);
    const custom = { 'x-causeloop-signature': hmac(secretFor('github'), 'hex', '{}'), ...headers };
    expect((await deliverTo(test, github.id, '{}', custom)).statusCode).to.equal(200);
  });
});
