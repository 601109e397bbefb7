import { type DestinationStream, type Logger, pino } from 'pino';

/**
 * Structured logs. An error is reduced to the fields that explain it: drivers attach the statement and its parameters
 * to their errors, which would put payloads into the log.
 *
 * @param mixin returns fields to add to each line
 */
export function createLogger(level: string, destination?: DestinationStream, mixin?: () => object): Logger {
  const options = { level, base: null, serializers: { err: describeError } };
  return pino(mixin === undefined ? options : { ...options, mixin }, destination as DestinationStream);
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
