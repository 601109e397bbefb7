import { expect } from 'chai';
import { verdict } from '../../support/webhooks.js';

describe('verifyDelivery: shared tokens', () => {
  const secret = 'a token of the customer';
  const basic = (user: string, password: string) =>
    `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

  it('accepts the token in the documented headers of sources that do not sign', () => {
    for (const source of ['opsgenie', 'servicenow', 'jira'] as const)
      for (const headers of [
        { 'x-webhook-secret': secret },
        { authorization: `Bearer ${secret}` },
        { authorization: `bearer ${secret}` },
        { authorization: basic('anybody', secret) },
      ])
        expect(verdict(source, headers, '{}', ['old', secret]), JSON.stringify(headers)).to.equal('verified');
  });

  it('refuses a token that differs in any way', () => {
    for (const headers of [
      { 'x-webhook-secret': '' },
      { 'x-webhook-secret': `${secret} ` },
      { 'x-webhook-secret': secret.toUpperCase() },
      { 'x-webhook-secret': `${secret}, ${secret}` },
      { authorization: secret },
      { authorization: `Token ${secret}` },
      { authorization: basic(secret, '') },
      { authorization: 'Basic' },
    ])
      expect(verdict('opsgenie', headers, '{}', [secret]), JSON.stringify(headers)).to.not.equal('verified');
  });

  it('refuses a shared token from sources that sign', () => {
    for (const source of ['github', 'pagerduty', 'linear', 'zendesk', 'slack', 'custom_api'] as const)
      expect(verdict(source, { 'x-webhook-secret': secret }, '{}', [secret]), source).to.equal(
        'no_signature',
      );
  });
});
