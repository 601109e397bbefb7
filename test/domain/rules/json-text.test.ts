import { expect } from 'chai';
import fc from 'fast-check';
import { AppError } from '../../../src/domain/errors.js';
import { syntaxErrorAt } from '../../../src/domain/rules/json-syntax.js';
import { parseJsonDigits, parseJsonText } from '../../../src/domain/rules/json-text.js';

function problemOf(body: string | Uint8Array): string {
  try {
    parseJsonText(typeof body === 'string' ? Buffer.from(body) : body);
  } catch (error) {
    expect(error).to.be.instanceOf(AppError).and.to.include({ code: 'validation_error' });
    return (error as AppError).message;
  }
  throw new Error('The body was accepted.');
}

describe('parseJsonText', () => {
  it('parses JSON with or without a byte order mark', () => {
    for (const text of ['{"a":"é"}', '\ufeff{"a":"é"}'])
      expect(parseJsonText(Buffer.from(text))).to.deep.equal({ a: 'é' });
  });

  it('names the unexpected token of a body that is not valid JSON', () => {
    expect(problemOf('{"title":}')).to.equal(
      'The body is not valid JSON: unexpected token `}` at line 1, column 10.',
    );
    expect(problemOf(`{"title":"${'x'.repeat(500)}",}`)).to.match(/^The body is not valid JSON: /);
  });

  it('reports a body that ends too early', () => {
    expect(problemOf('{"title":')).to.equal(
      'The body is not valid JSON: unexpected end of the body at line 1, column 10.',
    );
    expect(problemOf('')).to.equal('The body is empty: send a JSON object.');
  });

  it('names the position of any other syntax error', () => {
    expect(problemOf('{"title" "Disk full"}')).to.equal(
      'The body is not valid JSON: unexpected token `"` at line 1, column 10.',
    );
  });

  it('names line and column in a body of several lines', () => {
    for (const [text, problem] of [
      ['{\n  "title": "a",\n}', 'unexpected token `}` at line 3, column 1'],
      ['{\r\n  "title": "a"\r\n  "body": "b"}', 'unexpected token `"` at line 3, column 3'],
      ['{"metadata": {"a": NaN}}', 'unexpected token `N` at line 1, column 20'],
      ['{"title": "a\tb"}', 'unexpected control character at line 1, column 13'],
      ['{"title": "\\x41"}', 'unexpected token `\\` at line 1, column 12'],
      ['[1, 2,\n]', 'unexpected token `]` at line 2, column 1'],
      ['{"a": 01}', 'unexpected token `1` at line 1, column 8'],
      ['{} {}', 'unexpected token `{` at line 1, column 4'],
      ['{"title": "a', 'unexpected end of the body at line 1, column 13'],
    ] as const)
      expect(problemOf(text), text).to.equal(`The body is not valid JSON: ${problem}.`);
  });

  it('finds an error in every text that the parser refuses, and within it', () => {
    fc.assert(
      fc.property(
        fc.json(),
        fc.nat(),
        fc.constantFrom('', ',', '}', '"', 'x', '\\'),
        (json, position, inserted) => {
          const at = position % (json.length + 1);
          const text = json.slice(0, at) + inserted + json.slice(at + 1);
          try {
            JSON.parse(text);
          } catch {
            expect(syntaxErrorAt(text)).to.be.within(0, text.length);
            // What precedes the error could be the start of valid JSON.
            expect(syntaxErrorAt(text.slice(0, syntaxErrorAt(text)))).to.equal(syntaxErrorAt(text));
          }
        },
      ),
    );
  });

  it('rejects a body that is not valid UTF-8', () => {
    expect(problemOf(Uint8Array.of(0x22, 0xff, 0x22))).to.equal('The body is not valid UTF-8.');
  });

  it('never quotes more than one character of an invalid body', () => {
    for (const body of ['s3cret', '{s3cret}', '["s3cret"', '"s3cret', '{"a":"s3cret" x}', '{"a":"s3cret\n"}'])
      expect(problemOf(body)).not.to.contain('s3cret').and.not.contain('3cre');
  });
});

describe('parseJsonDigits', () => {
  const parsed = (text: string) => parseJsonDigits(Buffer.from(text));

  it('keeps the digits of integers that a number cannot represent', () => {
    expect(parsed('{"id":9007199254740993,"n":[-12345678901234567890, 12345678901234567891]}')).to.deep.equal(
      {
        id: '9007199254740993',
        n: ['-12345678901234567890', '12345678901234567891'],
      },
    );
  });

  it('leaves texts and all other numbers alone', () => {
    const text =
      '{"a":"12345678901234567890","b\\\\":"\\\\\\" 12345678901234567890","c":9007199254740991,"d":0.12345678901234567,"e":1e-16,"f":1234567890123456789.5}';
    expect(parsed(text)).to.deep.equal(JSON.parse(text));
  });

  it('reports a syntax error like parseJsonText', () => {
    expect(() => parsed('{"a":12345678901234567890')).to.throw(AppError, 'not valid JSON');
    expect(() => parsed('["12345678901234567890')).to.throw(AppError);
  });

  it('reads long texts', () => {
    const body = 'x\\\\"'.repeat(1_000_000);
    expect(
      parsed(JSON.stringify({ body, id: 1 }).replace('"id":1', '"id":12345678901234567890')),
    ).to.deep.equal({
      body,
      id: '12345678901234567890',
    });
  });
});
