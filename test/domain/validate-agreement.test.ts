import { expect } from 'chai';
import fc from 'fast-check';
import { type Fault, RECORD_FIELDS } from '../../src/domain/record.js';
import type { IngestKind, RecordRules } from '../../src/domain/record-rules.js';
import { SOURCE_PATHS } from '../../src/domain/source.js';
import { explainFields, judgeRecord } from '../../src/domain/validate.js';
import { ACCEPT } from '../../src/generated/accept.js';
import { BOUNDS } from '../../src/generated/bounds.js';
import { WIRE } from '../../src/generated/wire.js';
import { sourcePathRules } from '../../src/sources/registry.js';

const UNITS = ['x', 'é', '\u4e2d', '\u{1F600}', '\u{10FFFF}'];
const BLANKS = ['', ' ', '\t\n', '\u0085', '\u00a0', '\u2028', '\u3000', '\u200b', '\ufeff'];

/** Texts at a border of a bound, now and then spoilt. */
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

/** Made once: each is a megabyte. */
const bodies = fc.constantFrom(
  ...UNITS.flatMap((unit) => {
    const bytes = Buffer.byteLength(unit);
    const full =
      unit.repeat(Math.floor(BOUNDS.body.maxBytes / bytes)) + 'x'.repeat(BOUNDS.body.maxBytes % bytes);
    return [full, `${full}x`];
  }),
);

/** Objects around the border of depth, and around that of size. */
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

/** A good record in which a few fields are replaced: most faults come alone, as most disagreements would. */
const GOOD: Readonly<Record<string, unknown>> = { externalId: 'JIRA-1', source: 'jira', title: 'A title' };
const records = fc.record(
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

const requests = fc.record({
  fields: records,
  kept: fc.subarray([...RECORD_FIELDS], { minLength: 0 }),
  kind: fc.constantFrom<IngestKind>('event', 'batch', 'source'),
  sourcePath: fc.constantFrom(...SOURCE_PATHS),
});

const INPUTS = {
  event: 'IngestEventInput',
  batch: 'IngestRecordInput',
  source: 'SourceIssueInput',
  webhook: 'IngestEventInput',
} as const;

describe('the compiled accept path and the classes that explain', () => {
  it('never disagree', () => {
    const seen = { accepted: 0, refused: 0 };
    fc.assert(
      fc.property(requests, ({ fields, kept, kind }) => {
        const input = INPUTS[kind];
        const raw = { ...GOOD, ...Object.fromEntries(kept.map((field) => [field, fields[field]])) };
        const { decode, accept } = ACCEPT[input];
        const accepted = accept(decode.graphql(raw)) !== null;
        expect(accepted).to.equal(explainFields(decode.graphql(raw), input).length === 0);
        seen[accepted ? 'accepted' : 'refused']++;
      }),
      { numRuns: 4000 },
    );
    // Both sides have to be met often for this to mean anything.
    expect(Math.min(seen.accepted, seen.refused)).to.be.greaterThan(400);
  });

  it('decide alike on both surfaces, and explain every refusal in reporting order', () => {
    fc.assert(
      fc.property(requests, ({ fields, kind, sourcePath }) => {
        const rules: RecordRules =
          kind === 'source'
            ? { kind, sourcePath, connectorIds: new Set(), ...sourcePathRules(sourcePath) }
            : { kind, connectorIds: new Set() };
        const wire = WIRE[INPUTS[kind]];
        const rest = Object.fromEntries(RECORD_FIELDS.map((field) => [wire[field], fields[field]]));
        const verdict = judgeRecord(rest, 'rest', rules);
        expect(judgeRecord(fields, 'graphql', rules)).to.deep.equal(verdict);
        if (!Array.isArray(verdict)) return;
        const places = (verdict as Fault[]).map((fault) => RECORD_FIELDS.indexOf(fault.field as never));
        expect(places).not.to.be.empty;
        expect(places).to.deep.equal(places.toSorted((a, b) => a - b));
      }),
      { numRuns: 2000 },
    );
  });
});
