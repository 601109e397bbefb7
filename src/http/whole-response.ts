import { type IncomingMessage, type OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { RATE_HEADER_NAMES } from './rate-headers.js';
import { SECURITY_HEADERS } from './security-headers.js';

/**
 * Headers whose values are made here, of characters that a header may have, or were checked when they were read. Node
 * would check name and value again and look whether they steer the connection: a twentieth of a short request.
 */
const SOUND = new Set(['x-request-id', ...Object.keys(SECURITY_HEADERS), ...RATE_HEADER_NAMES]);

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
 * An answer whose head and body reach the socket as one text. Node would hand over the end of the message as a second
 * one and have the two gathered, which costs a fifth of a short request. Only for ASCII: the text is sent as Latin-1, the
 * cheapest.
 */
export class WholeResponse<
  Request extends IncomingMessage = IncomingMessage,
> extends ServerResponse<Request> {
  /** Puts sound headers behind the first line and leaves the others to Node. Under another name it is never called. */
  _storeHeader(firstLine: string, headers: OutgoingHttpHeaders | null | undefined): void {
    // What was set one by one has another form.
    if (headers == null || Array.isArray(headers) || this.getHeaderNames().length > 0) {
      storeHead.call(this as unknown as HeadWriter, firstLine, headers);
      return;
    }
    let lines = firstLine;
    const others: OutgoingHttpHeaders = {};
    for (const name of Object.keys(headers)) {
      if (SOUND.has(name)) lines += `${name}: ${headers[name]}\r\n`;
      else others[name] = headers[name];
    }
    storeHead.call(this as unknown as HeadWriter, lines, others);
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
