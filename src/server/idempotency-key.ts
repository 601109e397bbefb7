import type { FastifyRequest } from 'fastify';
import { AppError } from '../domain/errors.js';
import { LIMITS } from '../domain/limits.js';

/** A write that is stored once: the caller's key, and what it applies to. */
export interface SentIdempotencyKey {
  readonly key: string;
  /** Method and path. */
  readonly scope: string;
  /** The decompressed body, by which a repetition is recognised. */
  readonly body: Buffer;
}

/**
 * Reads the Idempotency-Key header of a request; undefined without one.
 * @throws AppError validation_error
 */
export function idempotencyOf(request: FastifyRequest, body: Buffer): SentIdempotencyKey | undefined {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key === 'string' && key.length >= 1 && key.length <= LIMITS.idempotencyKeyChars)
    return { key, scope: `${request.method} ${request.url.split('?')[0]}`, body };
  throw new AppError(
    'validation_error',
    `Idempotency-Key must have 1 to ${LIMITS.idempotencyKeyChars} characters.`,
  );
}
