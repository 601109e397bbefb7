import { expect } from 'chai';
import type { Source } from '../../../src/domain/source.js';
import { TEST_START } from '../../support/clock.js';
import { hmac, secretFor, signed, verdict } from '../../support/webhooks.js';

describe('verifyDelivery: signed timestamps', () => {
  const TOLERANCE: readonly (readonly [Source, number])[] = [
    ['slack', 300_000],
    ['zendesk', 300_000],
    ['custom_api', 300_000],
    ['linear', 7 * 3_600_000],
  ];
  for (const [source, tolerance] of TOLERANCE) {
    it(`accepts a timestamp from ${source} within ${tolerance / 1000} s in both directions and no more`, () => {
      const secret = secretFor(source);
      const body = JSON.stringify({ webhookTimestamp: TEST_START });
      const headers = signed(source, secret, body, TEST_START);
      const at = (now: number) => verdict(source, headers, body, [secret], now);
      expect(at(TEST_START + tolerance)).to.equal('verified');
      expect(at(TEST_START - tolerance)).to.equal('verified');
      expect(at(TEST_START + tolerance + 1)).to.equal('stale_timestamp');
      expect(at(TEST_START - tolerance - 1)).to.equal('stale_timestamp');
    });
  }

  const STRANGE = [
    '',
    ' ',
    'now',
    'NaN',
    '0x68500000',
    '1e9',
    '1781449200.0',
    '-1781449200',
    '+1781449200',
    '1781449200000',
    '١٧٨١',
    '9'.repeat(400),
  ];

  it('refuses signed timestamps that are not plain seconds', () => {
    for (const time of STRANGE) {
      const slack = {
        'x-slack-request-timestamp': time,
        'x-slack-signature': `v0=${hmac('slack-secret', 'hex', `v0:${time}:`, '{}')}`,
      };
      expect(verdict('slack', slack, '{}', ['slack-secret']), time).to.equal('stale_timestamp');
      const key = Buffer.alloc(32, 7);
      const standard = {
        'webhook-id': 'msg_1',
        'webhook-timestamp': time,
        'webhook-signature': `v1,${hmac(key, 'base64', `msg_1.${time}.`, '{}')}`,
      };
      const secret = `whsec_${key.toString('base64')}`;
      expect(verdict('custom_api', standard, '{}', [secret]), time).to.be.oneOf([
        'stale_timestamp',
        'bad_signature',
      ]);
    }
  });

  it('refuses signed timestamps of Zendesk that are not RFC 3339', () => {
    for (const time of [
      ...STRANGE,
      '1234',
      '2026-06-14',
      '2026-06-14T15:00:00',
      'Sun, 14 Jun 2026 15:00:00 GMT',
    ]) {
      const headers = {
        'x-zendesk-webhook-signature-timestamp': time,
        'x-zendesk-webhook-signature': hmac('zendesk-secret', 'base64', time, '{}'),
      };
      expect(verdict('zendesk', headers, '{}', ['zendesk-secret']), time).to.equal('stale_timestamp');
    }
  });

  it('reads the timestamp of Linear from the body only', () => {
    for (const body of [
      '{}',
      '{"webhookTimestamp":"1781449200000"}',
      '{"webhookTimestamp":1781449200}',
      'no JSON',
      '[]',
      'null',
    ]) {
      const headers = {
        'linear-signature': hmac('linear-secret', 'hex', body),
        'linear-timestamp': String(TEST_START),
      };
      expect(verdict('linear', headers, body, ['linear-secret']), body).to.equal('stale_timestamp');
    }
  });
});
