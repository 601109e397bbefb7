import type { Logger } from 'pino';
import { AppError } from './errors.js';

/**
 * Logs a fault, once, at the place that masks it or recovers from it. An outage affects many requests in the same way
 * and is a one-line warning with its reason; anything else is an error with its stack.
 *
 * @param message what could not be done, such as `the request could not be served`
 * @param context further fields of the log line, such as `traceId`; never a payload, token or secret
 */
export function logFault(
  logger: Pick<Logger, 'warn' | 'error'>,
  error: unknown,
  message: string,
  context: Readonly<Record<string, unknown>> = {},
): void {
  if (error instanceof AppError && error.code === 'unavailable')
    logger.warn({ reason: reasonOf(error.cause ?? error), ...context }, message);
  else logger.error({ err: error instanceof AppError ? (error.cause ?? error) : error, ...context }, message);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
