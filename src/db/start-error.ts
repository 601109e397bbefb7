import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { unwrapped } from './database-error.js';
import { databaseKindOf, mysqlAddress, sqliteFile } from './database-url.js';

/** The database cannot be opened. The message is a sentence for the operator, with a remedy and without a password. */
export class DatabaseStartError extends Error {
  constructor(message: string, cause: unknown) {
    super(message, { cause });
    this.name = 'DatabaseStartError';
  }
}

interface SystemError {
  readonly code?: string;
  readonly errno?: number;
  readonly message?: string;
}

/** The database for people and logs: its file, or the address of its server and its name. */
export function describeDatabase(url: string): string {
  if (databaseKindOf(url) === 'sqlite') return sqliteFile(url);
  const { host, port, database } = mysqlAddress(url);
  return `${database} at ${host}:${port}`;
}

/** Returns the explanation of an error of the start; any error that needs none is returned as it is. */
export function explainStart(error: unknown, url: string): unknown {
  if (error instanceof DatabaseStartError) return error;
  const cause = unwrapped(error);
  const explained = databaseKindOf(url) === 'sqlite' ? sqliteProblem(cause, url) : mysqlProblem(cause, url);
  return explained === null ? cause : new DatabaseStartError(explained, cause);
}

/** The error for a database that did not respond while the start waited for it. */
export function noResponse(error: unknown, url: string, waitSeconds: number): DatabaseStartError {
  const { code, message } = unwrapped(error) as SystemError;
  const text = `the database ${describeDatabase(url)} did not respond within ${waitSeconds} s (${code ?? message}). Start it, or correct DATABASE_URL.`;
  return new DatabaseStartError(text, error);
}

/** The error for a database that does not exist, or has no tables, where none is created. */
export function noDatabase(url: string): DatabaseStartError {
  const text = `no gateway database was found at ${describeDatabase(url)}. Start the gateway once to create it, or correct DATABASE_URL.`;
  return new DatabaseStartError(text, undefined);
}

function mysqlProblem(error: unknown, url: string): string | null {
  const { code, errno } = (error ?? {}) as SystemError;
  const { host, port, user, database } = mysqlAddress(url);
  if (code === 'ENOTFOUND') return `the host ${host} of the database is unknown. Correct it in DATABASE_URL.`;
  if (code === 'HANDSHAKE_NO_SSL_SUPPORT')
    return `the database server at ${host}:${port} does not support TLS. Remove ssl=true from DATABASE_URL.`;
  switch (errno) {
    case 1045:
    case 1698:
      return `the database server at ${host}:${port} refuses the user ${user} with this password. Correct them in DATABASE_URL.`;
    case 1044:
    case 1142:
      return `the user ${user} may not create tables in the database ${database}. Run GRANT ALL ON ${database}.* for this user.`;
    case 1049:
      return `the server at ${host}:${port} has no database ${database}. Run CREATE DATABASE ${database}, or correct DATABASE_URL.`;
    case 1290:
    case 1792:
    case 1836:
      return `the database server at ${host}:${port} is read-only. Let DATABASE_URL name the primary server.`;
    default:
      return null;
  }
}

function sqliteProblem(error: unknown, url: string): string | null {
  const { code = '', message = '' } = (error ?? {}) as SystemError;
  const file = sqliteFile(url);
  const folder = dirname(file);
  if (code === 'SQLITE_NOTADB')
    return `${file} is not an SQLite database. Let DATABASE_URL name another file.`;
  if (code === 'SQLITE_FULL' || code === 'ENOSPC')
    return `the disk of ${file} is full. Free some space, or let DATABASE_URL name a file on another disk.`;
  if (code === 'EROFS')
    return `the file system of ${folder} is read-only. Let DATABASE_URL name another folder.`;
  if (code === 'ENOTDIR' || code === 'EEXIST')
    return `${folder} is not a folder. Let DATABASE_URL name a file in a folder.`;
  if (code === 'ENAMETOOLONG') return `the path ${file} is too long. Let DATABASE_URL name a shorter one.`;
  if (isDirectory(file)) return `${file} is a folder. Let DATABASE_URL name a file in it.`;
  const isRefused = code === 'EACCES' || code === 'EPERM' || code === 'ENOENT';
  if (isRefused || code.startsWith('SQLITE_READONLY') || code.startsWith('SQLITE_CANTOPEN'))
    return `${file} cannot be opened for writing. Give this user permission to write the file and its folder, or let DATABASE_URL name another file.`;
  // better-sqlite3 checks the folder itself.
  if (message.includes('directory does not exist'))
    return `the folder ${folder} cannot be used. Create it, or correct DATABASE_URL.`;
  return null;
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
