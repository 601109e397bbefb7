import { expect } from 'chai';
import { SOURCES } from '../../../src/domain/source.js';
import { BOUNDS } from '../../../src/generated/bounds.js';
import { accept, EVENT, refuse, SMILE, withFields } from './judging.js';

/** Levels of nesting, the outermost object being the first. */
function nested(levels: number): unknown {
  return levels === 1 ? {} : { a: nested(levels - 1) };
}

/** An object whose compact JSON has this many bytes. */
const sized = (bytes: number): unknown => ({ a: 'x'.repeat(bytes - '{"a":""}'.length) });

describe('the bounds of fields', () => {
  const BOUNDED = [
    ['external_id', 'externalId', 512],
    ['title', 'title', 300],
    ['team', 'team', 200],
  ] as const;
  for (const [wire, field, max] of BOUNDED) {
    it(`allows ${max} code points in ${wire}, astral ones too, and not one more`, () => {
      expect(BOUNDS[field].maxLength).to.equal(max);
      for (const character of ['x', 'é', '\u4e2d', SMILE]) {
        expect(accept(withFields({ [wire]: character.repeat(max) }))[field]).to.equal(character.repeat(max));
        expect(refuse(withFields({ [wire]: character.repeat(max + 1) }))).to.deep.equal([
          `${field} too_long`,
        ]);
      }
      expect(accept(withFields({ [wire]: `${SMILE.repeat(max - 1)}x` }))[field]).to.have.length(2 * max - 1);
      expect(refuse(withFields({ [wire]: `${SMILE.repeat(max - 1)}xx` }))).to.deep.equal([
        `${field} too_long`,
      ]);
    });
  }

  it('allows 2,048 code points in external_url', () => {
    const url = (length: number): string => `https://a.example/${'x'.repeat(length - 18)}`;
    expect(accept(withFields({ external_url: url(2048) })).externalUrl).to.have.length(2048);
    expect(refuse(withFields({ external_url: url(2049) }))).to.deep.equal(['externalUrl too_long']);
  });

  it('allows 1 MiB of UTF-8 in body', () => {
    const max = 1_048_576;
    for (const body of ['x'.repeat(max), SMILE.repeat(max / 4), `${'é'.repeat(max / 2 - 1)}xx`])
      expect(accept(withFields({ body })).body).to.equal(body);
    for (const body of ['x'.repeat(max + 1), `${SMILE.repeat(max / 4)}x`, `${'é'.repeat(max / 2 - 1)}xxx`])
      expect(refuse(withFields({ body }))).to.deep.equal(['body too_long']);
  });

  it('allows 64 KiB of compact JSON in metadata', () => {
    expect(accept(withFields({ metadata: sized(65_536) })).metadata).to.have.length(65_536);
    expect(refuse(withFields({ metadata: sized(65_537) }))).to.deep.equal(['metadata too_large']);
    expect(refuse(withFields({ metadata: { a: 'é'.repeat(32_765) } }))).to.deep.equal(['metadata too_large']);
  });

  it('allows 20 levels in metadata, lists counting too, and stops looking there', () => {
    expect(accept(withFields({ metadata: nested(20) })).metadata).to.equal(JSON.stringify(nested(20)));
    expect(refuse(withFields({ metadata: nested(21) }))).to.deep.equal(['metadata too_large']);
    const lists = (levels: number): unknown =>
      JSON.parse(`{"a":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`);
    expect(accept(withFields({ metadata: lists(20) })).metadata).to.be.a('string');
    expect(refuse(withFields({ metadata: lists(21) }))).to.deep.equal(['metadata too_large']);
    const abyss = JSON.parse(`${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`);
    let deeper: unknown = abyss;
    for (let i = 0; i < 200_000; i++) deeper = { a: deeper };
    expect(refuse(withFields({ metadata: deeper }))).to.deep.equal(['metadata too_large']);
  });
});

