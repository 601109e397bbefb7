import { sign as octokitSign } from '@octokit/webhooks-methods';
import { expect } from 'chai';
import { Webhook } from 'standardwebhooks';
import { TEST_START } from '../../support/clock.js';
import { secretFor, verdict } from '../../support/webhooks.js';
import {
  STANDARD_BODY,
  STANDARD_HEADERS,
  STANDARD_KEY,
  STANDARD_SECRET,
  STANDARD_TIME,
  V1,
  V1A,
} from './standard-example.js';

const SLACK_BODY =
  'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c';

describe('signatures published by vendors', () => {
  it('verifies the example of GitHub', () => {
    const signature = 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17';
    const headers = { 'x-hub-signature-256': signature };
    expect(verdict('github', headers, 'Hello, World!', ["It's a Secret to Everybody"])).to.equal('verified');
  });

  it('verifies the example of Jira', () => {
    const signature = 'sha256=a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9';
    const headers = { 'x-hub-signature': signature };
    expect(verdict('jira', headers, 'Hello World!', ["It's a Secret to Everybody"])).to.equal('verified');
  });

  it('verifies the example of Slack', () => {
    const headers = {
      'x-slack-signature': 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
      'x-slack-request-timestamp': '1531420618',
    };
    const secrets = ['8f742231b10e8888abcd99yyyzzz85a5'];
    expect(verdict('slack', headers, SLACK_BODY, secrets, 1_531_420_618_000)).to.equal('verified');
  });

  it('verifies the examples of Standard Webhooks, symmetric and asymmetric', () => {
    const now = STANDARD_TIME * 1000;
    for (const source of ['custom_api', 'email', 'database'] as const) {
      const hmacHeaders = { ...STANDARD_HEADERS, 'webhook-signature': V1 };
      expect(verdict(source, hmacHeaders, STANDARD_BODY, [STANDARD_SECRET], now)).to.equal('verified');
      const keyHeaders = { ...STANDARD_HEADERS, 'webhook-signature': V1A };
      expect(verdict(source, keyHeaders, STANDARD_BODY, [STANDARD_KEY], now)).to.equal('verified');
    }
  });

  it('refuses the outdated signing order of Zendesk', () => {
    const headers = {
      'x-zendesk-webhook-signature': 'tRDSF7URY8BLCDlaBcQ7FHu051Zk+aAB0NKMP53teMw=',
      'x-zendesk-webhook-signature-timestamp': '2021-07-25T10:00:00Z',
    };
    const secrets = ['HRkRd4BeOAoUkfZr-mhauJT64rvBASlJRoIyPsd3zeA='];
    const now = Date.UTC(2021, 6, 25, 10);
    expect(verdict('zendesk', headers, '{"say": "hello"}', secrets, now)).to.equal('bad_signature');
  });
});

describe('signatures created by official libraries', () => {
  it("verifies a signature of GitHub's library", async () => {
    const body = '{"zen":"Keep it logically awesome."}';
    const headers = { 'x-hub-signature-256': await octokitSign('a secret of mine', body) };
    expect(verdict('github', headers, body, ['a secret of mine'])).to.equal('verified');
  });

  it('verifies a signature of the Standard Webhooks library', () => {
    const secret = secretFor('custom_api');
    const at = new Date(TEST_START);
    const headers = {
      'webhook-id': 'msg_1',
      'webhook-timestamp': String(at.getTime() / 1000),
      'webhook-signature': new Webhook(secret).sign('msg_1', at, '{"title":"ü"}'),
    };
    expect(verdict('custom_api', headers, '{"title":"ü"}', [secret])).to.equal('verified');
  });
});
