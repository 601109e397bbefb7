import { expect } from 'chai';
import fc from 'fast-check';
import { parseTimestamp } from '../../../src/domain/rules/rfc3339.js';

const pad = (value: number, width = 2): string => String(value).padStart(width, '0');

describe('parseTimestamp', () => {
  it('parses every timestamp that Date writes', () => {
    const instants = fc.integer({ min: -62_167_219_200_000, max: 253_402_300_799_999 });
    fc.assert(
      fc.property(instants, (ms) => parseTimestamp(new Date(ms).toISOString()) === ms),
      { numRuns: 2000 },
    );
  });

  it('agrees with Date about local times, offsets and fractions', () => {
    const parts = fc.record({
      day: fc.integer({ min: -719_000, max: 2_932_000 }),
      seconds: fc.integer({ min: 0, max: 86_399 }),
      fraction: fc.option(fc.stringMatching(/^\d{1,12}$/), { nil: null }),
      offset: fc.integer({ min: -1439, max: 1439 }),
      lower: fc.boolean(),
    });
    fc.assert(
      fc.property(parts, ({ day, seconds, fraction, offset, lower }) => {
        const local = new Date(day * 86_400_000 + seconds * 1000).toISOString().slice(0, 19);
        const zone =
          offset === 0
            ? 'Z'
            : `${offset < 0 ? '-' : '+'}${pad(Math.floor(Math.abs(offset) / 60))}:${pad(Math.abs(offset) % 60)}`;
        const text = `${local}${fraction === null ? '' : `.${fraction}`}${zone}`;
        const ms = Number((fraction ?? '').slice(0, 3).padEnd(3, '0'));
        expect(parseTimestamp(lower ? text.toLowerCase() : text)).to.equal(
          Date.parse(`${local}Z`) + ms - offset * 60_000,
        );
      }),
      { numRuns: 2000 },
    );
  });

  it('rejects a valid timestamp with one changed character, unless Date accepts it too', () => {
    const change = fc.tuple(fc.nat({ max: 28 }), fc.constantFrom(...'0123456789-+:.TZtz x/'));
    fc.assert(
      fc.property(change, ([at, character]) => {
        const valid = '2024-02-29T23:59:59.125+05:30';
        const text = valid.slice(0, at) + character + valid.slice(at + 1);
        const ms = parseTimestamp(text);
        expect(Number.isNaN(ms) || ms === Date.parse(text.toUpperCase())).to.equal(true, text);
      }),
      { numRuns: 2000 },
    );
  });

  const VALID: readonly [string, string][] = [
    ['0000-01-01T00:00:00Z', '0000-01-01T00:00:00.000Z'],
    ['9999-12-31T23:59:59.999999Z', '9999-12-31T23:59:59.999Z'],
    ['2000-02-29T00:00:00-00:00', '2000-02-29T00:00:00.000Z'],
    ['1996-12-19T16:39:57-08:00', '1996-12-20T00:39:57.000Z'],
    ['1937-01-01T12:00:27.87+00:20', '1937-01-01T11:40:27.870Z'],
    ['2026-06-14t14:35:00z', '2026-06-14T14:35:00.000Z'],
    ['1990-12-31T23:59:60Z', '1991-01-01T00:00:00.000Z'],
    ['1990-12-31T15:59:60.5-08:00', '1991-01-01T00:00:00.500Z'],
    ['2012-06-30T23:59:60Z', '2012-07-01T00:00:00.000Z'],
  ];
  for (const [text, instant] of VALID)
    it(`parses the timestamp ${text}`, () => expect(parseTimestamp(text)).to.equal(Date.parse(instant)));

  const INVALID = [
    '',
    '1',
    'yesterday',
    '2026-06-14',
    '2026-06-14T14:35:00',
    '2026-06-14 14:35:00Z',
    '2026-06-14T14:35Z',
    '2026-06-14T14:35:00.Z',
    '2026-06-14T14:35:00,5Z',
    '2026-06-14T14:35:00+0200',
    '2026-06-14T14:35:00+02',
    '2026-06-14T14:35:00+24:00',
    '2026-06-14T14:35:00+02:60',
    '2026-06-14T14:35:00ZZ',
    '2026-06-14T14:35:00Z ',
    ' 2026-06-14T14:35:00Z',
    '2026-06-14T14:35:00Z\n',
    '2026-06-14T24:00:00Z',
    '2026-06-14T14:60:00Z',
    '2026-06-14T14:35:60Z',
    '2026-06-14T23:59:60Z',
    '2026-12-31T23:59:61Z',
    '2026-00-14T14:35:00Z',
    '2026-13-14T14:35:00Z',
    '2026-06-00T14:35:00Z',
    '2026-06-31T14:35:00Z',
    '2026-02-29T14:35:00Z',
    '1900-02-29T14:35:00Z',
    '+02026-06-14T14:35:00Z',
    '-2026-06-14T14:35:00Z',
    '02026-06-14T14:35:00Z',
    '0000-01-01T00:00:00+00:01',
    '9999-12-31T23:59:59-00:01',
    '9999-12-31T23:59:60Z',
    '２０２６-06-14T14:35:00Z',
    '20260614T143500Z',
    '2026-W24-7T14:35:00Z',
    '1781447700000',
  ];
  for (const text of INVALID)
    it(`rejects the timestamp ${JSON.stringify(text)}`, () => expect(parseTimestamp(text)).to.be.NaN);
});
