import { expect } from 'chai';
import fc from 'fast-check';
import { SOURCES, type Source } from '../../../src/domain/source.js';
import { TEST_START } from '../../support/clock.js';
import { hmac, secretFor, signed, verdict, verification } from '../../support/webhooks.js';
import { STANDARD_KEY } from './standard-example.js';

/** The header with the signature, for sources that sign. */
const SIGNATURE_HEADER: Partial<Record<Source, string>> = {
  github: 'x-hub-signature-256',
  jira: 'x-hub-signature',
  pagerduty: 'x-pagerduty-signature',
  linear: 'linear-signature',
  zendesk: 'x-zendesk-webhook-signature',
  slack: 'x-slack-signature',
  custom_api: 'webhook-signature',
};

describe('verifyDelivery', () => {
  const body = JSON.stringify({ text: 'ü', webhookTimestamp: TEST_START });
  for (const source of SOURCES) {
    const secret = secretFor(source);
    const headers = signed(source, secret, body, TEST_START);

    it(`verifies a delivery from ${source} with any active secret`, () => {
      expect(verdict(source, headers, body, [secret])).to.equal('verified');
      const other =
        source === 'custom_api' ? `whsec_${Buffer.alloc(32, 1).toString('base64')}` : 'another secret';
      expect(verdict(source, headers, body, [other, secret])).to.equal('verified');
      expect(verdict(source, headers, body, [secret, other])).to.equal('verified');
      expect(verdict(source, headers, body, [other])).to.equal('bad_signature');
    });

    it(`refuses a delivery from ${source} without a secret`, () => {
      expect(verdict(source, headers, body, [])).to.equal('bad_signature');
      expect(verdict(source, {}, body, [])).to.equal('no_signature');
      expect(verdict(source, {}, body, [secret])).to.equal('no_signature');
    });

    it(`verifies a delivery from ${source} by the headers that every connector accepts`, () => {
      const own = { 'x-causeloop-signature': hmac(secret, 'hex', body) };
      expect(verdict(source, own, body, [secret])).to.equal('verified');
      expect(
        verdict(source, { 'x-causeloop-signature': `sha256=${own['x-causeloop-signature']}` }, body, [
          secret,
        ]),
      ).to.equal('bad_signature');
      const hub = { 'x-hub-signature-256': `sha256=${hmac(secret, 'hex', body)}` };
      expect(verdict(source, hub, body, [secret])).to.equal('verified');
    });

    it(`refuses a delivery signed like ${source} for a connector that does not exist`, () => {
      expect(verdict(undefined, headers, body, [])).to.be.oneOf(['bad_signature', 'no_signature']);
    });
  }
});

for (const [name, header] of Object.entries(SIGNATURE_HEADER)) {
  const source = name as Source;
  const secret = secretFor(source);
  const body = JSON.stringify({ a: 1, b: [1.0, 'ü'], webhookTimestamp: TEST_START });
  const headers = signed(source, secret, body, TEST_START);
  const signature = headers[header] as string;
  const altered = (text: string) => verdict(source, { ...headers, [header]: text }, body, [secret]);

  describe(`verifyDelivery: signatures from ${source}`, () => {
    it('refuses a signature that is empty, cut, too long or of another text', () => {
      for (const text of [
        '',
        signature.slice(0, -1),
        signature.slice(1),
        `${signature}0`,
        `${signature} x`,
        'x'.repeat(5_000),
        '=',
        'sha256=',
        'v1=',
        'v1,',
      ])
        if (!(source === 'custom_api' && text === `${signature} x`))
          expect(altered(text), text).to.equal('bad_signature');
    });

    it('refuses a body that differs in one byte or in its formatting', () => {
      for (let at = 0; at < body.length; at++) {
        const bytes = Buffer.from(body);
        bytes[at] = (bytes[at] as number) ^ 1;
        expect(verdict(source, headers, bytes, [secret])).to.equal('bad_signature');
      }
      const anew = JSON.stringify(JSON.parse(body), null, 1);
      expect(verdict(source, headers, anew, [secret])).to.equal('bad_signature');
      expect(verdict(source, headers, `${body}\n`, [secret])).to.equal('bad_signature');
      expect(verdict(source, headers, '', [secret])).to.equal('bad_signature');
    });

    it('accepts upper case for hexadecimal signatures only', () => {
      const [, prefix = '', text = ''] = /^(.*?[=,]|)([^=,]+=?)$/.exec(signature) ?? [];
      const isHex = /^[\da-f]{64}$/.test(text);
      expect(altered(prefix + text.toUpperCase())).to.equal(isHex ? 'verified' : 'bad_signature');
      if (prefix !== '') expect(altered(prefix.toUpperCase() + text)).to.equal('bad_signature');
    });

    it('refuses a repeated header unless the source sends several signatures', () => {
      const several = source === 'pagerduty' || source === 'custom_api';
      expect(altered(`${signature}, ${signature}`)).to.equal(several ? 'verified' : 'bad_signature');
    });

    it('refuses a signature made with a publicly known secret', () => {
      for (const known of ['dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ==', STANDARD_KEY]) {
        const forged = signed(source, known, body, TEST_START);
        expect(verdict(source, forged, body, [known])).to.equal('bad_signature');
        const own = { 'x-causeloop-signature': hmac(known, 'hex', body) };
        expect(verdict(source, own, body, [known])).to.equal('bad_signature');
      }
    });

    it('never throws for arbitrary headers', () => {
      fc.assert(
        fc.property(fc.dictionary(fc.constantFrom(...Object.keys(headers)), fc.string()), (strange) => {
          expect(verdict(source, strange, body, [secret])).to.not.equal('verified');
        }),
      );
    });
  });
}

