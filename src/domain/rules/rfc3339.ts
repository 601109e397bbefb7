const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** 0000-01-01T00:00:00.000Z and 9999-12-31T23:59:59.999Z, the range of RFC 3339 in UTC. */
const FIRST_MS = -62_167_219_200_000;
const LAST_MS = 253_402_300_799_999;
const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const HYPHEN = 0x2d;
const COLON = 0x3a;
const PLUS = 0x2b;
const DOT = 0x2e;
const UPPER_T = 0x54;
const UPPER_Z = 0x5a;
/** The bit that distinguishes upper-case and lower-case ASCII letters. */
const CASE_BIT = 0x20;

/**
 * Parses a date and time of RFC 3339, section 5.6: an existing date, a time and an offset. `t` and `z` may be lower case.
 * Digits below the millisecond are dropped. A leap second (23:59:60 UTC at the end of June or December) counts as the
 * following second, as in POSIX.
 *
 * @returns epoch milliseconds, or NaN if the text is invalid or the instant is outside the years 0000 to 9999 in UTC
 */
export function parseTimestamp(text: string): number {
  if (text.length < 20 || !hasDelimiters(text)) return NaN;
  const day = daysSinceEpoch(digits(text, 0, 4), digits(text, 5, 2), digits(text, 8, 2));
  const hour = digits(text, 11, 2);
  const minute = digits(text, 14, 2);
  const second = digits(text, 17, 2);
  // Comparisons with NaN are false, so texts without digits fail here too.
  if (!(hour <= 23 && minute <= 59 && second <= 60)) return NaN;
  const zone = endOfFraction(text);
  const offset = offsetMinutes(text, zone);
  const wholeMinutes = day * 1440 + hour * 60 + minute - offset;
  const ms = wholeMinutes * MINUTE_MS + second * 1000 + fractionMs(text, zone);
  if (second === 60 && !endsLeapDay(wholeMinutes)) return NaN;
  return ms >= FIRST_MS && ms <= LAST_MS ? ms : NaN;
}

function hasDelimiters(text: string): boolean {
  return (
    text.charCodeAt(4) === HYPHEN &&
    text.charCodeAt(7) === HYPHEN &&
    (text.charCodeAt(10) & ~CASE_BIT) === UPPER_T &&
    text.charCodeAt(13) === COLON &&
    text.charCodeAt(16) === COLON
  );
}

/** Returns the number with `count` decimal digits at a position, or NaN. */
function digits(text: string, at: number, count: number): number {
  let value = 0;
  for (let end = at + count; at < end; at++) {
    const digit = text.charCodeAt(at) - 0x30;
    if (!(digit >= 0 && digit <= 9)) return NaN;
    value = value * 10 + digit;
  }
  return value;
}

/** Returns the position of the offset, after the seconds and their fraction, or -1 if a point has no digits. */
function endOfFraction(text: string): number {
  if (text.charCodeAt(19) !== DOT) return 19;
  let at = 20;
  for (let unit = text.charCodeAt(at); unit >= 0x30 && unit <= 0x39; unit = text.charCodeAt(at)) at++;
  return at === 20 ? -1 : at;
}

function fractionMs(text: string, end: number): number {
  let ms = 0;
  for (let at = 20, unit = 100; at < end && unit >= 1; at++, unit /= 10)
    ms += (text.charCodeAt(at) - 0x30) * unit;
  return ms;
}

/** Returns the offset in minutes east of UTC, or NaN if the text does not end with an offset. */
function offsetMinutes(text: string, at: number): number {
  const sign = text.charCodeAt(at);
  if ((sign & ~CASE_BIT) === UPPER_Z) return at === text.length - 1 ? 0 : NaN;
  if ((sign !== PLUS && sign !== HYPHEN) || at !== text.length - 6) return NaN;
  if (text.charCodeAt(at + 3) !== COLON) return NaN;
  const hours = digits(text, at + 1, 2);
  const minutes = digits(text, at + 4, 2);
  if (!(hours <= 23 && minutes <= 59)) return NaN;
  return sign === PLUS ? hours * 60 + minutes : -(hours * 60 + minutes);
}

/** Returns the days since 1970-01-01 in the proleptic Gregorian calendar, or NaN for a date that does not exist. */
function daysSinceEpoch(year: number, month: number, day: number): number {
  if (!(month >= 1 && month <= 12 && day >= 1)) return NaN;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  if (day > (MONTH_DAYS[month - 1] as number) + (leap && month === 2 ? 1 : 0)) return NaN;
  // Years start on 1 March here, so that the leap day is the last day of a year.
  const shifted = month > 2 ? year : year - 1;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  return (
    shifted * 365 +
    Math.floor(shifted / 4) -
    Math.floor(shifted / 100) +
    Math.floor(shifted / 400) +
    dayOfYear -
    719_468
  );
}

/** Whether a minute, counted from the epoch in UTC, is the last minute of June or December. */
function endsLeapDay(minutes: number): boolean {
  const next = (minutes + 1) * MINUTE_MS;
  if (next % DAY_MS !== 0) return false;
  const date = new Date(next);
  return date.getUTCDate() === 1 && (date.getUTCMonth() === 0 || date.getUTCMonth() === 6);
}
