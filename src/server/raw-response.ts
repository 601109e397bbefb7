import type { Duplex } from 'node:stream';
import { SECURITY_HEADERS } from './security-headers.js';

export interface RawResponse {
  /** Code and reason, such as `400 Bad Request`. */
  readonly status: string;
  readonly contentType: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Writes a response to a socket that has no response object: the parser refused the request, or the request asked to
 * leave HTTP. The connection is closed afterwards.
 */
export function endWithResponse(socket: Duplex, { status, contentType, body, headers }: RawResponse): void {
  const fields = {
    'Content-Type': contentType,
    'Content-Length': String(Buffer.byteLength(body)),
    ...headers,
    ...SECURITY_HEADERS,
    Connection: 'close',
  };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}`);
  socket.end([`HTTP/1.1 ${status}`, ...lines, '', body].join('\r\n'));
}
