import { expect } from 'chai';
import { AppError } from '../../../src/domain/errors.js';
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
    expect(problemOf('{"title":}')).to.equal('The body is not valid JSON: unexpected token `}`.');
    expect(problemOf(`{"title":"${'x'.repeat(500)}",}`)).to.match(/^The body is not valid JSON: /);
  });

  it('reports a body that ends too early', () => {
    expect(problemOf('{"title":')).to.equal('The body is not valid JSON: unexpected end of the body.');
    expect(problemOf('')).to.equal('The body is empty: send a JSON object.');
  });

  it('names the position of any other syntax error', () => {
    expect(problemOf('{"title" "Disk full"}')).to.equal(
      'The body is not valid JSON: syntax error at position 9.',
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
