import { generateKeyPairSync, sign as signWith } from 'node:crypto';
import { expect } from 'chai';
import { TEST_START } from '../../support/clock.js';
import { hmac, signed, verdict } from '../../support/webhooks.js';
import {
  STANDARD_BODY,
  STANDARD_HEADERS,
  STANDARD_KEY,
  STANDARD_SECRET,
  STANDARD_TIME,
  V1,
  V1A,
} from './standard-example.js';

describe('verifyDelivery: several signatures of Standard Webhooks', () => {
  it('accepts one valid signature of Standard Webhooks and ignores unknown versions', () => {
    const now = STANDARD_TIME * 1000;
    const check = (signature: string, secrets: string[]) =>
      verdict(
        'custom_api',
        { ...STANDARD_HEADERS, 'webhook-signature': signature },
        STANDARD_BODY,
        secrets,
        now,
      );
    expect(check(`v1,AAAA ${V1}`, [STANDARD_SECRET])).to.equal('verified');
    expect(check(`v2,whatever ${V1A} ${V1}`, [STANDARD_SECRET])).to.equal('verified');
    expect(check(`${V1} ${V1A}`, [STANDARD_KEY])).to.equal('verified');
    expect(check(V1.replace('v1,', 'v1a,'), [STANDARD_SECRET, STANDARD_KEY])).to.equal('bad_signature');
    expect(check(V1A.replace('v1a,', 'v1,'), [STANDARD_SECRET, STANDARD_KEY])).to.equal('bad_signature');
  });
});

describe('verifyDelivery: ids of Standard Webhooks', () => {
  it('refuses ids that are missing, empty or contain a dot', () => {
    const key = Buffer.alloc(32, 7);
    const secret = `whsec_${key.toString('base64')}`;
    const time = String(TEST_START / 1000);
    for (const id of [undefined, '', 'a.b', 'x'.repeat(256)]) {
      const headers = {
        'webhook-id': id,
        'webhook-timestamp': time,
        'webhook-signature': `v1,${hmac(key, 'base64', `${id}.${time}.`, '{}')}`,
      };
      expect(verdict('custom_api', headers, '{}', [secret]), String(id)).to.equal('bad_signature');
    }
  });
});

describe('verifyDelivery: secrets of Standard Webhooks', () => {
  it('accepts secrets of 24 to 64 bytes in base64, with or without their prefix', () => {
    for (const [bytes, expected] of [
      [23, 'bad_signature'],
      [24, 'verified'],
      [64, 'verified'],
      [65, 'bad_signature'],
    ] as const) {
      const text = Buffer.alloc(bytes, 3).toString('base64');
      const headers = signed('custom_api', text, '{}', TEST_START);
      expect(verdict('custom_api', headers, '{}', [text]), `${bytes}`).to.equal(expected);
      expect(verdict('custom_api', headers, '{}', [`whsec_${text}`]), `${bytes}`).to.equal(expected);
    }
  });

  it('verifies with the public key of the sender', () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const secret = `whpk_${Buffer.from(publicKey.export({ format: 'jwk' }).x as string, 'base64url').toString('base64')}`;
    const time = String(TEST_START / 1000);
    const signature = signWith(null, Buffer.from(`m.${time}.{}`), privateKey).toString('base64');
    const headers = { 'webhook-id': 'm', 'webhook-timestamp': time, 'webhook-signature': `v1a,${signature}` };
    expect(verdict('custom_api', headers, '{}', [secret])).to.equal('verified');
    expect(verdict('custom_api', headers, '{ }', [secret])).to.equal('bad_signature');
    expect(verdict('custom_api', headers, '{}', [secret], TEST_START + 300_001)).to.equal('stale_timestamp');
    expect(verdict('custom_api', headers, '{}', ['whpk_AAAA', 'whpk_'])).to.equal('bad_signature');
  });
});