describe('texts that no database returns as they were', () => {
  for (const [name, bad] of [
    ['NUL', 'a\0b'],
    ['a lone high surrogate', 'a\ud800'],
    ['a lone low surrogate', '\udc00b'],
  ] as const) {
    for (const field of ['external_id', 'source', 'title', 'body', 'team', 'external_url', 'connector_id']) {
      it(`refuses ${name} in ${field}`, () => {
        const value = field === 'external_url' ? `https://a.example/${bad}` : bad;
        expect(refuse(withFields({ [field]: value }))[0]).to.match(/ invalid_format$/);
      });
    }

    it(`keeps ${name} inside metadata as an escape`, () => {
      const { metadata } = accept(withFields({ metadata: { [bad]: bad } }));
      expect((metadata as string).isWellFormed()).to.equal(true);
      expect(JSON.parse(metadata as string)).to.deep.equal({ [bad]: bad });
    });
  }
});

describe('metadata', () => {
  it('keeps keys that mean something to JavaScript', () => {
    const text = '{"__proto__":{"a":1},"constructor":{"prototype":{}},"toJSON":"x","hasOwnProperty":null}';
    expect(accept(withFields({ metadata: JSON.parse(text) })).metadata).to.equal(text);
  });

  it('keeps the order of keys', () => {
    const text = '{"z":1,"a":{"y":2,"b":[]},"m":"\\u0000"}';
    expect(accept(withFields({ metadata: JSON.parse(text) })).metadata).to.equal(text);
  });

  it('refuses numbers that no double holds rather than storing null', () => {
    expect(refuse(withFields({ metadata: JSON.parse('{"a":[1e400]}') }))).to.deep.equal([
      'metadata invalid_format',
    ]);
  });
});

describe('the severity of a record', () => {
  for (const sent of ['p1', 'P1', ' p1 ', '\u3000P1\u0085']) {
    it(`reads ${JSON.stringify(sent)} as p1`, () =>
      expect(accept(withFields({ severity: sent })).severity).to.equal('p1'));
  }
  for (const sent of ['p0', 'p5', '1', 'high', 'p1 p1', 'P1\0']) {
    it(`refuses ${JSON.stringify(sent)}`, () =>
      expect(refuse(withFields({ severity: sent }))).to.deep.equal(['severity invalid_enum']));
  }
});

describe('the source of a record', () => {
  it('is read without case and white space around it', () => {
    for (const source of SOURCES)
      expect(accept(withFields({ source: ` ${source.toUpperCase()}\t` }))).to.include({
        source,
        sourceRaw: null,
      });
  });

  it('is custom_api when unknown, with what was sent kept', () => {
    expect(accept(withFields({ source: ' DataDog ' }))).to.include({
      source: 'custom_api',
      sourceRaw: ' DataDog ',
    });
  });

  it('is custom_api when absent from a single event', () => {
    expect(accept({ title: 'a' }, EVENT)).to.include({ source: 'custom_api', sourceRaw: undefined });
  });

  it('is required in a batch', () => {
    expect(refuse({ external_id: 'a', title: 'b' })).to.deep.equal(['source missing_field']);
  });
});

describe('external_url', () => {
  for (const url of [
    'http://a',
    'HTTPS://Example.com/Ä?q=%20#x',
    'https://user@a.example:8443/',
    'http://[::1]/',
    'https://例え.jp/',
  ])
    it(`allows ${url} and keeps it as sent`, () =>
      expect(accept(withFields({ external_url: url })).externalUrl).to.equal(url));
  for (const url of [
    'a.example',
    '/path',
    '//a.example',
    'ftp://a',
    'javascript:alert(1)',
    'https:a.example',
    'https://',
    'http://?q',
    ' https://a',
    'https://a ',
    'https://a/b c',
    'https://a/\n',
    'http://a:99999/',
    'mailto:a@b',
  ])
    it(`refuses ${JSON.stringify(url)}`, () =>
      expect(refuse(withFields({ external_url: url }))).to.deep.equal(['externalUrl invalid_format']));
});
