import { type IncomingMessage, type OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { RATE_HEADER_NAMES } from './rate-headers.js';
import { SECURITY_HEADERS } from './security-headers.js';

/**
 * Headers whose values are made here, of characters that a header may have, or were checked when they were read. Node
 * would check name and value again and look whether they steer the connection: a twentieth of a short request.
 */
const SOUND = new Set(['x-request-id', ...RATE_HEADER_NAMES]);

/** The lines of the security headers that are not `named` otherwise. */
function securityLines(named: readonly string[]): string {
  return Object.entries(SECURITY_HEADERS)
    .filter(([name]) => !named.includes(name))
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');
}
const ALL_SECURITY_LINES = securityLines([]);
const SECURITY_NAMES = new Set(Object.keys(SECURITY_HEADERS));

/** What Node calls with the first line and the headers of an answer, once. */
interface HeadWriter {
  _storeHeader(lines: string, headers: unknown): void;
}
const { _storeHeader: storeHead } = ServerResponse.prototype as unknown as HeadWriter;

/** Where Node keeps the head of an answer until its first bytes are sent. */
interface Head {
  _header: string | null;
  readonly _headerSent: boolean;
  readonly _hasBody: boolean;
}

/**
 * An answer that has the security headers unless it says otherwise, and whose head and body reach the socket as one text. Node would hand over the end of the message as a second
 * one and have the two gathered, which costs a fifth of a short request. Only for ASCII: the text is sent as Latin-1, the
 * cheapest.
 */
export class WholeResponse<
  Request extends IncomingMessage = IncomingMessage,
> extends ServerResponse<Request> {
  /**
   * Puts the security headers and what is sound behind the first line and leaves the rest to Node. Under another name it
   * is never called.
   */
  _storeHeader(
    firstLine: string,
    headers: OutgoingHttpHeaders | readonly unknown[] | null | undefined,
  ): void {
    // What was set one by one has another form.
    const setBefore = this.getHeaderNames();
    if (headers == null || Array.isArray(headers) || setBefore.length > 0) {
      const named = Array.isArray(headers)
        ? headers.flat().map((name) => String(name).toLowerCase())
        : setBefore;
      storeHead.call(this as unknown as HeadWriter, firstLine + securityLines(named), headers);
      return;
    }
    let lines = '';
    const others: OutgoingHttpHeaders = {};
    const named: string[] = [];
    for (const name of Object.keys(headers)) {
      const value = (headers as OutgoingHttpHeaders)[name];
      if (SOUND.has(name)) lines += `${name}: ${value}\r\n`;
      else {
        others[name] = value;
        if (SECURITY_NAMES.has(name.toLowerCase())) named.push(name.toLowerCase());
      }
    }
    const security = named.length === 0 ? ALL_SECURITY_LINES : securityLines(named);
    storeHead.call(this as unknown as HeadWriter, firstLine + security + lines, others);
  }

  override end(body?: unknown, encoding?: BufferEncoding | (() => void) | null, done?: () => void): this {
    const head = this as unknown as Head;
    const isWhole =
      typeof body === 'string' &&
      encoding == null &&
      typeof head._header === 'string' &&
      head._headerSent === false &&
      head._hasBody &&
      !this.chunkedEncoding &&
      Buffer.byteLength(body) === body.length;
    if (!isWhole) return super.end(body, encoding as BufferEncoding, done);
    head._header += body;
    return super.end(done);
  }
}
