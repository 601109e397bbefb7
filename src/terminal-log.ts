import type { DestinationStream } from 'pino';

/** The fields of every line. */
interface LogLine {
  readonly level: string;
  readonly time: string;
  readonly msg?: string;
  readonly err?: { readonly message: string; readonly stack?: string };
  readonly [field: string]: unknown;
}

const RED = 31;
const YELLOW = 33;
const GREY = 90;
const COLOURS: Readonly<Record<string, number>> = { fatal: RED, error: RED, warn: YELLOW };

/** Formats lines of the log for a person at a terminal: `12:03:04 INFO  serving  url=http://…`. */
export function terminalLines(write: (text: string) => void): DestinationStream {
  return { write: (line: string) => write(formatted(JSON.parse(line))) };
}

function formatted({ level, time, msg = '', err, ...fields }: LogLine): string {
  const details = Object.entries(fields).map(([name, value]) => `${name}=${shown(value)}`);
  const clock = new Date(time).toTimeString().slice(0, 8);
  const label = painted(level.toUpperCase().padEnd(5), COLOURS[level]);
  const text = [msg, ...details].join('  ');
  const reason = err === undefined ? '' : `\n  ${err.stack ?? err.message}`;
  return `${painted(clock, GREY)} ${label} ${text}${reason}\n`;
}

/** Control characters would act on the terminal, so text with them is shown as JSON. */
function shown(value: unknown): string {
  return typeof value === 'string' && /^[\x21-\x7e]+$/.test(value) ? value : JSON.stringify(value);
}

function painted(text: string, colour: number | undefined): string {
  return colour === undefined ? text : `\x1b[${colour}m${text}\x1b[0m`;
}
