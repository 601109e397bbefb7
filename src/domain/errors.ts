/** Why a request cannot be served. The transports translate each code by a table, so a new one does not compile until both know it. */
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
  /** Shown to the caller: never a rejected value, never a secret. */
  readonly details?: Record<string, unknown>;
  /** Whole seconds after which a retry is worth it. */
  readonly retryAfterSeconds?: number;
  readonly cause?: unknown;
}

/** A request that cannot be served. Knows neither HTTP nor GraphQL. */
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
