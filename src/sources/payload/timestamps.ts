import { parseTimestamp } from '../../domain/rules/rfc3339.js';
import { offsetAt } from '../../domain/rules/time-zone.js';
import { textOf, timestampFromMs } from './payload-readers.js';

/** The instant 0001-01-01T00:00:00Z, with which Go programs say "no time". */
const YEAR_1_MS = -62_135_596_800_000;

/** Epoch times by their size: seconds from 1973 on, then milliseconds, microseconds and nanoseconds. */
const EPOCH = /^\d+(?:\.\d+)?(?:e\+?\d+)?$/i;
const EPOCH_UNITS = [
  { from: 1e17, perMs: 1e6 },
  { from: 1e14, perMs: 1e3 },
  { from: 1e11, perMs: 1 },
  { from: 1e8, perMs: 1e-3 },
] as const;

/** Fractions of seconds are not exact. */
const ROUNDING = 0.01;

/** ISO 8601 and its relatives: a blank for the `T`, offsets without a colon or after a blank, or no zone at all. */
const ISO =
  /^(\d{4})[-/](\d\d)[-/](\d\d)(?:[T ]+(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?)?(?: ?(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)(?: [A-Z]{3,4})?)?$/i;

/** RFC 1123 and RFC 2822: `Sun, 14 Jun 2026 15:00:00 GMT`. */
const RFC_1123 = /^(?:[a-z]{3}, ?)?\d{1,2} [a-z]{3} \d{4} \d\d:\d\d(?::\d\d)? (?:GMT|UTC|UT|Z|[+-]\d{4})$/i;

/**
 * The first of the values that is a time, as RFC 3339. Reads epoch times and the usual forms of dates.
 *
 * @param timeZone IANA name of the zone of times without one
 * @returns the first text as sent if none of them can be read, and `undefined` if there is none
 */
export function timestampFrom(timeZone: string, ...values: readonly unknown[]): string | undefined {
  let unreadable: string | undefined;
  for (const value of values) {
    const text = textOf(value)?.trim();
    if (text === undefined || text === '0') continue;
    const exact = parseTimestamp(text);
    const ms = Number.isNaN(exact) ? instantOf(text, timeZone) : exact;
    if (ms === YEAR_1_MS) continue;
    const timestamp = ms === exact ? text : timestampFromMs(ms);
    if (timestamp !== undefined) return timestamp;
    unreadable ??= text;
  }
  return unreadable;
}

/** Epoch milliseconds, or NaN. */
function instantOf(text: string, timeZone: string): number {
  if (EPOCH.test(text)) {
    const unit = EPOCH_UNITS.find(({ from }) => Number(text) >= from);
    return unit === undefined ? Number.NaN : Math.floor(Number(text) / unit.perMs + ROUNDING);
  }
  if (RFC_1123.test(text)) return Date.parse(text);
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '0', zone] =
    ISO.exec(text) ?? [];
  const local = `${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction}`;
  if (zone !== undefined) return parseTimestamp(local + offsetOf(zone));
  const ms = parseTimestamp(`${local}Z`);
  // The offset at the local time is that of the instant, except within hours of a change.
  return Number.isNaN(ms) ? ms : ms - offsetAt(ms - offsetAt(ms, timeZone), timeZone);
}

/** `Z` or an offset with a colon. */
function offsetOf(zone: string): string {
  if (!/^[+-]/.test(zone)) return 'Z';
  const digits = zone.replace(':', '').padEnd('+0000'.length, '0');
  return `${digits.slice(0, 3)}:${digits.slice(3)}`;
}