describe('verifyDelivery: GitHub and Jira', () => {
  const body = 'Hello';
  it('refuses a delivery that is signed with SHA-1 only', () => {
    const headers = { 'x-hub-signature': 'sha1=7fd3f4b1a9b7e8e0b0bd0dd4a4ab3ed2c2a5f2e7' };
    expect(verdict('github', headers, body, ['secret-secret'])).to.equal('no_signature');
    expect(verdict('jira', headers, body, ['secret-secret'])).to.equal('bad_signature');
  });
});

describe('verifyDelivery: PagerDuty', () => {
  const body = '{}';
  it('accepts one valid signature of PagerDuty and ignores spaces and unknown versions', () => {
    const good = `v1=${hmac('pagerduty-secret', 'hex', body)}`;
    const bad = `v1=${'0'.repeat(64)}`;
    for (const header of [`${bad},${good}`, `${good},${bad}`, ` ${bad} , ${good} `, `v2=abc,${good}`])
      expect(
        verdict('pagerduty', { 'x-pagerduty-signature': header }, body, ['pagerduty-secret']),
        header,
      ).to.equal('verified');
    for (const header of [bad, `v2=${good.slice(3)}`, `v0=${good.slice(3)},${bad}`])
      expect(
        verdict('pagerduty', { 'x-pagerduty-signature': header }, body, ['pagerduty-secret']),
        header,
      ).to.equal('bad_signature');
  });
});

describe('verifyDelivery: identity of a delivery', () => {
  const idOf = (source: Source, headers: Record<string, string>, body: string) => {
    const found = verification(source, headers, body, [secretFor(source)]);
    if ('fault' in found) throw new Error(found.fault);
    return Buffer.concat(found.identity.map((part) => Buffer.from(part))).toString('latin1');
  };

  it('does not depend on unsigned headers', () => {
    for (const source of SOURCES) {
      const body = JSON.stringify({ webhookTimestamp: TEST_START });
      const headers = signed(source, secretFor(source), body, TEST_START);
      const unsigned = {
        'x-github-delivery': 'x',
        'linear-delivery': 'x',
        'x-webhook-id': 'x',
        'x-zendesk-webhook-invocation-id': 'x',
      };
      expect(idOf(source, { ...headers, ...unsigned }, body)).to.equal(idOf(source, headers, body));
    }
  });

  it('uses the signed id of Standard Webhooks, whatever the timestamp of the retry is', () => {
    const key = Buffer.alloc(32, 7);
    const at = (ms: number) => {
      const time = String(ms / 1000);
      return {
        'webhook-id': 'm',
        'webhook-timestamp': time,
        'webhook-signature': `v1,${hmac(key, 'base64', `m.${time}.{}`)}`,
      };
    };
    expect(idOf('custom_api', at(TEST_START - 60_000), '{}')).to.equal(
      idOf('custom_api', at(TEST_START), '{}'),
    );
  });
});
