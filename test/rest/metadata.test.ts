import { expect } from 'chai';
import { startTestApp, type TestApp } from '../support/app.js';
import { expectAccepted, expectError, faultsOf } from './answers.js';
import { EVENTS, newSender, type Sender, UNLIMITED } from './sender.js';

const LIMIT_BYTES = 65_536;

/** An object that has the given number of bytes as compact JSON. */
const ofBytes = (bytes: number, fill = 'x'): string => {
  const room = bytes - '{"a":""}'.length;
  const count = Math.floor(room / Buffer.byteLength(fill));
  return `{"a":"${fill.repeat(count)}${'y'.repeat(room - count * Buffer.byteLength(fill))}"}`;
};
const nested = (levels: number): string => `${'{"a":'.repeat(levels - 1)}{}${'}'.repeat(levels - 1)}`;
const nestedLists = (levels: number): string => `{"a":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;

describe('metadata', () => {
  let test: TestApp;
  let sender: Sender;
  before(async () => {
    test = await startTestApp({ config: UNLIMITED });
    sender = await newSender(test);
  });
  after(() => test?.close());

  const send = (metadata: string) => sender.post(EVENTS, `{"title":"Disk full","metadata":${metadata}}`);

  const kept: Readonly<Record<string, string>> = {
    'the order of keys': '{"z":1,"a":2,"m":{"z":1,"a":2}}',
    'every type': '{"a":null,"b":true,"c":-1.5e-7,"d":"","e":[],"f":{}}',
    'a lone surrogate as an escape': '{"a":"\\ud800","\\udc00":"x\\udfffy"}',
    'NUL and other controls as escapes': '{"a":"\\u0000\\u0001\\b\\f\\n\\r\\t","\\u0000":1}',
    'quotes and backslashes': '{"a":"\\"\\\\","b\\"":"/"}',
    'names of the language': '{"constructor":1,"toString":null,"hasOwnProperty":{},"length":0}',
    'an empty key': '{"":{"":[""]}}',
    'all planes': '{"a":"\u{1F600}\u{10FFFF}\u00e9e\u0301\u202e\ufeff\uffff"}',
    'text that looks like SQL or a template': '{"a":"\'; DROP TABLE issue; -- ? ?? :a {{c}} %s"}',
    'twenty levels': nested(20),
    'twenty levels of lists': nestedLists(20),
    'exactly 65,536 bytes': ofBytes(LIMIT_BYTES),
    'exactly 65,536 bytes of wide characters': ofBytes(LIMIT_BYTES, '\u{1F600}'),
    'five thousand keys': JSON.stringify(
      Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`k${i}`, 1])),
    ),
  };
  for (const [name, metadata] of Object.entries(kept))
    it(`keeps ${name} as sent`, async () => {
      const { issue_id } = expectAccepted(await send(metadata));
      expect((await sender.issue(issue_id)).metadata).to.equal(metadata);
    });

  it('keeps __proto__ as an ordinary key', async () => {
    const metadata = '{"__proto__":{"polluted":true},"a":1}';
    const { issue_id } = expectAccepted(await send(metadata));
    expect((await sender.issue(issue_id)).metadata).to.equal(metadata);
    expect(({} as Record<string, unknown>).polluted).to.equal(undefined);
  });

  it('is stored and measured as compact JSON', async () => {
    const spaced = `{ "a" : [ 1 , 2 ]${' '.repeat(100_000)}}`;
    const { issue_id } = expectAccepted(await send(spaced));
    expect((await sender.issue(issue_id)).metadata).to.equal('{"a":[1,2]}');
  });

  it('stores numbers as IEEE doubles', async () => {
    const { issue_id } = expectAccepted(
      await send('{"a":12345678901234567890,"b":0.1,"c":1e3,"d":-0,"e":5e-324}'),
    );
    expect((await sender.issue(issue_id)).metadata).to.equal(
      '{"a":12345678901234567000,"b":0.1,"c":1000,"d":0,"e":5e-324}',
    );
  });

  const refused: Readonly<Record<string, [metadata: string, reason: string]>> = {
    '65,537 bytes': [ofBytes(LIMIT_BYTES + 1), 'too_large'],
    '65,536 characters that are more bytes': [`{"a":"${'é'.repeat(40_000)}"}`, 'too_large'],
    'characters that become escapes': [`{"a":"${'\\ud800'.repeat(11_000)}"}`, 'too_large'],
    'twenty-one levels': [nested(21), 'too_large'],
    'twenty-one levels of lists': [nestedLists(21), 'too_large'],
    'fifty thousand levels': [nested(50_000), 'too_large'],
    'a number beyond all doubles': ['{"a":1e400}', 'invalid_format'],
    'a negative number beyond all doubles': ['{"a":[-1e999]}', 'invalid_format'],
    'a list': ['[]', 'invalid_type'],
    'a text': ['"a"', 'invalid_type'],
    'a number': ['0', 'invalid_type'],
    'a truth value': ['false', 'invalid_type'],
  };
  for (const [name, [metadata, reason]] of Object.entries(refused))
    it(`is rejected with ${name}`, async () => {
      const error = expectError(await send(metadata), 400, 'validation_error');
      expect(faultsOf(error)).to.deep.equal([`metadata ${reason}`]);
    });
});
