import { connect, type Socket } from 'node:net';

/** A response of the server. */
export interface LoadResponse {
  readonly status: number;
  /** The body, assembled on demand. */
  text(): string;
}

interface PendingResponse {
  readonly resolve: (response: LoadResponse) => void;
  readonly reject: (error: Error) => void;
}

const HEAD_END = '\r\n\r\n';
/** Offset of the status code in "HTTP/1.1 202 Accepted". */
const STATUS_AT = 9;

/**
 * A keep-alive connection that sends prepared bytes, one request at a time. It parses only the status and length of a
 * response: the load generator shares its cores with the measured servers, so it must be cheap.
 */
export class Connection {
  private chunks: Buffer[] = [];
  private received = 0;
  /** Bytes of the response including its head; 0 until the head is complete. */
  private expected = 0;
  private bodyAt = 0;
  private waiting: PendingResponse | undefined;

  private constructor(private readonly socket: Socket) {
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.read(chunk));
    socket.on('error', (error) => this.fail(error));
    socket.on('close', () => this.fail(new Error('the server closed the connection')));
  }

  /** @throws if no server listens on the port */
  static open(port: number): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('error', reject);
      socket.once('connect', () => {
        socket.off('error', reject);
        resolve(new Connection(socket));
      });
    });
  }

  /** `request` can be modified after the response. */
  send(request: Buffer): Promise<LoadResponse> {
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
      this.socket.write(request);
    });
  }

  close(): void {
    this.socket.destroy();
  }

  private read(chunk: Buffer): void {
    this.chunks.push(chunk);
    this.received += chunk.length;
    if (this.expected === 0) this.readHead();
    if (this.expected === 0 || this.received < this.expected) return;
    const { chunks, bodyAt, waiting } = this;
    const status = Number((chunks[0] as Buffer).toString('latin1', STATUS_AT, STATUS_AT + 3));
    Object.assign(this, { chunks: [], received: 0, expected: 0, waiting: undefined });
    waiting?.resolve({ status, text: () => Buffer.concat(chunks).toString('utf8', bodyAt) });
  }

  private readHead(): void {
    if (this.chunks.length > 1) this.chunks = [Buffer.concat(this.chunks)];
    const bytes = this.chunks[0] as Buffer;
    const end = bytes.indexOf(HEAD_END);
    if (end < 0) return;
    const length = /\r\ncontent-length: *(\d+)/i.exec(bytes.toString('latin1', 0, end))?.[1];
    if (length === undefined) {
      this.fail(new Error('the response has no Content-Length'));
      return;
    }
    this.bodyAt = end + HEAD_END.length;
    this.expected = this.bodyAt + Number(length);
  }

  private fail(error: Error): void {
    const { waiting } = this;
    this.waiting = undefined;
    waiting?.reject(error);
  }
}

/** The bytes of a request. HTTP/1.1 connections are keep-alive by default. */
export function requestBytes(method: 'GET' | 'POST', path: string, token: string, body?: Buffer): Buffer {
  return requestWith(method, path, [`Authorization: Bearer ${token}`], body);
}

/** The bytes of a request with these header lines and an optional JSON body. */
export function requestWith(
  method: 'GET' | 'POST',
  path: string,
  headers: readonly string[],
  body?: Buffer,
): Buffer {
  const content =
    body === undefined ? [] : ['Content-Type: application/json', `Content-Length: ${body.length}`];
  const lines = [`${method} ${path} HTTP/1.1`, 'Host: 127.0.0.1', ...headers, ...content, '', ''];
  return Buffer.concat([Buffer.from(lines.join('\r\n')), body ?? Buffer.alloc(0)]);
}
