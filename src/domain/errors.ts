/**
 * The reason why a request cannot be served. Both surfaces translate codes with a table, so a new code does not compile until
 * each has an entry for it.
 */
export type ErrorCode =
  | 'validation_error'
  | 'unauthorized'
  | 'forbidden'
  | 'not_found'
  | 'method_not_allowed'
  | 'payload_too_large'
  | 'unsupported_media_type'
  | 'idempotency_key_reuse'
  | 'conflict'
  | 'rate_limited'
  | 'unavailable'
  | 'internal_error';

export interface AppErrorOptions {
  /** Returned to the caller. Must not contain rejected values or secrets. */
  readonly details?: Record<string, unknown>;
  /** Whole seconds after which a retry can succeed. */
  readonly retryAfterSeconds?: number;
  readonly cause?: unknown;
}

/** A request that cannot be served. Independent of HTTP and GraphQL. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: Record<string, unknown>;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.details = options.details ?? {};
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}
