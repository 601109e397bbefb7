import type { IncomingMessage } from 'node:http';
import { AppError } from '../domain/errors.js';

/**
 * Judges what Node leaves to the server: RFC 9112, section 3.2, requires exactly one Host in HTTP/1.1, which Node itself
 * would refuse without a body; and of several Authorization fields it keeps the first, while a proxy may have judged another.
 */
export function protocolError({ headers, rawHeaders, httpVersion }: IncomingMessage): AppError | undefined {
  if (headers.host === undefined && httpVersion !== '1.0')
    return new AppError('validation_error', 'The request has no Host header, which HTTP/1.1 requires.');
  let hosts = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] as string;
    if (isNamed(name, 'host') && ++hosts > 1)
      return new AppError('validation_error', 'The request has several Host headers: send one.');
    if (isNamed(name, 'authorization') && rawHeaders[i + 1] !== headers.authorization)
      return new AppError('validation_error', 'The request has different Authorization headers: send one.');
  }
  return undefined;
}

function isNamed(name: string, lowerCase: string): boolean {
  return name.length === lowerCase.length && name.toLowerCase() === lowerCase;
}
