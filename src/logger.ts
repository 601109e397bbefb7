import { writeSync } from 'node:fs';
import { isatty } from 'node:tty';
import { type DestinationStream, type Logger, pino } from 'pino';
import { terminalLines } from './terminal-log.js';

/**
 * Structured logs: lines of JSON with ISO times and level names, or text if a terminal shows them. An error is reduced to
 * the fields that explain it: drivers attach the statement and its parameters to their errors, which would put payloads
 * into the log.
 *
 * @param mixin returns fields to add to each line
 */
export function createLogger(
  level: string,
  destination: DestinationStream | undefined = terminal(),
  mixin?: () => object,
): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: describeError },
      ...(mixin === undefined ? {} : { mixin }),
    },
    destination as DestinationStream,
  );
}

/** Undefined means standard output as it is. */
function terminal(): DestinationStream | undefined {
  // Not `process.stdout`, which in a thread is never a terminal.
  return isatty(1) ? terminalLines((text) => writeSync(1, text)) : undefined;
}

interface DescribedError {
  readonly type: string;
  readonly message: string;
  readonly code: unknown;
  readonly stack: string | undefined;
  readonly cause?: DescribedError;
  readonly errors?: readonly (DescribedError | { message: string })[];
}

function describeError(error: unknown): DescribedError | { message: string } {
  if (!(error instanceof Error)) return { message: String(error) };
  const { cause } = error;
  return {
    type: error.name,
    message: error.message,
    code: (error as { code?: unknown }).code,
    stack: error.stack,
    ...(cause instanceof Error ? { cause: describeError(cause) as DescribedError } : {}),
    ...(error instanceof AggregateError ? { errors: error.errors.map(describeError) } : {}),
  };
}
