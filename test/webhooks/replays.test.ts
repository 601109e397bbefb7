import { expect } from 'chai';
import { startTestApp, type TestApp } from '../support/app.js';
import {
  deliverTo,
  GITHUB_ISSUES,
  githubIssue,
  newConnector,
  type TestConnector,
} from '../support/deliveries.js';
import { hmac, signed } from '../support/webhooks.js';

describe('repeated webhook deliveries', () => {
  let test: TestApp;

  beforeEach(async () => {
    test = await startTestApp();
  });
  afterEach(() => test.close());

  /** While the table of jobs has another name, no delivery can be stored. */
  const rename = (from: string, to: string) =>
    test.app.database.write((tx) => tx.execute(`ALTER TABLE ${from} RENAME TO ${to}`, []));

  const outcome = async (sending: ReturnType<TestConnector['deliver']>) => {
    const answer = await sending;
    expect(answer.statusCode).to.be.oneOf([200, 202]);
    return answer.json().outcome;
  };

  it('returns 2xx with the job of the first delivery and changes nothing', async () => {
    const github = await newConnector(test, 'github');
    const first = (await github.deliver(githubIssue('opened'), GITHUB_ISSUES)).json();
    const before = await github.issue('acme/shop#12');
    test.clock.advance(1_000);
    const again = await github.deliver(githubIssue('opened'), GITHUB_ISSUES);
    expect(again.statusCode).to.equal(200);
    expect(again.json()).to.include({ outcome: 'duplicate', job_id: first.job_id });
    expect(again.json().issue_ids).to.deep.equal(first.issue_ids);
    expect(await github.issue('acme/shop#12')).to.deep.equal(before);
    expect((await github.log()).map((delivery) => delivery.outcome)).to.deep.equal(['duplicate', 'accepted']);
  });

  it('recognises a repeat by the signed content, not by unsigned headers', async () => {
    const github = await newConnector(test, 'github');
    await github.deliver(githubIssue('opened'), GITHUB_ISSUES);
    for (const changed of [
      { 'x-github-delivery': 'another' },
      { 'x-github-delivery': undefined },
      { 'x-github-event': 'issues', 'x-request-id': 'new' },
    ])
      expect(await outcome(github.deliver(githubIssue('opened'), { ...GITHUB_ISSUES, ...changed }))).to.equal(
        'duplicate',
      );
    // A different body is a different delivery, even with the same unsigned id.
    const newer = githubIssue('edited', { updatedAt: '2026-06-14T14:59:00Z', title: 'Worse' });
    expect(await outcome(github.deliver(newer, GITHUB_ISSUES))).to.equal('accepted');
    expect((await github.issue('acme/shop#12'))?.title).to.equal('Worse');
  });

  it('accepts a delivery once under concurrent repeats', async () => {
    const github = await newConnector(test, 'github');
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, () => outcome(github.deliver(githubIssue('opened'), GITHUB_ISSUES))),
    );
    expect(outcomes.filter((each) => each === 'accepted')).to.have.lengthOf(1);
    expect(outcomes.filter((each) => each === 'duplicate')).to.have.lengthOf(19);
    expect((await github.issue('acme/shop#12'))?.occurrenceCount).to.equal(1);
  });

  it('does not affect other requests in the same transaction', async () => {
    const github = await newConnector(test, 'github');
    await github.deliver(githubIssue('opened', { number: 1 }), GITHUB_ISSUES);
    const outcomes = await Promise.all(
      [1, 2, 1, 3].map((number) => outcome(github.deliver(githubIssue('opened', { number }), GITHUB_ISSUES))),
    );
    expect(outcomes).to.deep.equal(['duplicate', 'accepted', 'duplicate', 'accepted']);
  });

  it('treats the same body for another connector as a new delivery', async () => {
    const [one, two] = [await newConnector(test, 'github'), await newConnector(test, 'github')];
    expect(await outcome(one.deliver(githubIssue('opened'), GITHUB_ISSUES))).to.equal('accepted');
    expect(await outcome(two.deliver(githubIssue('opened'), GITHUB_ISSUES))).to.equal('accepted');
  });

  it('recognises a Standard Webhooks delivery by its id, whether it was signed again or not', async () => {
    const custom = await newConnector(test, 'custom_api');
    const send = (id: string, body: string) => {
      const time = String(test.clock.now() / 1000);
      const key = Buffer.from(custom.secret.slice('whsec_'.length), 'base64');
      const signature = `v1,${hmac(key, 'base64', `${id}.${time}.`, body)}`;
      return outcome(
        deliverTo(test, custom.id, body, {
          'webhook-id': id,
          'webhook-timestamp': time,
          'webhook-signature': signature,
        }),
      );
    };
    const body = JSON.stringify({ external_id: 'a', title: 'T' });
    expect(await send('msg_1', body)).to.equal('accepted');
    test.clock.advance(60_000);
    expect(await send('msg_1', body)).to.equal('duplicate');
    expect(await send('msg_2', body)).to.equal('accepted');
  });

  it('recognises a Zendesk event by its body and a trigger by timestamp and body', async () => {
    const zendesk = await newConnector(test, 'zendesk');
    const event = { type: 'zen:event-type:ticket.created', id: 'e-1', detail: { id: '1', subject: 'S' } };
    const trigger = { ticket: { id: '1', priority: 'High' } };
    expect(await outcome(zendesk.deliver(event))).to.equal('accepted');
    expect(await outcome(zendesk.deliver(trigger))).to.equal('accepted');
    expect(await outcome(zendesk.deliver(trigger))).to.equal('duplicate');
    test.clock.advance(1_000);
    expect(await outcome(zendesk.deliver(event))).to.equal('duplicate');
    // A trigger can send the same body twice, for example if the priority is raised again; the timestamps differ.
    expect(await outcome(zendesk.deliver(trigger))).to.equal('accepted');
  });

  /** Sends an alert with a single HMAC header, which signs nothing but the body. */
  function alertSender(connector: TestConnector) {
    return async (status: string, headers: Record<string, string> = {}) => {
      const body = JSON.stringify({ external_id: 'disk', title: 'Disk full', status });
      const proof = { 'x-causeloop-signature': hmac(connector.secret, 'hex', body) };
      return outcome(deliverTo(test, connector.id, body, { ...proof, ...headers }));
    };
  }

  it('accepts the same body again once another delivery changed the issue, and reopens the issue', async () => {
    const connector = await newConnector(test, 'custom_api');
    const send = alertSender(connector);
    const day = 86_400_000;
    for (const [status, expected] of [
      ['open', 'accepted'],
      ['resolved', 'accepted'],
      ['open', 'accepted'],
      ['open', 'duplicate'],
      ['resolved', 'accepted'],
      ['resolved', 'duplicate'],
    ] as const) {
      expect(await send(status)).to.equal(expected);
      expect((await connector.issue('disk'))?.status).to.equal(status);
      test.clock.advance(day);
    }
    expect((await connector.issue('disk'))?.occurrenceCount).to.equal(4);
  });

  it('accepts a body that is sent again on purpose once under concurrent repeats', async () => {
    const connector = await newConnector(test, 'custom_api');
    const send = alertSender(connector);
    await send('open');
    await send('resolved');
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => send('open')));
    expect(outcomes.filter((each) => each === 'accepted')).to.have.lengthOf(1);
    expect(await connector.issue('disk')).to.include({ status: 'open', occurrenceCount: 3 });
  });

  it('treats a body with an earlier delivery id of the source as a duplicate, whatever happened since', async () => {
    const connector = await newConnector(test, 'custom_api');
    const send = alertSender(connector);
    expect(await send('open', { 'webhook-id': 'a' })).to.equal('accepted');
    expect(await send('resolved', { 'webhook-id': 'b' })).to.equal('accepted');
    expect(await send('open', { 'webhook-id': 'a' })).to.equal('duplicate');
    expect(await send('open', { 'webhook-id': 'c' })).to.equal('accepted');
    expect(await send('resolved', { 'webhook-id': 'd' })).to.equal('accepted');
    expect(await send('open', { 'webhook-id': 'a' })).to.equal('duplicate');
    expect((await connector.issue('disk'))?.status).to.equal('resolved');
  });

  it('accepts a body of several records again if another delivery changed any of them', async () => {
    const servicenow = await newConnector(test, 'servicenow');
    const record = (number: string, state: string) => ({ number, short_description: 'Mail', state });
    const both = { records: [record('INC1', '2'), record('INC2', '2')] };
    expect(await outcome(servicenow.deliver(both))).to.equal('accepted');
    expect(await outcome(servicenow.deliver(both))).to.equal('duplicate');
    expect(await outcome(servicenow.deliver(record('INC2', '6')))).to.equal('accepted');
    expect(await outcome(servicenow.deliver(both))).to.equal('accepted');
    expect((await servicenow.issue('INC2'))?.status).to.equal('open');
  });

  it('accepts the unchanged retries that Linear sends up to six hours after a failure, and each delivery once', async () => {
    const linear = await newConnector(test, 'linear');
    const body = JSON.stringify({
      type: 'Issue',
      action: 'create',
      webhookTimestamp: test.clock.now(),
      data: { identifier: 'ENG-1', title: 'Menu overflows', updatedAt: '2026-06-14T15:00:00Z' },
    });
    const headers = signed('linear', linear.secret, body, test.clock.now());
    await rename('ingest_job', 'hidden_job');
    expect((await deliverTo(test, linear.id, body, headers)).statusCode).to.equal(503);
    await rename('hidden_job', 'ingest_job');
    test.clock.advance(6 * 3_600_000);
    expect(await outcome(deliverTo(test, linear.id, body, headers))).to.equal('accepted');
    expect(await outcome(deliverTo(test, linear.id, body, headers))).to.equal('duplicate');
    test.clock.advance(3_600_001);
    expect((await deliverTo(test, linear.id, body, headers)).statusCode).to.equal(401);
  });

  it('refuses a repeat whose signed timestamp is too old', async () => {
    const slack = await newConnector(test, 'slack');
    const body = JSON.stringify({
      type: 'event_callback',
      event: { type: 'message', channel: 'C1', ts: '1719209506.817929', text: 'x' },
    });
    const headers = signed('slack', slack.secret, body, test.clock.now());
    expect(await outcome(deliverTo(test, slack.id, body, headers))).to.equal('accepted');
    expect(await outcome(deliverTo(test, slack.id, body, headers))).to.equal('duplicate');
    test.clock.advance(300_001);
    expect((await deliverTo(test, slack.id, body, headers)).statusCode).to.equal(401);
  });

  it('processes a repeat if the first delivery was not stored', async () => {
    const github = await newConnector(test, 'github');
    await rename('ingest_job', 'hidden_job');
    const failed = await github.deliver(githubIssue('opened'), GITHUB_ISSUES);
    expect([failed.statusCode, failed.headers['retry-after']]).to.deep.equal([503, '30']);
    expect((await github.log())[0]).to.include({
      outcome: 'failed',
      reason: 'internal_error',
      replayable: true,
    });
    await rename('hidden_job', 'ingest_job');
    expect(await outcome(github.deliver(githubIssue('opened'), GITHUB_ISSUES))).to.equal('accepted');
  });
});
