import fc from 'fast-check';
import { BOUNDS } from '../../../src/generated/bounds.js';
import { RECORD_FIELDS } from '../../../src/generated/record-fields.js';

/* Arbitrary records, with values around every bound and some invalid ones. */

const UNITS = ['x', 'é', '\u4e2d', '\u{1F600}', '\u{10FFFF}'];
const BLANKS = ['', ' ', '\t\n', '\u0085', '\u00a0', '\u2028', '\u3000', '\u200b', '\ufeff'];

/** Texts with a length around a bound, some with a character that makes them invalid. */
function around(max: number): fc.Arbitrary<string> {
  const size = fc.constantFrom(1, max - 1, max, max + 1, 2 * max, 2 * max + 1);
  const spoil = fc.constantFrom('', '', '', '', '\0', '\ud800', '\udfff', ' ', 'ab');
  return fc
    .tuple(fc.constantFrom(...UNITS), size, spoil)
    .map(([unit, count, end]) => unit.repeat(Math.max(0, count - Array.from(end).length)) + end);
}

const wrongType = fc.constantFrom<unknown>(null, undefined, 0, 1.5, true, [], ['p1'], {}, { a: 'b' }, '');
const blank = fc.constantFrom<unknown>(...BLANKS);
const anyText = fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), around(BOUNDS.title.maxLength));

const names = ['p1', 'P3', ' p4 ', 'p5', 'Highest', 'urgent', '1 - Critical', 'p1\0', '\u3000p2'];
const urls = [
  'https://a.example/x',
  'http://[::1]/',
  'HTTP://A',
  'ftp://a',
  'https://',
  'https://a b',
  'https://a\0',
  'https://\ud800',
  'http:a',
];
const instants = [
  '2026-06-14T14:35:00Z',
  '2026-06-14t14:35:00.5+02:00',
  '2026-02-29T00:00:00Z',
  '2026-06-14',
  '1',
  '2026-06-14T14:35:00Z\0',
];

function urlAround(max: number): fc.Arbitrary<string> {
  return around(max - 'https://a/'.length).map((path) => `https://a/${path}`);
}

/** Created once, because each is a megabyte. */
const bodies = fc.constantFrom(
  ...UNITS.flatMap((unit) => {
    const bytes = Buffer.byteLength(unit);
    const full =
      unit.repeat(Math.floor(BOUNDS.body.maxBytes / bytes)) + 'x'.repeat(BOUNDS.body.maxBytes % bytes);
    return [full, `${full}x`];
  }),
);

/** Objects around the bounds of depth and size. */
const metadata: fc.Arbitrary<unknown> = fc.oneof(
  fc
    .tuple(fc.integer({ min: BOUNDS.metadata.maxDepth - 2, max: BOUNDS.metadata.maxDepth + 2 }), fc.boolean())
    .map(([levels, lists]) => {
      let value: unknown = lists ? [] : {};
      for (let level = 1; level < levels - 1; level++) value = lists ? [value] : { a: value };
      return { a: value };
    }),
  fc.tuple(fc.constantFrom('x', 'é', '\0', '\ud800'), fc.integer({ min: -1, max: 1 })).map(([unit, off]) => {
    const bytes = Buffer.byteLength(JSON.stringify(unit)) - 2;
    return { a: unit.repeat(Math.floor((BOUNDS.metadata.maxBytes - 8) / bytes) + off) };
  }),
  fc.dictionary(fc.constantFrom('__proto__', 'constructor', 'toJSON', 'a'), fc.jsonValue()),
  fc.constantFrom<unknown>({ a: Infinity }, { a: [NaN] }, {}, [], 'text'),
);

function valuesOf(field: (typeof RECORD_FIELDS)[number]): fc.Arbitrary<unknown> {
  switch (field) {
    case 'externalId':
      return fc.oneof(anyText, around(BOUNDS.externalId.maxLength), fc.constantFrom('JIRA-1', '12'));
    case 'team':
      return fc.oneof(anyText, around(BOUNDS.team.maxLength));
    case 'body':
      return fc.oneof({ arbitrary: anyText, weight: 9 }, { arbitrary: bodies, weight: 1 });
    case 'severity':
      return fc.oneof(fc.constantFrom(...names), anyText);
    case 'externalUrl':
      return fc.oneof(fc.constantFrom(...urls), urlAround(BOUNDS.externalUrl.maxLength), anyText);
    case 'sourceCreatedAt':
    case 'sourceUpdatedAt':
      return fc.oneof(fc.constantFrom(...instants), anyText);
    case 'metadata':
      return metadata;
    default:
      return fc.oneof(fc.constantFrom('jira', ' GitHub ', 'other'), anyText);
  }
}

/** A valid record, in which tests replace a few fields so that most records have a single fault. */
export const GOOD: Readonly<Record<string, unknown>> = {
  externalId: 'JIRA-1',
  source: 'jira',
  title: 'A title',
};
export const recordFields = fc.record(
  Object.fromEntries(
    RECORD_FIELDS.map((field) => [
      field,
      fc.option(
        fc.oneof(
          { arbitrary: valuesOf(field), weight: 8 },
          { arbitrary: wrongType, weight: 1 },
          { arbitrary: blank, weight: 1 },
        ),
        { nil: GOOD[field], freq: 2 },
      ),
    ]),
  ),
);
