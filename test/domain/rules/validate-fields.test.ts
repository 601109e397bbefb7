import { expect } from 'chai';
import { SOURCES } from '../../../src/domain/source.js';
import { BOUNDS } from '../../../src/generated/bounds.js';
import { accept, EVENT, refuse, SMILE, withFields } from './judging.js';

/** Returns an object with this many levels of nesting; the object itself is level 1. */
function nested(levels: number): unknown {
  return levels === 1 ? {} : { a: nested(levels - 1) };
}

/** An object whose compact JSON has this many bytes. */
const sized = (bytes: number): unknown => ({ a: 'x'.repeat(bytes - '{"a":""}'.length) });

describe('judgeRecord: bounds of fields', () => {
  const BOUNDED = [
    ['external_id', 'externalId', 512],
    ['title', 'title', 300],
    ['team', 'team', 200],
  ] as const;
  for (const [wire, field, max] of BOUNDED) {
    it(`accepts ${max} code points in ${wire} and rejects ${max + 1}, in any plane`, () => {
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

  it('accepts 2,048 code points in external_url and rejects 2,049', () => {
    const url = (length: number): string => `https://a.example/${'x'.repeat(length - 18)}`;
    expect(accept(withFields({ external_url: url(2048) })).externalUrl).to.have.length(2048);
    expect(refuse(withFields({ external_url: url(2049) }))).to.deep.equal(['externalUrl too_long']);
  });

  it('accepts 1 MiB of UTF-8 in body and rejects one byte more', () => {
    const max = 1_048_576;
    for (const body of ['x'.repeat(max), SMILE.repeat(max / 4), `${'é'.repeat(max / 2 - 1)}xx`])
      expect(accept(withFields({ body })).body).to.equal(body);
    for (const body of ['x'.repeat(max + 1), `${SMILE.repeat(max / 4)}x`, `${'é'.repeat(max / 2 - 1)}xxx`])
      expect(refuse(withFields({ body }))).to.deep.equal(['body too_long']);
  });

  it('accepts 64 KiB of compact JSON in metadata and rejects one byte more', () => {
    expect(accept(withFields({ metadata: sized(65_536) })).metadata).to.have.length(65_536);
    expect(refuse(withFields({ metadata: sized(65_537) }))).to.deep.equal(['metadata too_large']);
    expect(refuse(withFields({ metadata: { a: 'é'.repeat(32_765) } }))).to.deep.equal(['metadata too_large']);
  });

  it('accepts 20 levels of objects or lists in metadata and rejects deeper values without descending', () => {
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

describe('judgeRecord: texts that databases cannot store', () => {
  for (const [name, bad] of [
    ['NUL', 'a\0b'],
    ['a lone high surrogate', 'a\ud800'],
    ['a lone low surrogate', '\udc00b'],
  ] as const) {
    for (const field of ['external_id', 'source', 'title', 'body', 'team', 'external_url', 'connector_id']) {
      it(`rejects ${name} in ${field}`, () => {
        const value = field === 'external_url' ? `https://a.example/${bad}` : bad;
        expect(refuse(withFields({ [field]: value }))[0]).to.match(/ invalid_format$/);
      });
    }

    it(`stores ${name} in metadata as a JSON escape`, () => {
      const { metadata } = accept(withFields({ metadata: { [bad]: bad } }));
      expect((metadata as string).isWellFormed()).to.equal(true);
      expect(JSON.parse(metadata as string)).to.deep.equal({ [bad]: bad });
    });
  }
});

describe('judgeRecord: metadata', () => {
  it('keeps keys with a meaning in JavaScript, such as __proto__', () => {
    const text = '{"__proto__":{"a":1},"constructor":{"prototype":{}},"toJSON":"x","hasOwnProperty":null}';
    expect(accept(withFields({ metadata: JSON.parse(text) })).metadata).to.equal(text);
  });

  it('keeps the order of keys in metadata', () => {
    const text = '{"z":1,"a":{"y":2,"b":[]},"m":"\\u0000"}';
    expect(accept(withFields({ metadata: JSON.parse(text) })).metadata).to.equal(text);
  });

  it('rejects numbers beyond the range of a double instead of storing null', () => {
    expect(refuse(withFields({ metadata: JSON.parse('{"a":[1e400]}') }))).to.deep.equal([
      'metadata invalid_format',
    ]);
  });
});

describe('judgeRecord: severity', () => {
  for (const sent of ['p1', 'P1', ' p1 ', '\u3000P1\u0085']) {
    it(`accepts the severity ${JSON.stringify(sent)} as p1`, () =>
      expect(accept(withFields({ severity: sent })).severity).to.equal('p1'));
  }
  for (const sent of ['p0', 'p5', '1', 'high', 'p1 p1', 'P1\0']) {
    it(`rejects the severity ${JSON.stringify(sent)}`, () =>
      expect(refuse(withFields({ severity: sent }))).to.deep.equal(['severity invalid_enum']));
  }
});

describe('judgeRecord: source', () => {
  it('ignores case and surrounding white space in source', () => {
    for (const source of SOURCES)
      expect(accept(withFields({ source: ` ${source.toUpperCase()}\t` }))).to.include({
        source,
        sourceRaw: null,
      });
  });

  it('coerces an unknown source to custom_api and keeps the sent name', () => {
    expect(accept(withFields({ source: ' DataDog ' }))).to.include({
      source: 'custom_api',
      sourceRaw: ' DataDog ',
    });
  });

  it('uses custom_api for a single event without a source', () => {
    expect(accept({ title: 'a' }, EVENT)).to.include({ source: 'custom_api', sourceRaw: undefined });
  });

  it('requires a source in a batch', () => {
    expect(refuse({ external_id: 'a', title: 'b' })).to.deep.equal(['source missing_field']);
  });
});

describe('judgeRecord: external_url', () => {
  for (const url of [
    'http://a',
    'HTTPS://Example.com/Ä?q=%20#x',
    'https://user@a.example:8443/',
    'http://[::1]/',
    'https://例え.jp/',
  ])
    it(`accepts the URL ${url} and stores it as sent`, () =>
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
    it(`rejects the URL ${JSON.stringify(url)}`, () =>
      expect(refuse(withFields({ external_url: url }))).to.deep.equal(['externalUrl invalid_format']));
});
