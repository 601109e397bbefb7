import { expect } from 'chai';
import { expectAccepted, expectError } from '../rest/answers.js';
import { EVENTS, newSender, type Sender, UNLIMITED } from '../rest/sender.js';
import { startTestApp, type TestApp } from '../support/app.js';

const LIMIT_BYTES = 5_242_880;
const JSON_TEXT = '{"title":"Disk full"}';
const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

/** Valid JSON of the given number of bytes. */
function jsonOf(bytes: number): Buffer {
  return Buffer.concat([Buffer.from(JSON_TEXT), Buffer.alloc(bytes - JSON_TEXT.length, ' ')]);
}

describe('the request body of a write', () => {
  let test: TestApp;
  let sender: Sender;
  before(async () => {
    test = await startTestApp({ config: UNLIMITED });
    sender = await newSender(test);
  });
  after(() => test?.close());

  describe('Content-Type', () => {
    const taken = [
      'application/json',
      'APPLICATION/JSON',
      'Application/Json; Charset=UTF-8',
      'application/json;charset=utf-8',
      'application/json; charset="utf-8"',
      'application/json ; charset=utf8',
      'application/json; profile=x',
      'application/json;',
      'application/vnd.api+json',
      'application/cloudevents+json; charset=utf-8',
      'application/problem+json',
    ];
    for (const type of taken)
      it(`accepts the Content-Type ${type}`, async () => {
        expectAccepted(await sender.post(EVENTS, JSON_TEXT, { 'content-type': type }));
      });

    const refused = [
      undefined,
      '',
      ' ',
      'json',
      '/',
      'application/',
      'text/plain',
      'text/json',
      'text/html',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/octet-stream',
      'application/xml',
      'application/jsonp',
      'application/json-seq',
      'application/json+xml',
      'application/x-ndjson',
      'application/json, text/plain',
      'application/json; charset=latin1',
      'application/json; charset=utf-16',
      'application/json; charset=',
      'text/plain; application/json',
    ];
    for (const type of refused)
      it(`refuses the Content-Type ${type === undefined ? '(absent)' : JSON.stringify(type)} with 415`, async () => {
        const response = await sender.post(EVENTS, JSON_TEXT, { 'content-type': type });
        expectError(response, 415, 'unsupported_media_type');
      });

    it('is checked even if the request has no body', async () => {
      expectError(
        await sender.post(EVENTS, undefined, { 'content-type': undefined }),
        415,
        'unsupported_media_type',
      );
    });
  });

  describe('JSON text', () => {
    it('may begin with a byte order mark', async () => {
      expectAccepted(await sender.post(EVENTS, Buffer.concat([BOM, Buffer.from(JSON_TEXT)])));
    });

    const broken: Readonly<Record<string, string | Buffer>> = {
      empty: '',
      'only white space': ' \n\t ',
      'only a byte order mark': BOM,
      'two byte order marks': Buffer.concat([BOM, BOM, Buffer.from(JSON_TEXT)]),
      'two values': '{}{}',
      'a trailing comma': '{"title":"a",}',
      'a comment': '{"title":"a"/* b */}',
      'single quotes': "{'title':'a'}",
      'an unclosed object': '{"title":"a"',
      'an unclosed text': '{"title":"a',
      'a control character in a text': '{"title":"a\nb"}',
      'an unknown escape': '{"title":"\\x41"}',
      NaN: '{"title":"a","metadata":{"a":NaN}}',
      Infinity: '{"metadata":{"a":-Infinity}}',
      'a leading zero': '{"metadata":{"a":01}}',
      'a form': 'title=a&severity=p1',
      'a page': '<!doctype html><title>a</title>',
      'a NUL byte': Buffer.from('{"title":"a"}\0'),
      'UTF-16': Buffer.from(`\ufeff${JSON_TEXT}`, 'utf16le'),
      'Latin-1': Buffer.from('{"title":"Tür"}', 'latin1'),
      'an overlong slash': Buffer.concat([
        Buffer.from('{"title":"'),
        Buffer.from([0xc0, 0xaf]),
        Buffer.from('"}'),
      ]),
      'a surrogate in UTF-8': Buffer.concat([
        Buffer.from('{"title":"'),
        Buffer.from([0xed, 0xa0, 0x80]),
        Buffer.from('"}'),
      ]),
      'half a character': Buffer.concat([
        Buffer.from('{"title":"'),
        Buffer.from([0xf0, 0x9f, 0x98]),
        Buffer.from('"}'),
      ]),
    };
    for (const [name, body] of Object.entries(broken))
      it(`is refused if it is ${name}`, async () => {
        const { message, details } = expectError(await sender.post(EVENTS, body), 400, 'validation_error');
        expect(details).to.deep.equal({});
        expect(message, 'repeats what was sent').not.to.contain('title');
      });

    for (const [body, problem] of [
      ['{"title" "a secret"}', 'unexpected token `"` at line 1, column 10'],
      ['{"title": "a secret"', 'unexpected end of the body at line 1, column 21'],
      ['{"title": tru', 'unexpected token `t` at line 1, column 11'],
      ['{"title": "a secret" in JSON at position 7}', 'unexpected token `i` at line 1, column 22'],
      ['{"title": x"a secret in JSON at position 7"}', 'unexpected token `x` at line 1, column 11'],
    ] as const)
      it(`is refused if it is ${body}, with the message ${problem}`, async () => {
        const { message } = expectError(await sender.post(EVENTS, body), 400, 'validation_error');
        expect(message).to.equal(`The body is not valid JSON: ${problem}.`);
      });

    const noObject = ['null', 'true', '1', '-0', '"text"', '[]', '[{"title":"a"}]', '""'];
    for (const text of noObject)
      it(`is refused if it is the value ${text}`, async () => {
        for (const path of [EVENTS, '/v1/ingest/batch', '/v1/ingest/jira/issues'])
          expectError(await sender.post(path, text), 400, 'validation_error');
      });

    it('is refused without a stack overflow if it nests very deeply', async () => {
      for (const text of [
        '['.repeat(2_000_000),
        '{"a":'.repeat(1_000_000),
        '['.repeat(100_000) + ']'.repeat(100_000),
      ])
        expectError(await sender.post(EVENTS, text), 400, 'validation_error');
    });

    it('is refused if a deeply nested object replaces a string', async () => {
      const deep = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`;
      for (const field of [
        'title',
        'metadata',
        'severity',
        'external_id',
        'source_created_at',
        'connector_id',
      ])
        expectError(await sender.post(EVENTS, `{"title":"a","${field}":${deep}}`), 400, 'validation_error');
    });
  });

  describe('size', () => {
    it(`may be exactly ${LIMIT_BYTES} bytes`, async () => {
      expectAccepted(await sender.post(EVENTS, jsonOf(LIMIT_BYTES)));
    });

    it('may not exceed the limit by one byte', async () => {
      const response = await sender.post(EVENTS, jsonOf(LIMIT_BYTES + 1));
      expectError(response, 413, 'payload_too_large');
    });

    it('is measured instead of trusting Content-Length', async () => {
      for (const length of ['5242881', '99999999999999'])
        expectError(
          await sender.post(EVENTS, JSON_TEXT, { 'content-length': length }),
          413,
          'payload_too_large',
        );
    });
  });
});
