const UTC = 'UTC';

/** Making a formatter takes far longer than using it. Connectors use few zones; there are about 600. */
const formatters = new Map<string, Intl.DateTimeFormat>();

/** Whether a name is one of the IANA time zone database, such as `Europe/Berlin`. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== undefined;
  } catch {
    return false;
  }
}

/**
 * The milliseconds by which the local time of a zone is ahead of UTC.
 * @param ms epoch milliseconds
 */
export function offsetAt(ms: number, timeZone: string): number {
  if (timeZone === UTC) return 0;
  const parts = formatterOf(timeZone).formatToParts(ms);
  const part = (type: string): number => Number(parts.find((each) => each.type === type)?.value);
  const date = Date.UTC(part('year'), part('month') - 1, part('day'));
  const time = Date.UTC(1970, 0, 1, part('hour'), part('minute'), part('second'));
  return date + time - Math.floor(ms / 1000) * 1000;
}

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(timeZone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formatters.set(timeZone, formatter);
  }
  return formatter;
}
