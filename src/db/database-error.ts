import { QueryFailedError } from 'typeorm';
import { AppError } from '../domain/errors.js';

/** What drivers put on their errors. */
interface DriverError {
  readonly code?: unknown;
  readonly errno?: unknown;
  readonly fatal?: unknown;
}

/** Deadlock, lock wait timeout, and what newer MariaDB and Galera report instead of a deadlock. */
const RETRYABLE = new Set([1213, 1205, 1020]);

/** The server or its disk cannot serve now: too many connections, shutting down, full, read-only, no cluster. */
const UNAVAILABLE_NUMBERS = new Set([
  1021, 1040, 1044, 1045, 1047, 1049, 1053, 1114, 1203, 1226, 1290, 1836, 1927, 3100,
]);
const UNAVAILABLE_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'PROTOCOL_CONNECTION_LOST',
  'PROTOCOL_SEQUENCE_TIMEOUT',
  'PROTOCOL_ENQUEUE_AFTER_FATAL_ERROR',
  'POOL_CLOSED',
  'SQLITE_BUSY',
  'SQLITE_BUSY_SNAPSHOT',
  'SQLITE_LOCKED',
  'SQLITE_FULL',
  'SQLITE_READONLY',
  'SQLITE_READONLY_DBMOVED',
  'SQLITE_CANTOPEN',
]);

/**
 * The driver's own error. TypeORM's carries the statement and its parameters, which hold what users sent and must not
 * reach a log.
 */
export function unwrapped(error: unknown): unknown {
  return error instanceof QueryFailedError ? error.driverError : error;
}

function fieldsOf(error: unknown): DriverError {
  return (unwrapped(error) ?? {}) as DriverError;
}

/** Whether running the whole transaction again is the remedy. */
export function isRetryable(error: unknown): boolean {
  return RETRYABLE.has(Number(fieldsOf(error).errno));
}

/** Some of the rows that were to be inserted exist: the transaction must not be committed. */
export class DuplicateKeyError extends Error {
  constructor(table: string) {
    super(`a row of ${table} exists already`);
    this.name = 'DuplicateKeyError';
  }
}

/** Whether a unique key was violated. */
export function isDuplicateKey(error: unknown): boolean {
  if (error instanceof DuplicateKeyError) return true;
  const { errno, code } = fieldsOf(error);
  return errno === 1062 || code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY';
}

/** Whether the database cannot be reached or cannot take writes. */
export function isUnreachable(error: unknown): boolean {
  const { code, errno, fatal } = fieldsOf(error);
  if (fatal === true || isRetryable(error)) return true;
  if (UNAVAILABLE_NUMBERS.has(Number(errno))) return true;
  return typeof code === 'string' && (UNAVAILABLE_CODES.has(code) || code.startsWith('SQLITE_IOERR'));
}

/** What the caller gets instead of the driver's error. A bug stays what it is, without the statement. */
export function translated(error: unknown): unknown {
  if (error instanceof AppError || !isUnreachable(error)) return unwrapped(error);
  return new AppError('unavailable', 'The database is unavailable: send the request again.', {
    retryAfterSeconds: 2,
    cause: unwrapped(error),
  });
}
