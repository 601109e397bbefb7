import { generateKeyPairSync, sign as signWith } from 'node:crypto';
import { sign as octokitSign } from '@octokit/webhooks-methods';
import { expect } from 'chai';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { SOURCES, type Source } from '../../src/domain/source.js';
import { TEST_START } from '../support/clock.js';
import { hmac, proof, secretFor, signed, verdict } from '../support/webhooks.js';

const SLACK_BODY =
  'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c';
const STANDARD_SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const STANDARD_KEY = 'whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=';
const STANDARD_BODY = '{"test": 2432232314}';
const STANDARD_TIME = 1_614_265_330;
const STANDARD_HEADERS = {
  'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  'webhook-timestamp': String(STANDARD_TIME),
};
const V1 = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';
const V1A = 'v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==';

describe('published signatures', () => {
  it('hold for GitHub', () => {
    const signature = 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17';
    const headers = { 'x-hub-signature-256': signature };
    expect(verdict('github', headers, 'Hello, World!', ["It's a Secret to Everybody"])).to.equal('verified');
  });

  it('hold for Jira', () => {
    const signature = 'sha256=a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9';
    const headers = { 'x-hub-signature': signature };
    expect(verdict('jira', headers, 'Hello World!', ["It's a Secret to Everybody"])).to.equal('verified');
  });

  it('hold for Slack', () => {
    const headers = {
      'x-slack-signature': 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
      'x-slack-request-timestamp': '1531420618',
    };
    const secrets = ['8f742231b10e8888abcd99yyyzzz85a5'];
    expect(verdict('slack', headers, SLACK_BODY, secrets, 1_531_420_618_000)).to.equal('verified');
  });

  it('hold for Standard Webhooks, symmetric and asymmetric', () => {
    const now = STANDARD_TIME * 1000;
    for (const source of ['custom_api', 'email', 'database'] as const) {
      const hmacHeaders = { ...STANDARD_HEADERS, 'webhook-signature': V1 };
      expect(verdict(source, hmacHeaders, STANDARD_BODY, [STANDARD_SECRET], now)).to.equal('verified');
      const keyHeaders = { ...STANDARD_HEADERS, 'webhook-signature': V1A };
      expect(verdict(source, keyHeaders, STANDARD_BODY, [STANDARD_KEY], now)).to.equal('verified');
    }
  });

  it('of an order that Zendesk withdrew do not hold', () => {
    const headers = {
      'x-zendesk-webhook-signature': 'tRDSF7URY8BLCDlaBcQ7FHu051Zk+aAB0NKMP53teMw=',
      'x-zendesk-webhook-signature-timestamp': '2021-07-25T10:00:00Z',
    };
    const secrets = ['HRkRd4BeOAoUkfZr-mhauJT64rvBASlJRoIyPsd3zeA='];
    const now = Date.UTC(2021, 6, 25, 10);
    expect(verdict('zendesk', headers, '{"say": "hello"}', secrets, now)).to.equal('bad_signature');
  });
});

