import { expect } from 'chai';
import { timestampFrom } from '../../src/sources/payload/timestamps.js';

/** The instant in epoch milliseconds. */
function instant(value: unknown, timeZone = 'UTC'): number {
  return Date.parse(timestampFrom(timeZone, value) ?? '');
}

const AT = Date.UTC(2026, 5, 14, 15, 0, 0);

describe('timestampFrom', () => {
  it('reads epoch seconds, milliseconds, microseconds and nanoseconds, as numbers and texts', () => {
    const ms = AT + 123;
    for (const value of [ms, String(ms), ms / 1000, `${ms}000`, `${ms}000000`, ms * 1e6])
      expect(instant(value), String(value)).to.equal(ms);
    expect(instant(AT / 1000)).to.equal(AT);
  });

  it('reads RFC 3339 and RFC 1123', () => {
    for (const value of [
      '2026-06-14T15:00:00Z',
      '2026-06-14T17:00:00.000+02:00',
      'Sun, 14 Jun 2026 15:00:00 GMT',
      '14 Jun 2026 17:00:00 +0200',
    ])
      expect(instant(value), value).to.equal(AT);
  });

  it('reads offsets without a colon, nanoseconds, and blanks in place of letters', () => {
    for (const value of [
      '2026-06-14T15:00:00+0000',
      '2026-06-14T17:00:00+02',
      '2026-06-14 15:00:00.000000000 +0000 UTC',
      '2026-06-14 15:00:00 UTC',
      '2026/06/14 15:00',
      ' 2026-06-14T15:00:00.000000000Z ',
    ])
      expect(instant(value), value).to.equal(AT);
  });

  it('reads times without a zone in the zone of the connector', () => {
    expect(instant('2026-06-14 15:00:00')).to.equal(AT);
    expect(instant('2026-06-14T17:00:00', 'Europe/Berlin')).to.equal(AT);
    expect(instant('2026-06-14 11:00:00', 'America/New_York')).to.equal(AT);
    expect(instant('2026-01-14 16:00:00', 'Europe/Berlin')).to.equal(Date.UTC(2026, 0, 14, 15));
    expect(instant('2026-06-14', 'Asia/Kolkata')).to.equal(Date.UTC(2026, 5, 13, 18, 30));
    expect(instant('2026-06-14T17:00:00+02:00', 'Asia/Kolkata')).to.equal(AT);
  });

  it('reads local times within hours of a change of the clocks', () => {
    expect(instant('2026-03-29 01:59:59', 'Europe/Berlin')).to.equal(Date.UTC(2026, 2, 29, 0, 59, 59));
    expect(instant('2026-03-29 03:00:00', 'Europe/Berlin')).to.equal(Date.UTC(2026, 2, 29, 1));
    expect(instant('2026-10-25 03:00:00', 'Europe/Berlin')).to.equal(Date.UTC(2026, 9, 25, 2));
  });

  it('treats year 1, zero and blank values as no time', () => {
    for (const value of ['0001-01-01T00:00:00Z', 0, '0', '', ' ', null, undefined, {}, []])
      expect(timestampFrom('UTC', value), JSON.stringify(value)).to.equal(undefined);
  });

  it('takes the first value that can be read, and otherwise returns the first text as sent', () => {
    expect(timestampFrom('UTC', 'soon', '2026-06-14T15:00:00Z')).to.equal('2026-06-14T15:00:00Z');
    expect(timestampFrom('UTC', '0001-01-01T00:00:00Z', AT)).to.equal('2026-06-14T15:00:00.000Z');
    for (const value of [
      'soon',
      '14/06/2026',
      '2026-02-30 00:00:00',
      '12',
      '9'.repeat(50),
      '2026-06-14T25:00:00',
    ])
      expect(timestampFrom('UTC', undefined, value, 'later'), value).to.equal(value);
  });
});
