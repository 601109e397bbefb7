import { expect } from 'chai';
import { AppError } from '../../../src/domain/errors.js';
import { parseJsonText } from '../../../src/domain/rules/json-text.js';

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