describe('signatures of official clients', () => {
  it("hold when GitHub's own library made them", async () => {
    const body = '{"zen":"Keep it logically awesome."}';
    const headers = { 'x-hub-signature-256': await octokitSign('a secret of mine', body) };
    expect(verdict('github', headers, body, ['a secret of mine'])).to.equal('verified');
  });

  it('hold when the library of Standard Webhooks made them', () => {
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

describe('a delivery of any source', () => {
  const body = JSON.stringify({ text: 'ü', webhookTimestamp: TEST_START });
  for (const source of SOURCES) {
    const secret = secretFor(source);
    const headers = signed(source, secret, body, TEST_START);

    it(`from ${source} is verified with any active secret`, () => {
      expect(verdict(source, headers, body, [secret])).to.equal('verified');
      const other =
        source === 'custom_api' ? `whsec_${Buffer.alloc(32, 1).toString('base64')}` : 'another secret';
      expect(verdict(source, headers, body, [other, secret])).to.equal('verified');
      expect(verdict(source, headers, body, [secret, other])).to.equal('verified');
      expect(verdict(source, headers, body, [other])).to.equal('bad_signature');
    });

    it(`from ${source} is refused without a secret, never let through`, () => {
      expect(verdict(source, headers, body, [])).to.equal('bad_signature');
      expect(verdict(source, {}, body, [])).to.equal('no_signature');
      expect(verdict(source, {}, body, [secret])).to.equal('no_signature');
    });

    it(`from ${source} is verified by our own headers too`, () => {
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

    it(`of a connector that does not exist is refused as ${source} signs`, () => {
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

  describe(`a signature of ${source}`, () => {
    it('is refused when it is empty, cut, too long, or of another text', () => {
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

    it('is refused when the body differs in one byte or is written anew', () => {
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

    it('holds in upper case where it is hexadecimal and nowhere else', () => {
      const [, prefix = '', text = ''] = /^(.*?[=,]|)([^=,]+=?)$/.exec(signature) ?? [];
      const isHex = /^[\da-f]{64}$/.test(text);
      expect(altered(prefix + text.toUpperCase())).to.equal(isHex ? 'verified' : 'bad_signature');
      if (prefix !== '') expect(altered(prefix.toUpperCase() + text)).to.equal('bad_signature');
    });

    it('is refused when the header came twice, unless the source sends several', () => {
      const several = source === 'pagerduty' || source === 'custom_api';
      expect(altered(`${signature}, ${signature}`)).to.equal(several ? 'verified' : 'bad_signature');
    });

    it('never holds for a secret that everybody knows', () => {
      for (const known of ['dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ==', STANDARD_KEY]) {
        const forged = signed(source, known, body, TEST_START);
        expect(verdict(source, forged, body, [known])).to.equal('bad_signature');
        const own = { 'x-causeloop-signature': hmac(known, 'hex', body) };
        expect(verdict(source, own, body, [known])).to.equal('bad_signature');
      }
    });

    it('is never an exception, whatever the headers hold', () => {
      fc.assert(
        fc.property(fc.dictionary(fc.constantFrom(...Object.keys(headers)), fc.string()), (strange) => {
          expect(verdict(source, strange, body, [secret])).to.not.equal('verified');
        }),
      );
    });
  });
}

describe('signatures of GitHub and Jira', () => {
  const body = 'Hello';
  it('are never taken in SHA-1 alone', () => {
    const headers = { 'x-hub-signature': 'sha1=7fd3f4b1a9b7e8e0b0bd0dd4a4ab3ed2c2a5f2e7' };
    expect(verdict('github', headers, body, ['secret-secret'])).to.equal('no_signature');
    expect(verdict('jira', headers, body, ['secret-secret'])).to.equal('bad_signature');
  });
});

describe('several signatures in one header', () => {
  const body = '{}';
  it('of PagerDuty: one that holds is enough, blanks and other versions are passed over', () => {
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

  it('of Standard Webhooks: one that holds is enough, other versions are passed over', () => {
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

describe('signed times', () => {
  const TOLERANCE: readonly (readonly [Source, number])[] = [
    ['slack', 300_000],
    ['zendesk', 300_000],
    ['custom_api', 300_000],
    ['linear', 60_000],
  ];
  for (const [source, tolerance] of TOLERANCE) {
    it(`of ${source} may be off by ${tolerance / 1000} s in both directions, and no more`, () => {
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

  it('that are no plain seconds are refused although they are signed', () => {
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

  it('of Zendesk that are no RFC 3339 are refused although they are signed', () => {
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

  it('of Linear count in the body only', () => {
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

describe('ids of Standard Webhooks', () => {
  it('are refused when they are missing, empty, or hold a dot that would move the time', () => {
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

describe('secrets of Standard Webhooks', () => {
  it('are base64 of 24 to 64 bytes, with or without their prefix', () => {
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

  it('may be public keys of the sender', () => {
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

describe('shared tokens', () => {
  const secret = 'a token of the customer';
  const basic = (user: string, password: string) =>
    `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

  it('are taken from the customary headers of sources that do not sign', () => {
    for (const source of ['opsgenie', 'servicenow', 'jira'] as const)
      for (const headers of [
        { 'x-webhook-secret': secret },
        { authorization: `Bearer ${secret}` },
        { authorization: `bearer ${secret}` },
        { authorization: basic('anybody', secret) },
      ])
        expect(verdict(source, headers, '{}', ['old', secret]), JSON.stringify(headers)).to.equal('verified');
  });

  it('are refused when they differ at all', () => {
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

  it('are not taken from sources that sign', () => {
    for (const source of ['github', 'pagerduty', 'linear', 'zendesk', 'slack', 'custom_api'] as const)
      expect(verdict(source, { 'x-webhook-secret': secret }, '{}', [secret]), source).to.equal(
        'no_signature',
      );
  });
});

describe('the identity of a delivery', () => {
  const idOf = (source: Source, headers: Record<string, string>, body: string) => {
    const found = proof(source, headers, body, [secretFor(source)]);
    if ('fault' in found) throw new Error(found.fault);
    return Buffer.concat(found.identity.map((part) => Buffer.from(part))).toString('latin1');
  };

  it('does not depend on headers that are not signed', () => {
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

  it('is the signed id of Standard Webhooks, whatever the retry is signed at', () => {
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
