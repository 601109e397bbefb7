import { DuplicateKeyError } from '../db/database-error.js';
import { AppError, type ErrorCode } from '../domain/errors.js';
import type { NewJob } from '../jobs/stored-job.js';
import type { IdempotencyKey } from './idempotency-store.js';
import type { WrittenRequests } from './ingest-transaction.js';

/*
 * What the serving thread and the thread for batches send each other. Both copy: classes and buffers arrive as plain
 * objects and plain bytes, and are restored here.
 */

export interface BatchMessage {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly workspaceId: number;
  readonly body: Uint8Array;
  readonly idempotency: IdempotencyKey | undefined;
  readonly traceparent: string | undefined;
}

export type BatchAnswer = { readonly written: WrittenRequests } | { readonly error: SentError };

/** An error without its class. */
export interface SentError {
  readonly kind: 'AppError' | 'DuplicateKeyError' | 'other';
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly code: unknown;
  readonly details: unknown;
  readonly retryAfterSeconds: unknown;
  readonly cause: SentError | undefined;
}

export function sentError(error: unknown): SentError {
  const given = error as Error & Record<'code' | 'details' | 'retryAfterSeconds', unknown>;
  const { name, message, stack, code, details, retryAfterSeconds, cause } = given;
  const kind =
    error instanceof AppError
      ? 'AppError'
      : error instanceof DuplicateKeyError
        ? 'DuplicateKeyError'
        : 'other';
  return {
    kind,
    name,
    message,
    stack,
    code,
    details,
    retryAfterSeconds,
    cause: cause === undefined ? undefined : sentError(cause),
  };
}

export function errorFrom(sent: SentError): Error {
  const { name, message, stack, code } = sent;
  const error = withClass(sent, sent.cause === undefined ? undefined : errorFrom(sent.cause));
  return Object.assign(error, { name, message, stack, ...(code === undefined ? {} : { code }) });
}

function withClass({ kind, message, code, details, retryAfterSeconds }: SentError, cause: unknown): Error {
  if (kind === 'DuplicateKeyError') return new DuplicateKeyError(message);
  if (kind === 'other') return new Error(message, { cause });
  return new AppError(code as ErrorCode, message, {
    details: details as Record<string, unknown>,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds: Number(retryAfterSeconds) }),
    ...(cause === undefined ? {} : { cause }),
  });
}

export function idempotencyFrom(key: IdempotencyKey): IdempotencyKey {
  const { workspaceId, keyDigest, bodyDigest } = key;
  return { workspaceId, keyDigest: bufferFrom(keyDigest), bodyDigest: bufferFrom(bodyDigest) };
}

export function writtenFrom({ jobs, outcomes }: WrittenRequests): WrittenRequests {
  const restored = jobs.map(
    (job): NewJob => ({ ...job, id: bufferFrom(job.id), records: bufferFrom(job.records) }),
  );
  return { jobs: restored, outcomes };
}

function bufferFrom({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
