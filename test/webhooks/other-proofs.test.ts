import { expect } from 'chai';
import { Webhook } from 'standardwebhooks';
import { startTestApp, type TestApp, type TestHeaders } from '../support/app.js';
import { deliverTo, GITHUB_ISSUES, githubIssue, newConnector } from '../support/deliveries.js';
import { secretFor } from '../support/webhooks.js';

describe('webhook deliveries of senders that cannot sign', () => {
  let test: TestApp;

  beforeEach(async () => {
    test = await startTestApp();
  });
  afterEach(() => test.close());

  const basic = (user: string, password: string) =>
    `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

  /** The status of a delivery to a new connector with these settings. */
  async function statusOf(settings: object, headersOf: (secret: string) => TestHeaders): Promise<number> {
    const { id, secret } = await newConnector(test, 'custom_api', { settings });
    const body = { external_id: 'a', title: 'Disk full' };
    return (await deliverTo(test, id, body, headersOf(secret))).statusCode;
  }

  it('are accepted with a Bearer token, Basic credentials or X-Webhook-Secret if the connector allows it', async () => {
    for (const headersOf of [
      (secret: string) => ({ authorization: `Bearer ${secret}` }),
      (secret: string) => ({ authorization: basic('anyone', secret) }),
      (secret: string) => ({ 'x-webhook-secret': secret }),
    ]) {
      expect(await statusOf({ sharedToken: true }, headersOf)).to.equal(202);
      expect(await statusOf({ sharedToken: true }, () => headersOf('wrong-secret'))).to.equal(401);
      expect(await statusOf({}, headersOf)).to.equal(401);
    }
  });

  it('are accepted with a header of the sender, by itself or after the name of a scheme', async () => {
    const settings = { secretHeader: 'X-Gitlab-Token' };
    expect(await statusOf(settings, (secret) => ({ 'x-gitlab-token': secret }))).to.equal(202);
    expect(await statusOf(settings, () => ({ 'x-gitlab-token': 'wrong-secret' }))).to.equal(401);
    expect(await statusOf(settings, (secret) => ({ 'x-other-token': secret }))).to.equal(401);
    const genie = (secret: string) => ({ authorization: `GenieKey ${secret}` });
    expect(await statusOf({ secretHeader: 'Authorization' }, genie)).to.equal(202);
    expect(await statusOf({}, genie)).to.equal(401);
  });

  it('are accepted for sources that usually sign, only if the connector allows it', async () => {
    for (const [settings, expected] of [
      [{ sharedToken: true }, 202],
      [{}, 401],
    ] as const) {
      const { id, secret } = await newConnector(test, 'github', { settings });
      const headers = { ...GITHUB_ISSUES, authorization: `Bearer ${secret}` };
      const answer = await deliverTo(test, id, githubIssue('opened'), headers);
      expect(answer.statusCode).to.equal(expected);
    }
  });

  it('are accepted with the headers of Svix', async () => {
    const secret = secretFor('custom_api');
    const { id } = await newConnector(test, 'custom_api');
    const body = JSON.stringify({ external_id: 'a', title: 'Disk full' });
    const at = new Date(test.clock.now());
    const headers = {
      'svix-id': 'msg_1',
      'svix-timestamp': String(Math.floor(at.getTime() / 1000)),
      'svix-signature': new Webhook(secret).sign('msg_1', at, body),
    };
    expect((await deliverTo(test, id, body, headers)).json().outcome).to.equal('accepted');
    expect((await deliverTo(test, id, body, headers)).json().outcome).to.equal('duplicate');
    expect((await deliverTo(test, id, `${body} `, headers)).statusCode).to.equal(401);
    expect((await deliverTo(test, id, body, { ...headers, 'svix-id': 'msg_2' })).statusCode).to.equal(401);
    test.clock.advance(300_001);
    expect((await deliverTo(test, id, body, headers)).statusCode).to.equal(401);
  });
});
