import { QueryFailedError } from 'typeorm';
import { AppError } from '../domain/errors.js';

/** Properties that drivers add to their errors. */
interface DriverError {
  readonly code?: unknown;
  readonly errno?: unknown;
  readonly fatal?: unknown;
}

/** Deadlock, lock wait timeout, and the error that newer MariaDB and Galera report instead of a deadlock. */
const RETRYABLE = new Set([1213, 1205, 1020]);

/** The server accepts no writes, for example because another one has taken its place. */
const READ_ONLY = new Set([1290, 1792, 1836]);
const NO_SUCH_TABLE = 1146;
/** The server accepts no statements at all: its node has left the cluster, or it shuts down. */
const RETIRED = new Set([1047, 1053]);

/** The server cannot serve requests: too many connections, access denied, shutting down, disk full, read-only, no cluster. */
const UNAVAILABLE_NUMBERS = new Set([
  1021, 1040, 1044, 1045, 1047, 1049, 1053, 1114, 1203, 1226, 1290, 1792, 1836, 1927, 3100,
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
 * Returns the driver's error without TypeORM's wrapper, whose statement and parameters contain user data that must not be
 * logged.
 */
export function unwrapped(error: unknown): unknown {
  return error instanceof QueryFailedError ? error.driverError : error;
}

function fieldsOf(error: unknown): DriverError {
  return (unwrapped(error) ?? {}) as DriverError;
}

/** Whether the transaction can succeed when it runs again. */
export function isRetryable(error: unknown): boolean {
  return RETRYABLE.has(Number(fieldsOf(error).errno));
}

/** Whether a database server accepts no writes. */
export function isReadOnly(error: unknown): boolean {
  return READ_ONLY.has(Number(fieldsOf(error).errno));
}

/** Whether the address of the server may lead to another one by now, so that its connections should be opened again. */
export function isReplaced(error: unknown): boolean {
  return isReadOnly(error) || RETIRED.has(Number(fieldsOf(error).errno));
}

export function isMissingTable(error: unknown): boolean {
  return Number(fieldsOf(error).errno) === NO_SUCH_TABLE;
}

/** Some of the rows to insert exist already. The transaction must not be committed. */
export class DuplicateKeyError extends Error {
  constructor(table: string) {
    super(`a row of table ${table} already exists`);
    this.name = 'DuplicateKeyError';
  }
}

/** Whether a unique key was violated. */
export function isDuplicateKey(error: unknown): boolean {
  if (error instanceof DuplicateKeyError) return true;
  const { errno, code } = fieldsOf(error);
  return errno === 1062 || code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY';
}

/** Whether the database cannot be reached or cannot write. */
export function isUnreachable(error: unknown): boolean {
  const { code, errno, fatal } = fieldsOf(error);
  if (fatal === true || isRetryable(error)) return true;
  if (UNAVAILABLE_NUMBERS.has(Number(errno))) return true;
  return typeof code === 'string' && (UNAVAILABLE_CODES.has(code) || code.startsWith('SQLITE_IOERR'));
}

const REASONS: readonly (readonly [reason: string, numbersAndCodes: readonly (number | string)[]])[] = [
  ['The database is read-only.', [...READ_ONLY, 'SQLITE_READONLY']],
  ['The database file was deleted or replaced.', ['SQLITE_READONLY_DBMOVED']],
  ['The disk of the database is full.', [1021, 1114, 'SQLITE_FULL']],
  [
    'The database is locked by another process.',
    [1205, 'SQLITE_BUSY', 'SQLITE_BUSY_SNAPSHOT', 'SQLITE_LOCKED'],
  ],
  ['The database refuses the login.', [1044, 1045, 1049]],
  ['The database has too many connections.', [1040, 1203, 1226]],
  ['The database node is not part of a working cluster.', [1047]],
];

/** Explains an error that keeps the database from writing, without naming servers, files or data. */
export function outageReason(error: unknown): string {
  const { code, errno } = fieldsOf(error);
  const known = REASONS.find(([, keys]) => keys.some((key) => key === code || key === errno));
  if (known !== undefined) return known[0];
  if (typeof code === 'string' && code.startsWith('SQLITE_')) return 'The database file cannot be written.';
  return isUnreachable(error) ? 'The database does not respond.' : 'The database cannot be written.';
}

/** Converts an error of the driver: an outage becomes `unavailable`, any other error loses its statement. */
export function translated(error: unknown): unknown {
  if (error instanceof AppError || !isUnreachable(error)) return unwrapped(error);
  return new AppError('unavailable', 'The database is unavailable: send the request again.', {
    retryAfterSeconds: 2,
    cause: unwrapped(error),
  });
}
